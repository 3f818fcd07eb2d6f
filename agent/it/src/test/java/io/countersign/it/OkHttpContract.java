package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only OkHttp has, for each of its versions. */
abstract class OkHttpContract extends ModernContract {
    private final String version;

    /** @param version a folder of libraries, {@code okhttp-3_4} */
    OkHttpContract(String version) {
        this.version = version;
    }

    @Override
    String caller() {
        return "OkHttpCaller";
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/" + version + "/*";
    }

    /** What the oldest and the newest show of signatures, bodies, answers and tokens is not shown again; their hops, pools and connections are their own. */
    @BeforeEach
    void assumeFirstOrLast(TestInfo test) {
        boolean isBetween = version.equals("okhttp-3_14") || version.equals("okhttp-4");
        List<Class<?>> ofAll = List.of(SigningContract.class, UnchangedContract.class, BodiesContract.class, AnswersContract.class,
                TokensContract.class);
        assumeFalse(isBetween && ofAll.contains(test.getTestMethod().orElseThrow().getDeclaringClass()), "OkHttp 3.4 and 5 show it");
    }

    private void assumeLater() {
        assumeFalse(version.equals("okhttp-3_4"), "OkHttp 3.4 has no WebSocket, events, prior knowledge or one-shot bodies");
    }

    @Override
    List<String> bodiesReadOnce() {
        assumeLater();
        return List.of("+oneshot");
    }

    @Override
    List<String> limits() {
        String read = "+timeout=200 ! java.net.SocketTimeoutException: timeout";
        return version.equals("okhttp-3_4") ? List.of(read) : List.of(read, "+calltimeout=200 ! java.io.InterruptedIOException: timeout");
    }

    @Override
    String interrupted() {
        return "! java[.]io[.]InterruptedIOException: interrupted interrupted";
    }

    @Override
    void assumeWebSocket() {
        assumeLater();
    }

    @Override
    boolean coalesces() {
        return !version.equals("okhttp-3_4");
    }

    @Override
    List<String> protocols() {
        return version.equals("okhttp-3_4") ? List.of("TLSv1.2") : super.protocols();
    }

    @Test
    void theApplicationSeesItsOwnInterceptorsAlone() throws IOException {
        Application a = with("");
        String answer = a.call("GET " + guarded.url("/302?to=" + guarded.url("/a")));
        assertTrue(answer.endsWith(" interceptors: 2"), answer);
        if (!version.equals("okhttp-3_4")) {
            assertTrue(answer.contains("requestHeadersEnd ") && answer.contains("responseHeadersEnd "), answer);
        }
        assertSigned(guarded, 2);
    }

    @Test
    void http2ByPriorKnowledgeIsSigned() throws IOException {
        assumeLater();
        Application a = with("");
        assertAnswered("200 h2_prior_knowledge", a.call("GET " + modern.url("/a") + " +h2c"), a);
        assertAnswered("200 h2_prior_knowledge body", a.call("POST " + modern.url("/a") + " +h2c +duplex <body"), a);
        assertEquals(2, modern.heads.size());
        modern.heads.forEach(Fixture::assertSigned);
    }

    @Test
    void oneShotAndDuplexBodiesAreSigned() throws IOException {
        assumeLater();
        Application a = with("");
        assertAnswered("200 http/1.1 body", a.call("POST " + modern.url("/a") + " +oneshot <body"), a);
        assertAnswered("200 h2 body", a.call("POST " + modern.secureUrl("/a") + " +oneshot <body"), a);
        assertAnswered("200 h2 body", a.call("POST " + modern.secureUrl("/a") + " +duplex <body"), a);
        assertEquals(3, modern.heads.size());
        modern.heads.forEach(Fixture::assertSigned);
    }

    @Test
    void aCancelledCallLeavesNothingBehindOnItsThread() throws IOException {
        Application a = with("");
        for (Recorder server : List.of(guarded, stranger)) {
            assertTrue(a.call("GET " + server.url("/silent") + " +cancel").startsWith("! java."));
        }
        assertAnswered("200", a.call("GET " + stranger.url("/a")), a);
        assertAnswered("200", a.call("GET " + guarded.url("/a")), a);
        guarded.heads.forEach(Fixture::assertSigned);
        stranger.heads.forEach(head -> assertEquals(List.of(), Recorder.values(head, "X-API-Key")));
    }

    @Test
    void bodiesAreSignedOverHttp2AsTheyAreSent() throws Exception {
        assumeHttp2();
        Application a = with("", temporary());
        List<String> calls = List.of("GET %s", "POST %s <body", "PUT %s +fixed=0", "POST %s +fixed=70000", "POST %s +chunked=3000000",
                "POST %s +async <body");
        for (String call : calls) {
            assertAnswered("200 h2", a.call(String.format(call, modern.secureUrl("/signed/a?q"))), a);
        }
        assertSignatures(modern.heads, modern.bodies, calls.size());
        assertNothingLeft();
    }

    @Test
    void oneShotBodiesAreSignedAsTheyAreSent() throws Exception {
        assumeLater();
        Application a = with("", temporary());
        List<String> calls = List.of("POST %s +oneshot <body", "POST %s +oneshot=0", "POST %s +oneshot=3000000",
                "POST %s +oneshot +fixed=3000000", "POST %s +async +oneshot=70000");
        for (String call : calls) {
            assertAnswered("200 http/1.1", a.call(String.format(call, modern.url("/signed/a"))), a);
            assertAnswered("200 h2", a.call(String.format(call, modern.secureUrl("/signed/a"))), a);
        }
        assertSignatures(modern.heads, modern.bodies, 2 * calls.size());
        for (String head : modern.heads) {
            assertEquals(head.toLowerCase(Locale.ROOT).contains("content-length"), head.contains(": 3000000"), head);
        }
        assertNothingLeft();
    }

    @Test
    void aDuplexBodyThatASignatureNeedsIsRefused() throws IOException {
        assumeLater();
        Application a = with("");
        assertRefused(a.call("POST " + modern.secureUrl("/signed/a") + " +duplex <body"), "duplex");
        assertAnswered("200 h2", a.call("POST " + modern.secureUrl("/signed/a") + " <body"), a);
        assertEquals(1, modern.heads.size());
    }

    @Test
    void aOneShotBodyIsStillSentWhereItsConnectionIsShutDownJustBefore() throws Exception {
        assumeLater();
        Application a = with("", temporary());
        String url = modern.secureUrl("/signed/a");
        assertAnswered("200 h2", a.call("GET " + url), a);
        assertAnswered("200 h2", a.call("POST " + url + " +oneshot=3000000 +shutdown"), a);
        assertAnswered("200 h2", a.call("POST " + url + " <body +shutdown"), a);
        assertSignatures(modern.heads, modern.bodies, 3);
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "longer", "shorter"})
    void aBodyThatChangesBetweenItsTwoReadsIsRefusedAndNeverReceivedWhole(String what) throws Exception {
        Application a = with("");
        for (String length : List.of("+fixed=10", "+fixed=70000", "+chunked=10", "+chunked=70000")) {
            assertAnswered("200", a.call("GET " + guarded.url("/signed/a")), a);
            assertRefused(a.call("POST " + guarded.url("/signed/changed") + " " + length + " +changes=" + what), "signed");
        }
        assertAnswered("200", a.call("POST " + guarded.url("/signed/a") + " <body"), a);
        guarded.heads.removeIf(head -> head.contains("/changed"));
        assertSignatures(guarded, 5);
        assertEquals(5, guarded.bodies.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "longer", "shorter"})
    void aBodyThatChangesBetweenItsTwoReadsIsNeverReceivedWholeOverHttp2(String what) throws Exception {
        assumeHttp2();
        Application a = with("");
        for (String length : List.of("+fixed=10", "+chunked=70000")) {
            assertRefused(a.call("POST " + modern.secureUrl("/signed/changed") + " " + length + " +changes=" + what), "signed");
        }
        assertAnswered("200", a.call("POST " + modern.secureUrl("/signed/a") + " <body"), a);
        modern.heads.removeIf(head -> head.contains("/changed"));
        assertSignatures(modern.heads, modern.bodies, 1);
        assertEquals(1, modern.bodies.size());
    }

