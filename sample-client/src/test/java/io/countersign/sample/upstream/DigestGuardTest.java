package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.net.httpserver.Headers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DigestGuardTest {
    /** By {@code sha256sum}: of {@code A1:n-1:00000001:c-1:auth:A2} (RFC 7616, section 3.4.1). */
    private static final String RESPONSE = "3c90368042876f59dc94a93f200e44d6cde24d5dad3ddeba6d4240bdbccce5c1";
    private static final String AUTHORIZATION = "Digest username=\"Mufasa\", realm=\"sample\", uri=\"/digest?x=1\", algorithm=SHA-256,"
            + " nonce=\"n-1\", nc=00000001, cnonce=\"c-1\", qop=auth, response=\"" + RESPONSE + "\"";

    private int nonces;
    private final Guard guard = new DigestGuard("Mufasa", "Circle of Life", () -> "n-" + ++nonces);

    @BeforeEach
    void challenge() {
        Verdict verdict = guard.judge(Requests.with("X-Other"));
        assertEquals(401, verdict.status);
        assertEquals("Digest realm=\"sample\", qop=\"auth\", algorithm=SHA-256, nonce=\"n-1\", charset=UTF-8", verdict.challenge);
    }

    private static IncomingRequest request(String method, String query, String authorization) {
        Headers headers = new Headers();
        headers.add("Authorization", authorization);
        return new IncomingRequest(method, "/digest", query, null, headers, new byte[0]);
    }

    private Verdict assertUnauthorized(String reason, IncomingRequest request) {
        Verdict verdict = guard.judge(request);
        assertEquals(401, verdict.status);
        assertEquals(reason, verdict.reason);
        return verdict;
    }

    @Test
    void aRightAnswerIsLetThroughOnceAndThenAsksForAnotherNonce() {
        assertSame(Verdict.GRANTED, guard.judge(request("GET", "x=1", AUTHORIZATION)));
        Verdict again = assertUnauthorized("a nonce that is not good any more", request("GET", "x=1", AUTHORIZATION));
        assertEquals("Digest realm=\"sample\", qop=\"auth\", algorithm=SHA-256, nonce=\"n-2\", charset=UTF-8, stale=true", again.challenge);
    }

    @Test
    void aNameThatIsNotAsciiMayComeInItsOwnNotation() {
        String named = AUTHORIZATION.replace("username=\"Mufasa\"", "username*=UTF-8''M%75fasa");
        assertSame(Verdict.GRANTED, guard.judge(request("GET", "x=1", named)));
        assertUnauthorized("wrong user or password", request("GET", "x=1", named.replace("%75", "%76")));
        assertUnauthorized("wrong user or password", request("GET", "x=1", named.replace("%75", "%zz")));
    }

    @Test
    void whateverIsChangedIsRefused() {
        assertUnauthorized("wrong user or password", request("POST", "x=1", AUTHORIZATION));
        assertUnauthorized("wrong user or password", request("GET", "x=1", AUTHORIZATION.replace("Mufasa", "Scar")));
        assertUnauthorized("wrong user or password", request("GET", "x=1", AUTHORIZATION.replace("sample", "other")));
        assertUnauthorized("for another request", request("GET", "x=2", AUTHORIZATION));
        assertUnauthorized("wrong user or password", request("GET", "x=1", AUTHORIZATION.replace("00000001", "00000002")));
        assertUnauthorized("wrong user or password", request("GET", "x=1", AUTHORIZATION.replace("n-1", "n-9")));
        assertUnauthorized("what follows Digest is not of its form", request("GET", "x=1", AUTHORIZATION.replace("SHA-256", "MD5")));
        assertUnauthorized("what follows Digest is not of its form", request("GET", "x=1", AUTHORIZATION + ", nc=00000002"));
        assertUnauthorized("what follows Digest is not of its form", request("GET", "x=1", AUTHORIZATION + "; x"));
        assertUnauthorized("no Digest credential", request("GET", "x=1", "Basic eDp5"));
    }
}
