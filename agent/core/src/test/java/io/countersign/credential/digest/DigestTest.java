package io.countersign.credential.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.engine.Engine;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.Answer;
import io.countersign.request.BodySigning;
import io.countersign.request.FixedMoments;
import io.countersign.request.Headers;
import io.countersign.request.TestAnswer;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learned from answers, and what is done with it. */
class DigestTest {
    private static final String PASSWORD = "canary-d19e57";

    @TempDir
    Path folder;

    private final FixedMoments moments = new FixedMoments(0);
    private PolicyFolder policies;
    private Engine engine;

    @BeforeEach
    void create() throws Exception {
        policies = new PolicyFolder(folder);
        policies.environment.put("PASSWORD", PASSWORD);
        policy("");
    }

    private void policy(String settings) throws Exception {
        engine = new Engine(policies.policy("version: 1", "credentials:",
                "  d: {type: digest, username: u, password: '${env:PASSWORD}'}",
                "  file: {type: digest, username: u, password: '${file:password}'}",
                "rules:", "- {host: '*.example', " + settings + "plain-http: allow, credentials: [d]}",
                "- {host: file.test, " + settings + " credentials: [file]}"), moments);
    }

    private static TestRequest get(String url) {
        return new TestRequest("GET", url);
    }

    private static TestRequest once() {
        TestRequest once = new TestRequest("POST", "https://a.example/x").body("body");
        once.repeatable = false;
        return once;
    }

    /** An answer with fields: names at even places, their values behind them. */
    private static Answer answer(int status, String... fields) {
        return new TestAnswer(status, fields);
    }

    private static Answer challenge(String... challenges) {
        String[] fields = new String[2 * challenges.length];
        for (int i = 0; i < challenges.length; i++) {
            fields[2 * i] = "WWW-Authenticate";
            fields[2 * i + 1] = challenges[i];
        }
        return answer(401, fields);
    }

    private static String digest(String nonce, String more) {
        return "Digest realm=\"r\", nonce=\"" + nonce + "\", qop=\"auth\"" + more;
    }

    /** The parameters of our answer; none where the request goes as it is. */
    private Map<String, String> sign(TestRequest request) throws IOException {
        Headers headers = engine.sign(request);
        if (headers == null) {
            return Collections.emptyMap();
        }
        assertEquals("[Authorization]", headers.toString());
        return AuthParameters.ofChallenges("Digest", Collections.singletonList(headers.value(0))).get(0);
    }

    private String signed(String url, String... parameters) throws IOException {
        Map<String, String> all = sign(get(url));
        List<String> values = new ArrayList<>();
        for (String parameter : parameters) {
            values.add(all.get(parameter));
        }
        return String.join(" ", values);
    }

    private String refusal(TestRequest request) {
        String message = assertThrows(IOException.class, () -> engine.sign(request)).getMessage();
        assertFalse(message.contains(PASSWORD), message);
        return message.substring(message.indexOf("'d': ") + 5);
    }

