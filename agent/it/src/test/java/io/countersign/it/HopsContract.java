package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One call is many requests: redirects, retries, rounds of authentication, proxies. */
abstract class HopsContract extends SigningContract {
    /** HttpURLConnection does not. */
    boolean followsAcrossSchemes() {
        return true;
    }

    /** The JDK's HttpClient does not, and connects without. */
    boolean socks() {
        return true;
    }

    @Test
    void overHttpsTheCredentialIsThereToo() throws IOException {
        try (Recorder secure = new Recorder("127.0.0.1", true)) {
            String answer = with("").call("POST " + secure.url("/a") + " <body");
            assertTrue(answer.startsWith("200"), answer);
            assertFalse(answer.contains(CANARY), answer);
            assertSigned(secure, 1);
        }
    }

    @Test
    void aRedirectToAnotherSchemeAndBackIsSignedOnEveryHopThatIsFollowed() throws IOException {
        try (Recorder secure = new Recorder("127.0.0.1", true)) {
            String there = secure.url("/302?to=" + guarded.url("/c"));
            String answer = with("").call("GET " + guarded.url("/302?to=" + there));
            assertTrue(answer.startsWith(followsAcrossSchemes() ? "200" : "302"), answer);
            assertSigned(guarded, followsAcrossSchemes() ? 2 : 1);
            assertSigned(secure, followsAcrossSchemes() ? 1 : 0);
        }
    }

    @Test
    void aRedirectToPlainHttpThatIsNoLoopbackIsRefused() throws IOException {
        try (Recorder proxy = new Recorder("127.0.0.1")) {
            String answer = with("").call("GET " + stranger.url("/302?to=http://api.example.test/b") + " +proxy=" + proxy.port());
            assertRefused(answer, "plain http");
            assertUnsigned(proxy, 1);
        }
    }

    @Test
    void aRequestThatIsSentAgainOnAFreshConnectionIsSignedAgain() throws IOException {
        Application a = with("");
        a.call("GET " + guarded.url("/a"));
        String answer = a.call("GET " + guarded.url("/drop"));
        assertTrue(answer.startsWith("200"), answer);
        assertFalse(answer.contains(CANARY), answer);
        assertSigned(guarded, 3);
        assertEquals(2, guarded.connections.get());
    }

    @Test
    void theAnswerOfTheApplicationsAuthenticatorStandsBesideTheCredential() throws IOException {
        String answer = with("").call("GET " + guarded.url("/401") + " +user=me:mine");
        assertTrue(answer.startsWith("200"), answer);
        assertFalse(answer.contains(CANARY), answer);
        assertSigned(guarded, 2);
        assertEquals(List.of("Basic bWU6bWluZQ=="), Recorder.values(guarded.heads.get(1), "Authorization"));
    }

    @Test
    void theAnswerOfTheApplicationsAuthenticatorIsReplacedWhereThePolicySaysSo() throws IOException {
        String basic = "Basic YmF0Y2g6cGFzcw==";
        Application a = with("defaults: {existing: replace}\n");
        other.challenges = 1;
        String answer = a.call("GET " + other.url("/a") + " +user=me:mine");
        assertTrue(answer.startsWith("200"), answer);
        assertEquals(List.of(basic), Recorder.values(other.heads.get(0), "Authorization"));
        assertEquals(List.of(basic), Recorder.values(other.heads.get(1), "Authorization"));
    }

    @Test
    void theAnswerOfTheApplicationsAuthenticatorIsKept() throws IOException {
        Application a = with("");
        other.challenges = 1;
        String answer = a.call("GET " + other.url("/a") + " +user=me:mine");
        assertTrue(answer.startsWith("200"), answer);
        assertEquals(List.of("Basic YmF0Y2g6cGFzcw=="), Recorder.values(other.heads.get(0), "Authorization"));
        assertEquals(List.of("Basic bWU6bWluZQ=="), Recorder.values(other.heads.get(1), "Authorization"));
    }

    @Test
    void aConnectCarriesNoCredentialAndTheRequestInTheTunnelDoes() throws IOException {
        try (Recorder proxy = new Recorder("127.0.0.1"); Recorder secure = new Recorder("127.0.0.2", true)) {
            proxy.tunnelsTo = secure.address();
            String answer = with("").call("GET https://api.example.test:" + secure.port() + "/a +proxy=" + proxy.port());
            assertTrue(answer.startsWith("200"), answer);
            assertUnsigned(proxy, 1);
            assertTrue(proxy.heads.get(0).startsWith("CONNECT api.example.test:"), proxy.heads.get(0));
            assertSigned(secure, 1);
        }
    }

    @Test
    void aProxyThatAsksWhoItIsSeesNoCredential() throws IOException {
        try (Recorder proxy = new Recorder("127.0.0.1"); Recorder secure = new Recorder("127.0.0.2", true)) {
            proxy.tunnelsTo = secure.address();
            proxy.asks = true;
            Application a = with("", "-Djdk.http.auth.tunneling.disabledSchemes=");
            String url = "https://api.example.test:" + secure.port() + "/a";
            String answer = a.call("GET " + url + " +proxy=" + proxy.port() + " +user=me:mine");
            assertTrue(answer.startsWith("200"), answer);
            for (String head : proxy.heads) {
                assertFalse(head.contains(CANARY), head);
                assertTrue(head.startsWith("CONNECT "), head);
            }
            assertSigned(secure, 1);
            assertEquals(Collections.emptyList(), Recorder.values(secure.heads.get(0), "Proxy-Authorization"));
        }
    }

    @Test
    void plainHttpIsRefusedToAnythingButLoopbackAndToLoopbackThroughAProxy() throws IOException {
        try (Recorder proxy = new Recorder("127.0.0.1")) {
            Application a = with("");
            assertRefused(a.call("GET http://api.example.test/a +proxy=" + proxy.port()), "plain http");
            assertRefused(a.call("POST http://api.example.test/a +proxy=" + proxy.port() + " <body"), "plain http");
            assertRefused(a.call("GET " + guarded.url("/a") + " +proxy=" + proxy.port()), "plain http");
            assertEquals(Collections.emptyList(), proxy.heads);
        }
    }

    @Test
    void plainHttpThroughAProxyIsSignedOnceWhereTheRuleAllowsIt() throws IOException {
        try (Recorder proxy = new Recorder("127.0.0.1")) {
            proxy.asks = true;
            String answer = with("defaults: {plain-http: allow}\n")
                    .call("GET http://api.example.test/a +proxy=" + proxy.port() + " +user=me:mine");
            assertTrue(answer.startsWith("200"), answer);
            assertFalse(answer.contains(CANARY), answer);
            proxy.heads.forEach(Fixture::assertSigned);
            assertTrue(proxy.heads.get(0).startsWith("GET http://api.example.test/a "), proxy.heads.get(0));
        }
    }

    @Test
    void throughASocksProxyHttpsIsSignedAndPlainHttpIsRefusedEvenToLoopback() throws IOException {
        assumeTrue(socks(), "the client knows no SOCKS");
        try (Recorder proxy = new Recorder("127.0.0.1"); Recorder secure = new Recorder("127.0.0.1", true)) {
            Application a = with("");
            proxy.tunnelsTo = secure.address();
            String answer = a.call("GET " + secure.url("/a") + " +socks=" + proxy.port());
            assertTrue(answer.startsWith("200"), answer);
            assertSigned(secure, 1);
            proxy.tunnelsTo = guarded.address();
            assertRefused(a.call("GET " + guarded.url("/a") + " +socks=" + proxy.port()), "plain http");
            assertUnsigned(guarded, 0);
        }
    }
}
