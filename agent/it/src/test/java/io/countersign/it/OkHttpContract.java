package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    private void assumeLater() {
        assumeFalse(version.equals("okhttp-3_4"), "OkHttp 3.4 has no WebSocket, events, prior knowledge or one-shot bodies");
    }

    @Override
    void assumeWebSocket() {
        assumeLater();
    }

    @Override
    void assumeHttp2() {
        assumeTrue(Application.JAVA >= 9 || !version.equals("okhttp-3_4"), "OkHttp 3.4 finds no ALPN on Java 8");
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
}