    private static String hash(String algorithm, String text) throws Exception {
        StringBuilder hex = new StringBuilder();
        for (byte b : MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8))) {
            hex.append(String.format("%02x", b));
        }
        return hex.toString();
    }

    @Test
    void aHostThatIsNotKnownIsAskedOnceAndThenAnsweredAheadOfItsQuestion() throws Exception {
        assertNull(engine.sign(get("https://a.example/x")));
        assertTrue(engine.answered(get("https://a.example/x"), challenge(digest("n", ", opaque=\"o\"")), false));
        assertEquals("u r n 00000001 /x auth o", signed("https://a.example/x", "username", "realm", "nonce", "nc", "uri", "qop", "opaque"));
        assertFalse(engine.answered(get("https://a.example/x"), answer(200), true));
        assertEquals("n 00000002 /y?z=%20", signed("https://A.example/y?z=%20", "nonce", "nc", "uri"));
        assertFalse(engine.answered(get("https://a.example/x"), answer(403), false));
        assertEquals("n 00000003", signed("https://a.example", "nonce", "nc"));
    }

    @Test
    void aChallengeIsAnsweredToTheHostThatItCameFromAlone() throws Exception {
        engine.answered(get("https://a.example/x"), challenge(digest("n", "")), false);
        for (String other : new String[] {"https://b.example/x", "https://a.example:8443/x", "http://a.example/x", "http://a.example:443/x"}) {
            assertNull(engine.sign(get(other)), other);
        }
        assertEquals("n", signed("https://a.example:443/x", "nonce"));
    }

    @Test
    void theStrongestIsAnsweredWhateverItsPlace() throws Exception {
        String[] algorithms = {"MD5", "SHA-256", "SHA-512-256"};
        for (int strongest = 0; strongest < algorithms.length; strongest++) {
            for (int first = 0; first <= strongest; first++) {
                create();
                String one = digest("weak", ", algorithm=" + algorithms[first]);
                String two = digest("strong", ", algorithm=" + algorithms[strongest]);
                assertTrue(engine.answered(get("https://a.example/"), challenge("Basic realm=\"x\"", two + ", " + one), false));
                assertTrue(engine.answered(get("https://b.example/"), challenge(one, "Bearer", two), false));
                assertEquals(algorithms[strongest] + " strong", signed("https://a.example/", "algorithm", "nonce"));
                assertEquals(algorithms[strongest] + (first == strongest ? " weak" : " strong"),
                        signed("https://b.example/", "algorithm", "nonce"), "the first of equals");
            }
        }
        engine.answered(get("https://c.example/"), challenge(digest("n", ", algorithm=SHA3-256"), "Digest realm=\"r\"", digest("m", "")), false);
        assertEquals("m null", signed("https://c.example/", "nonce", "algorithm"), "what cannot be answered is left out");
    }

    @Test
    void whatIsWeakerThanWhatTheHostHasAskedForBeforeIsRefused() throws Exception {
        engine.answered(get("https://a.example/"), challenge(digest("n", ", algorithm=SHA-256")), false);
        assertTrue(engine.answered(get("https://a.example/"), challenge(digest("m", ", algorithm=MD5")), false));
        assertEquals("the host asks for Digest with MD5, and has asked for SHA-256 before, which is stronger; if that is meant,"
                + " this program has to be started again", refusal(get("https://a.example/")));
        moments.millis += DigestSignature.PAUSE;
        assertNull(engine.sign(get("https://a.example/")), "it is asked again");
        assertTrue(engine.answered(get("https://a.example/"), challenge(digest("m", "")), false));
        refusal(get("https://a.example/"));
        moments.millis += DigestSignature.PAUSE;
        assertTrue(engine.answered(get("https://a.example/"), challenge(digest("k", ", algorithm=SHA-512-256")), false));
        assertEquals("k", signed("https://a.example/", "nonce"));
    }

    @Test
    void aChallengeThatCannotBeAnsweredIsSaidToTheApplicationOnceItIsKnown() throws Exception {
        String[][] unanswerable = {
            {"Digest realm=\"r\", nonce=\"n\"",
                "without 'qop', as RFC 2069 had it, which RFC 7616 does not allow any more and this agent does not answer"},
            {digest("n", ", algorithm=SHA3-256"), "with algorithm SHA3-256 that this agent or this Java runtime does not have"},
            {digest("n", ", algorithm=\"a b\""), "with an algorithm that this agent or this Java runtime does not have"},
            {"Digest realm=\"r\", nonce=\"n\", qop=\"auth-conf\"", "with a 'qop' that is neither auth nor auth-int"},
            {"Digest realm=\"\u00e4\", nonce=\"n\", qop=\"auth\"", "with characters that an answer cannot repeat (in 'realm' or 'opaque')"}};
        for (String[] each : unanswerable) {
            create();
            assertTrue(engine.answered(get("https://a.example/"), challenge(each[0]), false), each[0]);
            assertEquals("the host asks for Digest " + each[1], refusal(get("https://a.example/")));
        }
        policy("on-failure: send-unsigned, ");
        engine.answered(get("https://a.example/"), challenge(unanswerable[0][0]), false);
        assertNull(engine.sign(get("https://a.example/")));
    }

    @Test
    void withoutAChallengeOfItsKindTheAnswerIsTheApplicationsAffair() throws Exception {
        assertFalse(engine.answered(get("https://a.example/"), challenge(), false));
        assertFalse(engine.answered(get("https://a.example/"), challenge("Basic realm=\"x\"", "Bearer"), false));
        assertFalse(engine.answered(get("https://a.example/"), challenge("Digest qop=auth", "Digest realm=\"r\", nonce=\"\", qop=auth"), false));
        assertNull(engine.sign(get("https://a.example/")));
    }

    @Test
    void aRightAnswerThatIsRefusedIsAWrongPasswordAndNotSentAgain() throws Exception {
        assertTrue(engine.answered(get("https://a.example/"), challenge(digest("n", "")), false));
        sign(get("https://a.example/"));
        assertFalse(engine.answered(get("https://a.example/"), challenge(digest("m", "")), true));
        assertNull(engine.sign(get("https://a.example/")), "nothing of it is remembered");
    }

    @Test
    void requestsThatWereUnderWayBeforeTheFirstChallengeAreAllSentAgain() throws Exception {
        assertTrue(engine.answered(get("https://a.example/1"), challenge(digest("n", "")), false));
        assertTrue(engine.answered(get("https://a.example/2"), challenge(digest("m", "")), false));
        assertTrue(engine.answered(get("https://a.example/3"), challenge(digest("m", ", stale=false")), false));
        assertEquals("m 00000001", signed("https://a.example/3", "nonce", "nc"));
        assertTrue(engine.answered(get("https://a.example/4"), challenge(digest("m", "")), false));
        assertEquals("m 00000002", signed("https://a.example/4", "nonce", "nc"), "the same challenge is counted on");
    }

    @Test
    void aStaleNonceIsReplacedAndTheRequestSentAgainOnce() throws Exception {
        engine.answered(get("https://a.example/"), challenge(digest("n", "")), false);
        sign(get("https://a.example/"));
        assertTrue(engine.answered(get("https://a.example/"), challenge(digest("m", ", stale=TRUE")), false));
        Map<String, String> answer = sign(get("https://a.example/"));
        assertEquals("m 00000001", answer.get("nonce") + " " + answer.get("nc"));
        assertFalse(engine.answered(get("https://a.example/"), challenge(digest("k", ", stale=\"true\"")), true));
        assertEquals("k 00000001", signed("https://a.example/", "nonce", "nc"), "it is known to the next");
    }

    @Test
    void theNextNonceThatAServerNamesIsTaken() throws Exception {
        assertFalse(engine.answered(get("https://a.example/"), answer(200, "Authentication-Info", "nextnonce=\"x\""), false));
        assertNull(engine.sign(get("https://a.example/")));
        engine.answered(get("https://a.example/"), challenge(digest("n", "")), false);
        String first = signed("https://a.example/", "cnonce");
        assertFalse(engine.answered(get("https://a.example/"), answer(200, "Authentication-Info", "qop=auth, nextnonce=\"m\""), false));
        Map<String, String> answer = sign(get("https://a.example/"));
        assertEquals("m 00000001", answer.get("nonce") + " " + answer.get("nc"));
        assertNotEquals(first, answer.get("cnonce"));
        for (String info : new String[] {"nextnonce=\"m\"", "nextnonce=\"\"", "nextnonce=\"\u00e4\"", "nextnonce=\"", "rspauth=\"0\""}) {
            assertFalse(engine.answered(get("https://a.example/"), answer(404, "authentication-info", info), false));
        }
        assertEquals("m 00000002", signed("https://a.example/", "nonce", "nc"));
    }

    @Test
    void aBodyThatCannotBeSentTwiceWaitsForAChallengeThatIsKnown() throws Exception {
        assertEquals("the challenge of this host is not known yet, and this request's body cannot be sent twice: once without an answer and once"
                + " with it; send the host a request without a body first, or one whose body the client can send again", refusal(once()));
        assertTrue(engine.answered(get("https://a.example/"), challenge(digest("n", "")), false));
        assertEquals("n", sign(once()).get("nonce"));
        assertFalse(engine.answered(once(), challenge(digest("m", ", stale=true")), false));
        assertEquals("m", sign(once()).get("nonce"));
    }

    @Test
    void theBodyIsCoveredWhereTheServerLeavesNoOtherChoiceAndNotReadElsewhere() throws Exception {
        TestRequest unread = new TestRequest("POST", "https://a.example/x") {
            @Override
            public boolean readBody(BodySigning signing) {
                throw new AssertionError("read");
            }
        };
        assertNull(engine.sign(unread.body("body")));
        engine.answered(get("https://a.example/"), challenge("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int, auth\""), false);
        assertEquals("auth", sign(unread).get("qop"));
        engine.answered(get("https://a.example/"), challenge("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\", algorithm=SHA-256"), false);
        for (String body : new String[] {"body", "", null}) {
            TestRequest request = new TestRequest("POST", "https://a.example/x");
            Map<String, String> answer = sign(body == null ? request : request.body(body));
            String a2 = hash("SHA-256", "POST:/x:" + hash("SHA-256", body == null ? "" : body));
            assertEquals(hash("SHA-256", hash("SHA-256", "u:r:" + PASSWORD) + ":n:" + answer.get("nc") + ":" + answer.get("cnonce")
                    + ":auth-int:" + a2), answer.get("response"), body);
        }
    }

    @Test
    void anApplicationThatAnswersItselfIsLeftAlone() throws Exception {
        TestRequest own = get("https://a.example/").with("authorization", "Digest own");
        assertFalse(engine.answered(own, challenge(digest("n", "")), false));
        engine.answered(get("https://a.example/"), challenge(digest("n", "")), false);
        assertNull(engine.sign(own));
        policy("existing: replace, ");
        assertTrue(engine.answered(own, challenge(digest("n", "")), false));
        assertEquals("n", sign(own).get("nonce"));
    }

    @Test
    void aPasswordThatCannotBeHadIsSaidBeforeAnythingIsSent() throws Exception {
        String message = assertThrows(IOException.class, () -> engine.sign(get("https://file.test/"))).getMessage();
        assertTrue(message.contains("credential 'file'"), message);
        assertFalse(engine.answered(get("https://file.test/"), challenge(digest("n", "")), false), "it would be sent again as it was");
        for (String wrong : new String[] {"", "canary\u0007"}) {
            Files.write(folder.resolve("password"), wrong.getBytes(StandardCharsets.UTF_8));
            policies.secrets.poll();
            message = assertThrows(IOException.class, () -> engine.sign(get("https://file.test/"))).getMessage();
            assertTrue(message.contains("is empty") || message.contains("control character (at place 7)"), message);
            assertFalse(message.contains("canary"), message);
        }
    }

    @Test
    void aPasswordThatChangesAnswersAtOnce() throws Exception {
        Set<String> responses = new HashSet<>();
        for (String password : new String[] {"one", "second"}) {
            Files.write(folder.resolve("password"), password.getBytes(StandardCharsets.UTF_8));
            assertTrue(engine.answered(get("https://file.test/"), challenge(digest("n", "")), false));
            Map<String, String> answer = sign(get("https://file.test/"));
            assertEquals(hash("MD5", hash("MD5", "u:r:" + password) + ":n:" + answer.get("nc") + ":" + answer.get("cnonce") + ":auth:"
                    + hash("MD5", "GET:/")), answer.get("response"));
            responses.add(answer.get("response"));
        }
        assertEquals(2, responses.size());
    }

    @Test
    void manyThreadsCountEachAnswerOnce() throws Exception {
        engine.answered(get("https://a.example/"), challenge(digest("n", "")), false);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<List<String>> work = () -> {
                List<String> counts = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    counts.add(signed("https://a.example/", "nc"));
                }
                return counts;
            };
            Set<String> all = new HashSet<>();
            for (Future<List<String>> counts : threads.invokeAll(Collections.nCopies(8, work))) {
                all.addAll(counts.get());
            }
            assertEquals(4000, all.size());
            assertEquals("00000fa1", signed("https://a.example/", "nc"));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void noMoreHostsAreRememberedThanABound() throws Exception {
        Map<String, Integer> known = new HashMap<>();
        for (int i = 0; i < 2 * DigestSignature.MOST_HOSTS; i++) {
            assertTrue(engine.answered(get("https://h" + i + ".example/"), challenge(digest("n" + i, "")), false));
            assertEquals("n" + i, signed("https://h" + i + ".example/", "nonce"), "the newest is known");
        }
        for (int i = 0; i < 2 * DigestSignature.MOST_HOSTS; i++) {
            if (engine.sign(get("https://h" + i + ".example/")) != null) {
                known.put("h" + i, i);
            }
        }
        assertTrue(known.size() > DigestSignature.MOST_HOSTS / 2 && known.size() <= DigestSignature.MOST_HOSTS, known.size() + " known");
    }

    @Test
    void aUserNameThatCannotBeIsAMistake() {
        for (String[] each : new String[][] {{"\"\"", "'username' is empty"}, {"\"a\\tb\"",
            "'username' has a control character, which a user name cannot have"}}) {
            List<String> mistakes = assertThrows(PolicyException.class, () -> policies.policy("version: 1", "credentials:",
                    "  d: {type: digest, username: " + each[0] + ", password: '${env:PASSWORD}'}",
                    "rules: [{host: a, credentials: [d]}]")).mistakes();
            assertEquals(Arrays.asList(each[1]), Arrays.asList(mistakes.get(0).substring(mistakes.get(0).indexOf(": ") + 2)));
        }
    }
}
