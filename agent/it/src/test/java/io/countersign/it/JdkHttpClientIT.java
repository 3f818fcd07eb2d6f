package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.it.probe.Call;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JdkHttpClientIT extends ModernContract {
    @BeforeAll
    static void isInThisJdk() {
        Assumptions.assumeTrue(Application.JAVA >= 11, "the JDK's HttpClient came with Java 11");
    }

    @Override
    boolean connectsFirst() {
        return false;
    }

    @Override
    String caller() {
        return "JdkHttpClientCaller";
    }

    @Override
    boolean socks() {
        return false;
    }

    @Override
    boolean alwaysChecksNames() {
        return true;
    }

    @Override
    List<String> limits() {
        return List.of("+timeout=200 ! java.net.http.HttpTimeoutException: request timed out");
    }

    @Override
    String interrupted() {
        return "! java[.]lang[.]InterruptedException: .*";
    }

    @Test
    void noThreadWaitsForATokenNotEvenTheOneThatTheClientHas() throws Exception {
        Application a = withTokens();
        tokens.hold();
        a.call("GET " + tokens.url("/token/a") + " +thread +async +begin=a");
        tokens.awaitAsked(1);
        a.call("GET " + tokens.url("/token/b") + " +thread +async +begin=b");
        assertTrue(a.call("GET " + stranger.url("/a") + " +thread").startsWith("200"), a.errors());
        assertEquals(List.of("one"), tokens.asked);
        assertTrue(tokens.holds());
        tokens.answer();
        assertWell(a.call("GET - +end=a"), a);
        assertWell(a.call("GET - +end=b"), a);
    }

    @Test
    void theUpgradeFromPlainHttpToHttp2IsSignedOnceAndSoIsWhatFollows() throws IOException {
        Application a = with("");
        String first = a.call("GET " + modern.url("/a"));
        assertTrue(first.startsWith("200 HTTP_2"), first);
        assertAnswered("200 HTTP_2", a.call("POST " + modern.url("/a") + " <body"), a);
        assertEquals(2, modern.heads.size());
        modern.heads.forEach(Fixture::assertSigned);
    }

    @Test
    void http1IsKeptWhereTheApplicationAsksForIt() throws IOException {
        Application a = with("");
        assertAnswered("200 HTTP_1_1", a.call("GET " + modern.secureUrl("/a") + " +http1"), a);
        assertSigned(modern.heads.get(0));
    }

    private static String sha256(byte[] body) throws GeneralSecurityException {
        return String.format("%064x", new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(body)));
    }

    private static byte[] streamed(int bytes) {
        byte[] body = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            body[i] = Call.at(i);
        }
        return body;
    }

    @Test
    void everyPublisherOfTheJdkAndOfTheApplicationIsSignedAsItIsSent() throws Exception {
        Application a = with("", temporary());
        List<String> bodies = new ArrayList<>(List.of("file", "arrays", "string", "own", "adapted", "iterable"));
        if (Application.JAVA >= 16) {
            bodies.addAll(List.of("concat", "concat-own"));
        }
        for (String body : bodies) {
            for (int bytes : new int[] {1, 70000, 3000000}) {
                String answer = a.call("POST " + guarded.url("/signed/a") + " +body=" + body + " +bytes=" + bytes);
                assertTrue(answer.startsWith("200"), body + " " + answer + a.errors());
                int last = guarded.bodies.size() - 1;
                assertEquals(sha256(streamed(bytes)), guarded.bodies.get(last), body);
                a.call("POST " + stranger.url("/signed/a") + " +body=" + body + " +bytes=" + bytes);
                for (String framing : List.of("Content-Length", "Transfer-Encoding")) {
                    assertEquals(Recorder.values(stranger.heads.get(last), framing),
                            Recorder.values(guarded.heads.get(last), framing), body);
                }
            }
        }
        assertSignatures(guarded, 3 * bodies.size());
        assertNothingLeft();
    }

    @Test
    void whatThePublisherDoesToItsBuffersAfterwardsChangesNothing() throws Exception {
        Application a = with("", temporary());
        assertTrue(a.call("POST " + guarded.url("/signed/a") + " +body=reused +bytes=70000").startsWith("200"), a.errors());
        assertSignatures(guarded, 1);
        assertEquals(sha256(streamed(70000)), guarded.bodies.get(0));
    }

    /** Bodies that are read twice for a signature, and once where there is none. */
    @Test
    void whatNoSignatureNeedsIsReadOnce() throws Exception {
        Application a = with("");
        assertTrue(a.call("POST " + guarded.url("/a") + " +body=changed +bytes=70000").startsWith("200"), a.errors());
        assertTrue(a.call("POST " + stranger.url("/a") + " +body=changed +bytes=70000").startsWith("200"), a.errors());
        assertEquals(guarded.bodies, stranger.bodies);
    }

    @Test
    void aBodyThatIsAnotherWhenItIsSentIsRefusedBeforeTheServerHasAllOfIt() throws Exception {
        Application a = with("", temporary());
        for (String body : List.of("changed", "shorter", "longer")) {
            assertRefused(a.call("POST " + guarded.url("/signed/a") + " +http1 +body=" + body + " +bytes=70000"), "not the same");
        }
        assertEquals(List.of(), guarded.bodies);
        assertTrue(a.call("POST " + guarded.url("/signed/a") + " <body").startsWith("200"), a.errors());
    }

    @Test
    void whatThePublisherFailsWithIsTheSameAsWithoutTheAgent() throws Exception {
        try (Application signed = with("", temporary()); Application plain = without()) {
            for (String body : List.of("fails", "fails-late", "fails-unchecked", "throws", "null-stream", "broken-stream", "gone")) {
                for (String how : List.of(" +http1", " +http1 +async")) {
                    String call = "POST " + guarded.url("/signed/a") + how + " +body=" + body;
                    assertEquals(plain.call(call), signed.call(call), call);
                }
            }
        }
        assertNothingLeft();
    }

    @Test
    void theTimeoutOfARequestIsKeptWhileItsBodyDoesNotCome() throws Exception {
        Application a = with("", temporary());
        for (String how : List.of("", " +async")) {
            String answer = a.call("POST " + guarded.url("/signed/a") + " +body=never +timeout=300" + how);
            assertEquals("! java.net.http.HttpTimeoutException: request timed out", answer, a.errors());
        }
        assertEquals(List.of(), guarded.heads);
        assertNothingLeft();
    }

    @Test
    void sendAsyncWaitsForNoBodyAndCanBeCancelledBeforeItComes() throws Exception {
        Application a = with("", temporary());
        String answer = a.call("POST " + guarded.url("/signed/a") + " +body=never +cancel");
        assertTrue(answer.startsWith("! java.util.concurrent.CancellationException: "), answer + a.errors());
        assertEquals(List.of(), guarded.heads);
        assertTrue(a.call("POST " + guarded.url("/signed/a") + " +chunked=70000").startsWith("200"), a.errors());
        assertNothingLeft();
    }

    @Test
    void aHeldBodyGoesOnWithARedirectAndWithARetry() throws Exception {
        Application a = with("", temporary(), "-Djdk.httpclient.enableAllMethodRetry=true");
        for (String kind : List.of("+chunked=70000", "+fixed=3000000", "+body=own +bytes=3000000", "+body=file +bytes=70000")) {
            for (int status : new int[] {307, 308}) {
                String answer = a.call("POST " + guarded.url("/signed/" + status + "?to=" + other.url("/signed/c")) + " " + kind);
                assertTrue(answer.startsWith("200"), answer + a.errors());
            }
            String answer = a.call("POST " + guarded.url("/signed/drop") + " " + kind);
            assertTrue(answer.startsWith("200"), answer + a.errors());
        }
        assertSignatures(guarded, 16);
        assertSignatures(other, 8);
        assertEquals(guarded.bodies.get(0), other.bodies.get(0));
        assertNothingLeft();
    }

    @Test
    void aBodyIsSignedOverHttp2AndOverTheUpgradeToIt() throws Exception {
        Application a = with("", temporary());
        for (String url : List.of(modern.url("/signed/a?b"), modern.secureUrl("/signed/a?b"))) {
            for (String body : List.of("<", "+chunked=70000", "+fixed=70000", "+body=file +bytes=70000", "+body=own +bytes=70000")) {
                assertAnswered("200 HTTP_2", a.call("POST " + url + " " + body), a);
                assertEquals(sha256(streamed(body.equals("<") ? 0 : 70000)), modern.bodies.get(modern.bodies.size() - 1), body);
            }
        }
        assertSignatures(modern.heads, modern.bodies, 10);
        assertRefused(a.call("POST " + modern.secureUrl("/signed/a") + " +body=changed +bytes=70000"), "not the same");
        assertAnswered("200 HTTP_2", a.call("POST " + modern.secureUrl("/signed/a") + " <body"), a);
        assertNothingLeft();
    }
}
