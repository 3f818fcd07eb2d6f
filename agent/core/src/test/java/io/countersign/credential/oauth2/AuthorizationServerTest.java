package io.countersign.credential.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Background;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.background.TestBackground;
import io.countersign.log.Log;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints by discovery: OpenID Connect Discovery 1.0, section 4, and RFC 8414, section 3. */
class AuthorizationServerTest {
    private static final String ISSUER = "https://idp.example/realms/acme";

    private final TestBackground elsewhere = new TestBackground();
    private final Background background = elsewhere.background(new Log(Log.Level.ERROR, System.err), Paths.get("."));

    private AuthorizationServer server(String issuer) {
        return AuthorizationServer.of(issuer, null, Route.STANDARD, null, background);
    }

    private String failure() {
        return assertThrows(TokenFailure.class, () -> server(ISSUER).tokenEndpoint()).getMessage();
    }

    private static String document(String issuer) {
        return "{\"issuer\":\"" + issuer + "\",\"token_endpoint\":\"" + issuer + "/token\",\"jwks_uri\":\"http://idp.example/jwks\",\"device\":\"ftp://x\"}";
    }

    @ParameterizedTest
    @CsvSource({"https://idp.example/realms/acme, https://idp.example/realms/acme/.well-known/openid-configuration",
        "https://idp.example, https://idp.example/.well-known/openid-configuration",
        "https://idp.example/, https://idp.example/.well-known/openid-configuration",
        "http://127.0.0.1:8080/a, http://127.0.0.1:8080/a/.well-known/openid-configuration"})
    void theDocumentStandsBelowTheIssuer(String issuer, String url) throws Exception {
        elsewhere.server = call -> call.url.toString().equals(url) && call.form == null ? TestBackground.json(200, document(issuer)) : TestBackground.json(404, "");
        assertEquals(issuer + "/token", server(issuer).tokenEndpoint().toString());
    }

    @ParameterizedTest
    @CsvSource({"https://idp.example/realms/acme, https://idp.example/.well-known/oauth-authorization-server/realms/acme",
        "https://idp.example, https://idp.example/.well-known/oauth-authorization-server"})
    void whereThereIsNoneItStandsBetweenHostAndPath(String issuer, String url) throws Exception {
        elsewhere.server = call -> call.url.toString().equals(url) ? TestBackground.json(200, document(issuer)) : TestBackground.json(404, "");
        assertEquals(issuer + "/token", server(issuer).tokenEndpoint().toString());
        assertEquals(2, elsewhere.calls.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "https://idp.example/realms/acme/", "https://IDP.example/realms/acme", ""})
    void adocumentOfAnotherIssuerIsNotUsed(String other) {
        elsewhere.server = call -> TestBackground.json(200, document(other));
        assertEquals("'issuer' is " + ISSUER + ", and the metadata there says that it is of " + other + "; the two must be the same", failure());
    }

    @Test
    void aDocumentWithoutIssuerIsNotUsed() {
        elsewhere.server = call -> TestBackground.json(200, "{\"token_endpoint\":\"https://idp.example/token\"}");
        assertEquals("'issuer' is " + ISSUER + ", and the metadata there says that it is of nobody; the two must be the same", failure());
    }

    @Test
    void whatIsMissingInItIsNamed() {
        elsewhere.server = call -> TestBackground.json(200, "{\"issuer\":\"" + ISSUER + "\"}");
        assertEquals("the metadata of " + ISSUER + " names no 'token_endpoint'", failure());
    }

    @Test
    void anEndpointThatIsNotHttpsIsNotUsed() {
        elsewhere.server = call -> TestBackground.json(200, document(ISSUER));
        assertEquals("the metadata of " + ISSUER + " has a 'jwks_uri' that is plain http; tokens are asked for by https alone, but on loopback",
                assertThrows(TokenFailure.class, () -> server(ISSUER).endpoint("jwks_uri")).getMessage());
        assertEquals("the metadata of " + ISSUER + " has a 'device' that is no URL with https and a host",
                assertThrows(TokenFailure.class, () -> server(ISSUER).endpoint("device")).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "500|x|the metadata of https://idp.example/realms/acme cannot be had: https://idp.example/realms/acme/.well-known/openid-configuration answers with status 500",
        "302|x|the metadata of https://idp.example/realms/acme cannot be had: https://idp.example/realms/acme/.well-known/openid-configuration answers with status 302",
        "404|x|the metadata of https://idp.example/realms/acme cannot be had: https://idp.example/realms/acme/.well-known/openid-configuration answers with status 404",
        "200|<html>|the metadata of https://idp.example/realms/acme cannot be read: what https://idp.example/realms/acme/.well-known/openid-configuration answers with is not a JSON object"})
    void whatIsNoDocumentIsSaid(int status, String body, String expected) {
        elsewhere.server = call -> TestBackground.json(status, body);
        assertEquals(expected, failure());
    }

