package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpSignatureGuardTest {
    private static final String INPUT = "sig1=(\"@method\" \"@authority\" \"@path\" \"content-digest\");created=1700000000;keyid=\"batch-1\"";

    /** {@code printf '{"order": 1}' | openssl dgst -sha256 -binary | base64}. */
    private static final String DIGEST = "sha-256=:qkTWFt0VqqsUvJ8d+WWG6Qu1aumS42Fd6VEJlIkc0Lo=:";

    /** {@code openssl dgst -sha256 -hmac s-1 -binary | base64} of the signature base (RFC 9421, section 2.5). */
    private static final String SIGNATURE = "sig1=:xD3Ej3BJlNgQG8od+GeEYD9Yw3Sdv5HyPcb9PYK1Bx4=:";

    private long now = 1_700_000_000L;
    private final Guard guard = new HttpSignatureGuard("batch-1", "s-1", () -> now);

    private static IncomingRequest request(String method, String path, String body, String digest, String input, String signature) {
        Headers headers = new Headers();
        headers.add("Host", "127.0.0.1:8080");
        headers.add("Content-Digest", digest);
        headers.add("Signature-Input", input);
        headers.add("Signature", signature);
        return new IncomingRequest(method, path, null, null, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private void assertUnauthorized(String reason, IncomingRequest request) {
        Verdict verdict = guard.judge(request);
        assertEquals(401, verdict.status);
        assertEquals(reason, verdict.reason);
    }

    @Test
    void aRightSignatureIsLetThroughForFiveMinutes() {
        IncomingRequest request = request("POST", "/http-signature", "{\"order\": 1}", DIGEST, INPUT, SIGNATURE);
        assertSame(Verdict.GRANTED, guard.judge(request));
        now += 300;
        assertSame(Verdict.GRANTED, guard.judge(request));
        now++;
        assertUnauthorized("more than five minutes off", request);
    }

    @Test
    void whateverIsChangedIsRefused() {
        String body = "{\"order\": 1}";
        assertUnauthorized("wrong signature", request("PUT", "/http-signature", body, DIGEST, INPUT, SIGNATURE));
        assertUnauthorized("wrong signature", request("POST", "/other", body, DIGEST, INPUT, SIGNATURE));
        assertUnauthorized("wrong signature", request("POST", "/http-signature", body, DIGEST, INPUT.replace("=1700000000", "=1700000001"), SIGNATURE));
        assertUnauthorized("wrong signature", request("POST", "/http-signature", body, DIGEST, INPUT.replace("batch-1", "batch-2"), SIGNATURE));
        assertUnauthorized("wrong signature", request("POST", "/http-signature", body, DIGEST, INPUT, "sig1=:AAAA:"));
        assertUnauthorized("the content is not that which Content-Digest says",
                request("POST", "/http-signature", "{\"order\": 2}", DIGEST, INPUT, SIGNATURE));
        String fewer = INPUT.replace(" \"content-digest\"", "");
        assertUnauthorized("no Signature-Input and Signature over (\"@method\" \"@authority\" \"@path\" \"content-digest\")",
                request("POST", "/http-signature", body, DIGEST, fewer, SIGNATURE));
    }

    @Test
    void aRequestWithoutASignatureIsChallenged() {
        Verdict verdict = guard.judge(Requests.with("X-Other"));
        assertEquals(401, verdict.status);
        assertEquals("Signature realm=\"sample\"", verdict.challenge);
    }
}