    @Test
    void aBodyThatChangesIsTheApplicationsAffairWhereNoSignatureNeedsIt() throws IOException {
        Application a = with("");
        assertAnswered("200", a.call("POST " + guarded.url("/a") + " +fixed=70000 +changes=content"), a);
        assertSigned(guarded, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"io", "runtime"})
    void whatABodyThrowsIsWhatTheApplicationGets(String what) throws IOException {
        try (Application signed = with(""); Application plain = without()) {
            for (String how : List.of("", " +async")) {
                String call = " +chunked=1 +throws=" + what + how;
                if (what.equals("io") || how.isEmpty()) {
                    String answer = signed.call("POST " + guarded.url("/signed/a") + call);
                    assertTrue(answer.contains("the application's own"), answer + signed.errors());
                    // To another server: without the agent the head is sent, and may arrive later than this goes on.
                    assertEquals(plain.call("POST " + other.url("/signed/a") + call), answer);
                }
            }
            assertEquals(0, guarded.heads.size());
            assertAnswered("200", signed.call("POST " + stranger.url("/a") + " <body"), signed);
            assertUnsigned(stranger, 1);
        }
    }

    @Test
    void aBodyIsSignedWhereItWaitsToBeAskedForAndLetGoWhereItIsNot() throws Exception {
        Application a = with("", temporary());
        for (String body : version.equals("okhttp-3_4") ? List.of("<body") : List.of("<body", "+oneshot=3000000")) {
            assertAnswered("200", a.call("POST " + guarded.url("/signed/a") + " Expect=100-continue " + body), a);
        }
        int answered = guarded.heads.size();
        assertSignatures(guarded, answered);
        if (answered > 1) {
            assertAnswered("417", a.call("POST " + guarded.url("/signed/417") + " Expect=100-continue +oneshot=3000000"), a);
        }
        assertNothingLeft();
        assertEquals(List.of(), a.openFiles("countersign"));
    }

