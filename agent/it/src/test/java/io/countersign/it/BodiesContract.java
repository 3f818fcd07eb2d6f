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

    static void assertSignatures(Recorder server, int requests) throws GeneralSecurityException {
        assertEquals(requests, server.heads.size(), server.heads.toString());
        for (int i = 0; i < requests; i++) {
            assertSignature(server.heads.get(i), server.bodies.get(i));
        }
    }

    /**
     * The scheme of the policy's {@code partner}, by what was received.
     *
     * @param body its SHA-256 in hex
     */
    static void assertSignature(String head, String body) throws GeneralSecurityException {
        String[] line = head.split(" ", 3);
        String message = line[0] + "\n" + line[1] + "\n" + String.join(", ", Recorder.values(head, "X-Timestamp")) + "\n"
                + body + "\n" + String.join(", ", Recorder.values(head, "X-API-Key"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(CANARY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String expected = Base64.getEncoder().encodeToString(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
        assertEquals(List.of(expected), Recorder.values(head, "X-Signature"), head);
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
}
