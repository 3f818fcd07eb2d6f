package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.net.httpserver.Headers;
import org.junit.jupiter.api.Test;

class OAuth1GuardTest {
    /** {@code openssl dgst -sha256 -hmac 's-1&' -binary | base64} of the base string (RFC 5849, section 3.4.1), percent-encoded. */
    private static final String SIGNATURE = "6WjcYXUycIKv9yp8WgUHbDAMeN6YhhgcZ5yoTvzkaws=";
    private static final String AUTHORIZATION = "OAuth realm=\"sample\", oauth_consumer_key=\"batch\", oauth_signature_method=\"HMAC-SHA256\","
            + " oauth_timestamp=\"1700000000\", oauth_nonce=\"n1\", oauth_signature=\"" + SIGNATURE + "\"";

    private long now = 1_700_000_000L;
    private final Guard guard = new OAuth1Guard("batch", "s-1", () -> now);

    private static IncomingRequest request(String method, String path, String query, String authorization) {
        Headers headers = new Headers();
        headers.add("Host", "127.0.0.1:8080");
        headers.add("Authorization", authorization);
        return new IncomingRequest(method, path, query, null, headers, new byte[0]);
    }

    private void assertUnauthorized(String reason, IncomingRequest request) {
        Verdict verdict = guard.judge(request);
        assertEquals(401, verdict.status);
        assertEquals(reason, verdict.reason);
        assertEquals("OAuth realm=\"sample\"", verdict.challenge);
    }

    @Test
    void aRightSignatureIsLetThroughOnce() {
        IncomingRequest request = request("GET", "/oauth1", "b=a+b&a", AUTHORIZATION);
        assertSame(Verdict.GRANTED, guard.judge(request));
        assertUnauthorized("seen before", request);
        now += 301;
        assertUnauthorized("more than five minutes off", request);
    }

    @Test
    void whateverIsChangedIsRefused() {
        assertUnauthorized("wrong signature", request("POST", "/oauth1", "b=a+b&a", AUTHORIZATION));
        assertUnauthorized("wrong signature", request("GET", "/oauth2", "b=a+b&a", AUTHORIZATION));
        assertUnauthorized("wrong signature", request("GET", "/oauth1", "b=a+b", AUTHORIZATION));
        assertUnauthorized("wrong signature", request("GET", "/oauth1", "b=a+b&a", AUTHORIZATION.replace("1700000000", "1700000001")));
        assertUnauthorized("wrong signature", request("GET", "/oauth1", "b=a+b&a", AUTHORIZATION.replace("n1", "n2")));
        assertUnauthorized("another client, method or version", request("GET", "/oauth1", "b=a+b&a", AUTHORIZATION.replace("batch", "other")));
        assertUnauthorized("another client, method or version",
                request("GET", "/oauth1", "b=a+b&a", AUTHORIZATION.replace("HMAC-SHA256", "PLAINTEXT")));
    }

    @Test
    void whatIsMissingOrNotOfItsFormIsRefused() {
        assertUnauthorized("no OAuth credential", request("GET", "/oauth1", null, "Bearer t"));
        assertUnauthorized("what follows OAuth is not of its form", request("GET", "/oauth1", null, AUTHORIZATION.replace("\"n1\"", "n1")));
        assertUnauthorized("what follows OAuth is not of its form", request("GET", "/oauth1", null, AUTHORIZATION.replace("n1", "%zz")));
        assertUnauthorized("what follows OAuth is not of its form", request("GET", "/oauth1", null, AUTHORIZATION + ", oauth_nonce=\"n2\""));
    }
}
