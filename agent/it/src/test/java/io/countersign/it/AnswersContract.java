package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is learned from answers, and requests that are sent again for it: Digest, which cannot do without. */
abstract class AnswersContract extends BodiesContract {
    DigestServer asking;

    @BeforeEach
    void startAsking() throws Exception {
        asking = new DigestServer("127.0.0.1", "batch", CANARY);
    }

    @AfterEach
    void stopAsking() {
        asking.close();
    }

    /** What the application sees is the last answer, and nothing of what led to it. */
    static void assertSeen(String status, String answer, Application a) throws IOException {
        assertTrue(answer.startsWith(status), answer + a.errors());
        assertFalse(answer.contains(CANARY), answer);
        assertFalse(answer.contains("response="), answer);
        String seen = answer.replaceFirst(" log: .*", "").replaceAll("(127[.]0[.]0[.][0-9]+):[0-9]+", "$1");
        assertFalse(status.startsWith("200") && (seen.contains("401") || seen.contains("WWW-Authenticate")), answer);
        assertFalse(seen.contains("Digest username"), answer);
    }

    /** For each request whether it has an answer to a challenge, and which: {@code -} or its {@code nc}. */
    static String rounds(DigestServer server) {
        List<String> rounds = new ArrayList<>();
        for (String head : server.heads) {
            List<String> values = Recorder.values(head, "Authorization");
            assertTrue(values.size() < 2, head);
            rounds.add(values.isEmpty() ? "-" : parameter(values.get(0), "nc").replaceFirst("^0+", ""));
        }
        return String.join(" ", rounds);
    }

    private static String parameter(String authorization, String name) {
        String value = authorization.split(" " + name + "=")[1];
        return value.split("[\",]")[value.startsWith("\"") ? 1 : 0];
    }

    static String nonce(DigestServer server, int request) {
        return parameter(Recorder.values(server.heads.get(request), "Authorization").get(0), "nonce");
    }

