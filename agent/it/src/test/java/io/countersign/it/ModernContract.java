package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 and WebSocket, for the clients that know them. */
abstract class ModernContract extends ClientContract {
    ModernServer modern;
    ModernServer modernStranger;

    /** Skips the test where the client's version or the JDK has no HTTP/2 over TLS. */
    void assumeHttp2() {}

    /** Skips the test where the client's version has no WebSocket. */
    void assumeWebSocket() {}

    @BeforeEach
    void startModernServers() throws Exception {
        modern = new ModernServer("127.0.0.1");
        modernStranger = new ModernServer("127.0.0.3");
    }

    @AfterEach
    void stopModernServers() {
        modern.close();
        modernStranger.close();
    }

    static void assertProtocol(String protocol, List<String> heads) {
        heads.forEach(head -> assertTrue(head.contains(" " + protocol + "\r\n"), head));
    }

    /** The answer is well and shows no credential. */
    static void assertAnswered(String status, String answer, Application a) throws IOException {
        assertTrue(answer.startsWith(status), answer + a.errors());
        assertFalse(answer.contains(CANARY), answer);
    }

    @Test
    void http2IsSignedOnEveryHopAndStaysHttp2() throws IOException {
        assumeHttp2();
        Application a = with("");
        assertAnswered("200", a.call("GET " + modern.secureUrl("/a")), a);
        assertAnswered("200", a.call("POST " + modern.secureUrl("/a") + " <body"), a);
        assertAnswered("200", a.call("GET " + modern.secureUrl("/302?to=" + modernStranger.secureUrl("/b"))), a);
        assertAnswered("200", a.call("POST " + modern.secureUrl("/a") + " +async <body"), a);
        assertEquals(4, modern.heads.size());
        modern.heads.forEach(Fixture::assertSigned);
        assertEquals(1, modernStranger.heads.size());
        assertFalse(modernStranger.heads.get(0).contains(CANARY), modernStranger.heads.get(0));
        assertProtocol("HTTP/2.0", modern.heads);
        assertProtocol("HTTP/2.0", modernStranger.heads);
    }

    @Test
    void aRefusedHttp2RequestIsNotSentAndTheConnectionStaysUsable() throws IOException {
        assumeHttp2();
        Application a = with("defaults: {existing: refuse}\n");
        assertAnswered("200", a.call("GET " + modern.secureUrl("/a")), a);
        assertRefused(a.call("POST " + modern.secureUrl("/broken/x") + " <body"), "credential 'broken'");
        assertRefused(a.call("GET " + modern.secureUrl("/a") + " x-api-key=own +async"), "existing: refuse");
        assertAnswered("200", a.call("GET " + modern.secureUrl("/a")), a);
        assertEquals(2, modern.heads.size());
    }

    @Test
    void http2HeadersOfTheApplicationAreReplacedAndGoOnWhereNoRuleIs() throws IOException {
        assumeHttp2();
        Application a = with("defaults: {existing: replace}\n");
        a.call("GET " + modern.secureUrl("/302?to=" + modernStranger.secureUrl("/b")) + " X-API-Key=one x-api-key=two");
        assertSigned(modern.heads.get(0));
        assertEquals(List.of("one", "two"), Recorder.values(modernStranger.heads.get(0), "X-API-Key"));
    }

    @Test
    void http2WithoutARuleIsTheSameAsWithoutTheAgent() throws IOException {
        assumeHttp2();
        try (Application signed = with(""); Application plain = without()) {
            for (Application a : List.of(signed, plain)) {
                a.call("GET " + modernStranger.secureUrl("/a") + " X-Own=1");
                a.call("POST " + modernStranger.secureUrl("/a") + " +chunked=70000");
            }
        }
        assertEquals(4, modernStranger.heads.size());
        assertEquals(modernStranger.heads.subList(2, 4), modernStranger.heads.subList(0, 2));
    }

    @Test
    void aChallengeIsAnsweredOnTheSameHttp2Connection() throws Exception {
        assumeHttp2();
        Application a = with("");
        assertSeen("200", a.call("POST " + asking.secureUrl("/digest/a") + " <body"), a);
        assertSeen("200", a.call("GET " + asking.secureUrl("/digest/b") + " +async"), a);
        assertEquals("- 1 2", rounds(asking));
        assertProtocol("HTTP/2.0", asking.heads);
        assertEquals(1, asking.connections.size());
        assertEquals(1, asking.bodies.subList(0, 2).stream().distinct().count());
    }

    @Test
    void aTokenIsWaitedForBeforeARequestOverHttp2() throws Exception {
        assumeHttp2();
        Application a = withTokens();
        tokens.hold();
        a.call("POST " + modern.secureUrl("/token/a") + " +begin=a <body");
        a.call("GET " + modern.secureUrl("/token/b") + " +begin=b +async");
        tokens.awaitAsked(1);
        tokens.answer();
        assertWell(a.call("GET - +end=a"), a);
        assertWell(a.call("GET - +end=b"), a);
        assertProtocol("HTTP/2.0", modern.heads);
        modern.heads.forEach(head -> assertEquals(List.of("Bearer " + CANARY + "-one-1"), Recorder.values(head, "Authorization")));
        assertEquals(2, modern.heads.size());
        assertEquals(List.of("one"), tokens.asked);
    }

    @Test
    void aTokenIsWaitedForBeforeAWebSocketsHandshake() throws Exception {
        assumeWebSocket();
        Application a = withTokens();
        tokens.hold();
        a.call("GET " + modern.url("/token/ws").replaceFirst("http", "ws") + " +websocket +begin=a");
        tokens.awaitAsked(1);
        tokens.answer();
        assertAnswered("101 WebSocket hello", a.call("GET - +end=a"), a);
        assertEquals(List.of("Bearer " + CANARY + "-one-1"), Recorder.values(modern.heads.get(0), "Authorization"));
    }

    @Test
    void aWebSocketsHandshakeIsSigned() throws IOException {
        assumeWebSocket();
        Application a = with("");
        for (String url : List.of(modern.url("/ws"), modern.secureUrl("/ws"))) {
            assertAnswered("101 WebSocket hello", a.call("GET " + url.replaceFirst("http", "ws") + " +websocket"), a);
        }
        assertAnswered("101 WebSocket hello",
                a.call("GET " + modernStranger.url("/ws").replaceFirst("http", "ws") + " +websocket"), a);
        assertEquals(2, modern.heads.size());
        modern.heads.forEach(Fixture::assertSigned);
        assertFalse(modernStranger.heads.toString().contains(CANARY));
    }

    @Test
    void aWebSocketIsRefusedWhereItsOtherFailuresGo() throws IOException {
        assumeWebSocket();
        Application a = with("");
        String url = modern.url("/broken/ws").replaceFirst("http", "ws");
        assertRefused(a.call("GET " + url + " +websocket"), "credential 'broken'");
        assertEquals(List.of(), modern.heads);
        try (Recorder proxy = new Recorder("127.0.0.1")) {
            assertRefused(a.call("GET ws://api.example.test/ws +websocket +proxy=" + proxy.port()), "plain http");
            assertUnsigned(proxy, 0);
        }
    }
}