    /** Some servers have a key there. */
    @Test
    void theQueryOfAnEndpointIsNotTold() {
        URI endpoint = URI.create("https://idp.example/token?api-key=canary");
        for (Reply reply : new Reply[] {TestBackground.json(302, ""), TestBackground.json(200, "<html>"), TestBackground.json(400, "{\"error\":\"x\"}"), TestBackground.json(503, "")}) {
            String told = assertThrows(TokenFailure.class, () -> TokenReply.read(reply, endpoint, Collections.emptyList(), elsewhere.moments)).getMessage();
            assertTrue(told.startsWith("https://idp.example/token?... answers with "), told);
        }
        AuthorizationServer one = AuthorizationServer.of(null, endpoint.toString(), Route.STANDARD, null, background);
        assertEquals("https://idp.example/token?...", one.toString());
        assertEquals("only the token endpoint https://idp.example/token?... is known; 'issuer' leads to the others",
                assertThrows(TokenFailure.class, one::metadata).getMessage());
        for (String document : new String[] {"<html>", "{}", "{\"issuer\":\"https://idp.example?a=canary\"}"}) {
            elsewhere.server = call -> TestBackground.json(200, document);
            String told = assertThrows(TokenFailure.class, () -> server("https://idp.example?b=canary").tokenEndpoint()).getMessage();
            assertFalse(told.contains("canary"), told);
        }
    }

    @Test
    void aServerThatIsNotReachedIsSaid() {
        elsewhere.server = call -> {
            throw new IOException("no address for idp.example");
        };
        assertEquals("the metadata of " + ISSUER + " cannot be had: no address for idp.example", failure());
    }

    @Test
    void theDocumentIsReadOnceADayAndWhenAnEndpointHasFailed() throws Exception {
        elsewhere.server = call -> TestBackground.json(200, document(ISSUER));
        AuthorizationServer server = server(ISSUER);
        server.tokenEndpoint();
        server.tokenEndpoint();
        assertEquals(1, elsewhere.calls.size());
        elsewhere.moments.millis += 86_399_999;
        server.tokenEndpoint();
        assertEquals(1, elsewhere.calls.size());
        elsewhere.moments.millis += 1;
        server.tokenEndpoint();
        assertEquals(2, elsewhere.calls.size());
        server.forget();
        server.tokenEndpoint();
        assertEquals(3, elsewhere.calls.size());
    }

    @Test
    void allThatAskItAlikeShareIt() {
        assertSame(server(ISSUER), server(ISSUER));
        assertNotSame(server(ISSUER), server("https://idp.example"));
        assertNotSame(server(ISSUER), AuthorizationServer.of(ISSUER, null, new Route(Paths.get("ca.pem"), null), null, background));
    }

    @Test
    void aTokenEndpointThatIsGivenIsNotDiscovered() throws Exception {
        assertEquals("https://idp.example/t", AuthorizationServer.of(ISSUER, "https://idp.example/t", Route.STANDARD, null, background).tokenEndpoint().toString());
        assertEquals(0, elsewhere.calls.size());
        assertEquals("only the token endpoint https://idp.example/t is known; 'issuer' leads to the others", assertThrows(TokenFailure.class,
                () -> AuthorizationServer.of(null, "https://idp.example/t", Route.STANDARD, null, background).endpoint("jwks_uri")).getMessage());
    }

    @Test
    void whoeverHasWaitedForAReadingThatFailedDoesNotReadAgain() throws Exception {
        CountDownLatch isRead = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        elsewhere.server = call -> {
            calls.incrementAndGet();
            isRead.countDown();
            try {
                others.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            throw new IOException("no answer within 10 s");
        };
        AuthorizationServer server = server(ISSUER);
        List<Thread> threads = new ArrayList<>();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> failures.add(assertThrows(TokenFailure.class, server::tokenEndpoint).getMessage()));
            threads.add(thread);
            thread.start();
            isRead.await();
        }
        while (threads.stream().filter(thread -> thread.getState() == Thread.State.BLOCKED).count() < 3) {
            Thread.yield();
        }
        others.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(Collections.nCopies(4, "the metadata of " + ISSUER + " cannot be had: no answer within 10 s"), new ArrayList<>(failures));
        assertEquals(1, calls.get());
        assertThrows(TokenFailure.class, server::tokenEndpoint);
        assertEquals(2, calls.get(), "who comes later reads it");
    }
}