    private static String sha256(byte[] body) throws Exception {
        return String.format("%064x", new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(body)));
    }

    /** As {@link io.countersign.it.probe.Call#writeTo} writes it. */
    private static String sha256OfStreamed(int length) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int place = 0; place < length; place++) {
            body.write(io.countersign.it.probe.Call.at(place));
        }
        return sha256(body.toByteArray());
    }

    @Test
    void aChallengeIsAnsweredOnceAndAheadOfItFromThenOn() throws Exception {
        Application a = with("");
        assertSeen("200", a.call("GET " + asking.url("/digest/a%20b?q=1&q=")), a);
        assertEquals("- 1", rounds(asking));
        assertSeen("200", a.call("GET " + asking.url("/digest/b")), a);
        assertSeen("200", a.call("DELETE " + asking.url("/digest/c;d")), a);
        assertEquals("- 1 2 3", rounds(asking));
        assertEquals(1, asking.connections.size(), "the connection is used again whatever was answered");
    }

    @Test
    void whatIsAnsweredForIsTheTargetAsItIsSent() throws Exception {
        Application a = with("");
        for (String target : List.of("/digest/a?q", "/digest/%7e~;x=1/b?a=%20&&b=+&", "/digest/c/?x=?/")) {
            assertSeen("200", a.call("GET " + asking.url(target)), a);
        }
        assertEquals("- 1 2 3", rounds(asking));
    }

    @Test
    void asynchronousCallsAreSentAgainToo() throws Exception {
        assumeTrue(asynchronous());
        Application a = with("");
        assertSeen("200", a.call("POST " + asking.url("/digest/a") + " +async <body"), a);
        assertSeen("200", a.call("GET " + asking.url("/digest/b") + " +async"), a);
        assertEquals("- 1 2", rounds(asking));
    }

    @Test
    void aBodyThatIsHeldIsSentAgainWhole() throws Exception {
        Application a = with("");
        assertSeen("200", a.call("POST " + asking.url("/digest/a") + " <body"), a);
        assertSeen("200", a.call("PUT " + asking.url("/digest/a") + " <"), a);
        assertEquals("- 1 2", rounds(asking));
        String body = sha256("body".getBytes(StandardCharsets.US_ASCII));
        assertEquals(List.of(body, body, sha256(new byte[0])), asking.bodies);
    }

    @Test
    void aBodyThatCannotBeSentTwiceWaitsForTheChallenge() throws Exception {
        for (String kind : bodiesReadOnce()) {
            try (DigestServer server = new DigestServer("127.0.0.1", "batch", CANARY); Application a = with("")) {
                assertRefused(a.call("POST " + server.url("/digest/a") + " " + kind + "=70000"),
                        "the challenge of this host is not known yet");
                assertEquals(List.of(), server.heads);
                assertSeen("200", a.call("GET " + server.url("/digest/a")), a);
                assertSeen("200", a.call("POST " + server.url("/digest/a") + " " + kind + "=70000"), a);
                assertEquals("- 1 2", rounds(server), kind);
                assertEquals(sha256OfStreamed(70_000), server.bodies.get(2), kind);
            }
        }
    }

    @Test
    void aNonceThatIsTooOldCostsOneRoundMore() throws Exception {
        asking.authenticator.setMaxNonceCount(3);
        Application a = with("");
        for (int i = 0; i < 4; i++) {
            assertSeen("200", a.call("POST " + asking.url("/digest/a") + " <body"), a);
        }
        assertEquals("- 1 2 3 1 2", rounds(asking));
        assertEquals(nonce(asking, 1), nonce(asking, 3));
        assertNotEquals(nonce(asking, 3), nonce(asking, 4));
        assertEquals(1, asking.bodies.stream().distinct().count());
    }

    /** Jetty itself names none and does not take it, since its opaque belongs to one nonce: so this one costs another round. */
    @Test
    void theNextNonceThatAnAnswerNamesIsUsed() throws Exception {
        Application a = with("");
        assertSeen("200", a.call("GET " + asking.url("/digest/next")), a);
        assertSeen("200", a.call("GET " + asking.url("/digest/a")), a);
        assertEquals("- 1 1 1", rounds(asking));
        assertEquals(asking.next, nonce(asking, 2));
    }

    @Test
    void aWrongPasswordIsSaidToTheApplicationAsTheServerSaysIt() throws Exception {
        try (DigestServer server = new DigestServer("127.0.0.1", "batch", "another")) {
            Application a = with("");
            assertSeen("401", a.call("GET " + server.url("/digest/a")), a);
            assertEquals("- 1", rounds(server));
            assertSeen("401", a.call("POST " + server.url("/digest/a") + " <body"), a);
            assertEquals("- 1 - 1", rounds(server));
        }
    }

    @Test
    void whatIsForbiddenIsNotAskedForTwice() throws Exception {
        Application a = with("");
        assertSeen("403", a.call("GET " + asking.url("/digest/403")), a);
        assertSeen("403", a.call("GET " + asking.url("/digest/403")), a);
        assertSeen("500", a.call("GET " + asking.url("/digest/500")), a);
        assertEquals("- 1 2 3", rounds(asking));
    }

    @Test
    void aRedirectToAStrangerCarriesNothingAndOneWithinTheHostIsAnsweredFor() throws Exception {
        Application a = with("");
        assertSeen("200", a.call("GET " + asking.url("/digest/302?to=" + stranger.url("/digest/a"))), a);
        assertEquals("- 1", rounds(asking));
        assertUnsigned(stranger, 1);
        assertEquals(List.of(), Recorder.values(stranger.heads.get(0), "Authorization"));
        assertSeen("200", a.call("GET " + asking.url("/digest/302?to=" + asking.url("/digest/b"))), a);
        assertEquals("- 1 2 3", rounds(asking));
        try (DigestServer server = new DigestServer("127.0.0.1", "batch", CANARY)) {
            assertSeen("200", a.call("GET " + asking.url("/digest/302?to=" + server.url("/digest/c"))), a);
            assertEquals("- 1 2 3 4", rounds(asking));
            assertEquals("- 1", rounds(server), "a hop may be sent again, whatever the one before it was");
        }
    }

    @Test
    void aChallengeThatIsNotAnsweredIsARefusalThatSaysWhy() throws Exception {
        Application a = with("");
        assertSeen("200", a.call("GET " + asking.url("/digest/a")), a);
        asking.authenticator.setAlgorithm("MD5");
        assertRefused(a.call("POST " + asking.url("/digest/a") + " <body"), "has asked for SHA-256 before, which is stronger");
        assertRefused(a.call("GET " + asking.url("/digest/a")), "has asked for SHA-256 before, which is stronger");
        assertEquals("- 1 2", rounds(asking));
    }

    @Test
    void aServerThatAsksForSomethingElseIsNotAnswered() throws Exception {
        Application a = with("");
        assertSeen("401", a.call("GET " + asking.url("/other/a")), a);
        assertEquals("-", rounds(asking));
        guarded.challenges = 1;
        assertSeen("401", a.call("GET " + guarded.url("/digest/a")), a);
        assertEquals(1, guarded.heads.size());
    }

    @Test
    void overTlsAChallengeIsAnsweredToo() throws Exception {
        Application a = with("");
        assertSeen("200", a.call("POST " + asking.secureUrl("/digest/a") + " <body"), a);
        assertSeen("200", a.call("GET " + asking.secureUrl("/digest/a")), a);
        assertEquals("- 1 2", rounds(asking));
    }
}
