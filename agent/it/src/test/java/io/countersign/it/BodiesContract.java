package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Signatures over the request: what is signed is what is sent, however its body comes. */
abstract class BodiesContract extends UnchangedContract {
    /** The options of {@link io.countersign.it.probe.Call} that make bodies which can be read only once, for this client. */
    List<String> bodiesReadOnce() {
        return List.of("+fixed", "+chunked");
    }

    /** Has the application put its temporary files here. */
    String temporary() throws IOException {
        return "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp"));
    }

    void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertEquals(List.of(), left.filter(file -> file.toString().contains("countersign")).collect(Collectors.toList()));
        }
    }

    /** The scheme of the policy's {@code partner}, by what was received. */
    static void assertSignatures(Recorder server, int requests) throws GeneralSecurityException {
        assertSignatures(server.heads, server.bodies, requests);
    }

    static void assertSignatures(List<String> heads, List<String> bodies, int requests) throws GeneralSecurityException {
        assertEquals(requests, heads.size(), heads.toString());
        for (int i = 0; i < requests; i++) {
            String head = heads.get(i);
            String message = head.split(" ", 2)[0] + "\n" + Recorder.target(head) + "\n"
                    + String.join(", ", Recorder.values(head, "X-Timestamp")) + "\n" + bodies.get(i) + "\n"
                    + String.join(", ", Recorder.values(head, "X-API-Key"));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(CANARY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String expected = Base64.getEncoder().encodeToString(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
            assertEquals(List.of(expected), Recorder.values(head, "X-Signature"), head);
        }
    }

    @Test
    void everyKindOfBodyIsSignedAsItIsSent() throws Exception {
        Application a = with("", temporary());
        List<String> calls = List.of("GET %s", "DELETE %s", "POST %s <body", "PUT %s <", "POST %s +fixed=1", "POST %s +fixed=0",
                "PUT %s +fixed=70000", "POST %s +fixed=3000000", "POST %s +chunked=1", "POST %s +chunked=0", "PUT %s +chunked=70000",
                "POST %s +chunked=3000000", "POST %s <again");
        for (String call : calls) {
            String answer = a.call(String.format(call, guarded.url("/signed/a%20b?q=1&q=")));
            assertTrue(answer.startsWith("200"), call + ": " + answer + a.errors());
        }
        assertSignatures(guarded, calls.size());
        guarded.heads.forEach(Fixture::assertSigned);
        assertEquals(1, guarded.connections.get(), "the connection is used again whatever the body");
        assertNothingLeft();
    }

    @Test
    void aSignatureIsMadeAnewOnEveryHop() throws Exception {
        Application a = with("", temporary());
        String to = other.url("/signed/c");
        for (String call : List.of("GET " + guarded.url("/signed/302?to=" + to), "POST " + guarded.url("/signed/307?to=" + to) + " <body",
                "POST " + guarded.url("/signed/308?to=" + to) + " <body")) {
            String answer = a.call(call);
            assertTrue(answer.startsWith("200") || answer.startsWith("30"), answer + a.errors());
        }
        assertSignatures(guarded, 3);
        assertSignatures(other, other.heads.size());
        assertTrue(other.heads.size() > 0);
    }

    @Test
    void aBodyThatCanBeReadOnlyOnceIsHeldUpToTheLimitAndRefusedPastIt() throws Exception {
        Application a = with("defaults: {max-body: 2MB}\n", temporary());
        for (String kind : bodiesReadOnce()) {
            assertTrue(a.call("POST " + guarded.url("/signed/a") + " " + kind + "=2097152").startsWith("200"), a.errors());
            assertRefused(a.call("POST " + guarded.url("/signed/a") + " " + kind + "=2097153"), "max-body");
            assertTrue(a.call("POST " + guarded.url("/signed/a") + " " + kind + "=1").startsWith("200"), a.errors());
        }
        assertSignatures(guarded, 2 * bodiesReadOnce().size());
        assertNothingLeft();
    }

    @Test
    void aLargeBodyIsSignedInLittleMemory() throws Exception {
        Application a = with("defaults: {max-body: 256MB}\n", temporary(), "-Xmx64m");
        for (String kind : List.of("+fixed", "+chunked")) {
            String answer = a.call("POST " + guarded.url("/signed/a") + " " + kind + "=209715200");
            assertTrue(answer.startsWith("200"), answer + a.errors());
        }
        assertSignatures(guarded, 2);
        assertNothingLeft();
    }

    @Test
    void aRequestWhoseSignatureCannotBeMadeIsRefusedWhateverItsBody() throws Exception {
        Application a = with("", temporary());
        for (String call : List.of("POST %s <body", "POST %s +fixed=70000", "POST %s +chunked=70000", "POST %s +chunked=3000000")) {
            assertRefused(a.call(String.format(call, guarded.url("/lost/a"))), "credential 'lost'");
        }
        assertEquals(0, guarded.heads.size());
        assertTrue(a.call("GET " + guarded.url("/signed/a")).startsWith("200"), a.errors());
        assertNothingLeft();
    }

    @Test
    void whereThePolicySaysSoABodyIsSentWithoutTheSignatureThatCannotBeMade() throws Exception {
        Application a = with("defaults: {on-failure: send-unsigned}\n", temporary());
        List<String> calls = List.of("POST %s <body", "POST %s +fixed=70000", "POST %s +chunked=70000", "POST %s +chunked=3000000");
        for (String call : calls) {
            assertTrue(a.call(String.format(call, guarded.url("/lost/a"))).startsWith("200"), a.errors());
            assertTrue(a.call(String.format(call, stranger.url("/lost/a"))).startsWith("200"), a.errors());
        }
        assertEquals(stranger.bodies, guarded.bodies);
        guarded.heads.forEach(head -> assertEquals(List.of(), Recorder.values(head, "X-Signature"), head));
        assertNothingLeft();
    }

    @Test
    void throughAProxyPathAndQueryAreSignedAsTheServerWillSeeThem() throws Exception {
        try (Recorder proxy = new Recorder("127.0.0.1")) {
            Application a = with("defaults: {plain-http: allow}\n", temporary());
            for (String call : List.of("GET %s", "POST %s <body", "POST %s +chunked=70000")) {
                String url = "http://api.example.test/signed/a%20b?q=1&q=";
                String answer = a.call(String.format(call, url) + " +proxy=" + proxy.port());
                assertTrue(answer.startsWith("200"), answer + a.errors());
            }
            assertSignatures(proxy, 3);
        }
    }

    @Test
    void overTlsAndThroughATunnelBodiesAreSignedToo() throws Exception {
        try (Recorder proxy = new Recorder("127.0.0.1"); Recorder secure = new Recorder("127.0.0.1", true)) {
            proxy.tunnelsTo = secure.address();
            Application a = with("", temporary());
            List<String> calls = List.of("POST %s <body", "POST %s +fixed=70000", "POST %s +chunked=3000000");
            for (String call : calls) {
                String tunnelled = String.format(call, "https://api.example.test:" + secure.port() + "/signed/a") + " +proxy=" + proxy.port();
                for (String each : List.of(String.format(call, secure.url("/signed/a")), tunnelled)) {
                    String answer = a.call(each);
                    assertTrue(answer.startsWith("200"), answer + a.errors());
                }
            }
            assertSignatures(secure, 2 * calls.size());
        }
    }
}