    @Test
    void aBodyIsReadAnewWhereItIsSentAgainOnAFreshConnection() throws Exception {
        Application a = with("", temporary());
        assertAnswered("200", a.call("GET " + guarded.url("/signed/a")), a);
        assertAnswered("200", a.call("POST " + guarded.url("/signed/drop") + " +chunked=70000"), a);
        assertSignatures(guarded, 3);
        assertEquals(2, guarded.connections.get());
    }

    @Test
    void nothingOfAHeldBodyIsLeftWhereItsRequestFails() throws Exception {
        assumeLater();
        Application a = with("", temporary());
        for (String call : List.of("/signed/hangup +oneshot=3000000", "/signed/silent +oneshot=3000000 +cancel",
                "/signed/silent +oneshot=3000000 +timeout=300")) {
            String answer = a.call("POST " + guarded.url(call));
            assertTrue(answer.startsWith("! java."), answer);
        }
        assertNothingLeft();
        assertEquals(List.of(), a.openFiles("countersign"));
    }

    @Test
    void aRequestWhoseAnswerTeachesIsSentAgainOnce() throws IOException {
        Application a = withDigest();
        for (String call : List.of("GET %s", "POST %s <body", "POST %s +chunked=70000 +async")) {
            guarded.challenge = challenge("once" + guarded.heads.size());
            guarded.challenges = 1;
            String answer = a.call(String.format(call, guarded.url("/a")));
            assertAnswered("200", answer, a);
            assertFalse(answer.contains("Digest"), answer);
        }
        assertEquals(6, guarded.heads.size());
        assertEquals(1, guarded.connections.get());
        for (int i = 0; i < 6; i += 2) {
            String authorization = Recorder.values(guarded.heads.get(i + 1), "Authorization").get(0);
            assertTrue(authorization.contains("nonce=\"once" + i + "\""), authorization);
            assertEquals(guarded.bodies.get(i), guarded.bodies.get(i + 1));
            assertEquals(guarded.heads.get(i).split(" ")[0], guarded.heads.get(i + 1).split(" ")[0]);
        }
        guarded.challenges = 9;
        assertTrue(a.call("GET " + guarded.url("/a")).startsWith("401"));
        assertEquals(8, guarded.heads.size());
    }

    @Test
    void eachHopMayTeach() throws IOException {
        Application a = withDigest();
        guarded.challenge = challenge("one");
        other.challenge = challenge("two");
        guarded.challenges = 1;
        other.challenges = 1;
        assertAnswered("200", a.call("GET " + guarded.url("/302?to=" + other.url("/302?to=" + guarded.url("/b")))), a);
        assertEquals(3, guarded.heads.size());
        assertEquals(2, other.heads.size());
        assertTrue(other.heads.get(1).contains("nonce=\"two\""), other.heads.get(1));
        assertTrue(guarded.heads.get(2).contains("nonce=\"one\""), guarded.heads.get(2));
    }

    @Test
    void aBodyThatCannotBeSentAgainWaitsForNoChallengeThatIsNotKnown() throws IOException {
        assumeLater();
        Application a = withDigest();
        guarded.challenge = challenge("once");
        guarded.challenges = 1;
        assertRefused(a.call("POST " + guarded.url("/a") + " +oneshot <body"), "cannot be sent twice");
        assertEquals(0, guarded.heads.size());
        assertAnswered("200", a.call("GET " + guarded.url("/a")), a);
        assertAnswered("200", a.call("POST " + guarded.url("/a") + " +oneshot <body"), a);
        assertEquals(3, guarded.heads.size());
        guarded.challenge = challenge("another");
        guarded.challenges = 1;
        assertTrue(a.call("POST " + guarded.url("/a") + " +oneshot <body").startsWith("401"));
        assertEquals(4, guarded.heads.size());
    }

    @Test
    void theApplicationsAuthenticatorAnswersBeforeTheAgentDoes() throws IOException {
        Application a = withDigest();
        guarded.challenge = challenge("once");
        guarded.challenges = 1;
        assertAnswered("200", a.call("GET " + guarded.url("/a") + " +user=me:mine"), a);
        assertEquals(2, guarded.heads.size());
        assertEquals(List.of("Basic bWU6bWluZQ=="), Recorder.values(guarded.heads.get(1), "Authorization"));
    }

    private static String challenge(String nonce) {
        return "HTTP/1.1 401 Who\r\nWWW-Authenticate: Digest realm=\"recorder\", qop=\"auth\", algorithm=SHA-256, nonce=\"" + nonce
                + "\"\r\nContent-Length: 0\r\n\r\n";
    }

    private Application withDigest() throws IOException {
        Path policy = folder.resolve("policy.yaml");
        Files.writeString(policy, "version: 1\n"
                + "credentials: {who: {type: digest, username: batch, password: '${env:KEY}'}}\n"
                + "rules:\n"
                + "  - {host: 127.0.0.1, credentials: [who]}\n"
                + "  - {host: 127.0.0.2, credentials: [who]}\n");
        return with(List.of(Application.agent(policy)));
    }
}
