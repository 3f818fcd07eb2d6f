package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HmacGuardTest {
    private static final String BODY = "{\"order\": 1}";

    /**
     * {@code printf 'POST\n/hmac\n1700000000\n%s' "$(printf '{"order": 1}' | sha256sum | cut -c-64)"
     * | openssl dgst -sha256 -hmac s-1 -binary | base64}.
     */
    private static final String SIGNATURE = "oVsMFvXPyST84HV+b11b6Z9gYDr0PjBYq5ZZ5F+CFt4=";

    private long now = 1_700_000_000L;
    private final Guard guard = new HmacGuard("s-1", () -> now);

    private static IncomingRequest request(String method, String path, String body, String timestamp, String signature) {
        Headers headers = new Headers();
        if (timestamp != null) {
            headers.add("X-Timestamp", timestamp);
        }
        if (signature != null) {
            headers.add("X-Signature", signature);
        }
        return new IncomingRequest(method, path, null, null, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private void assertUnauthorized(String reason, IncomingRequest request) {
        Verdict verdict = guard.judge(request);
        assertEquals(401, verdict.status);
        assertEquals(reason, verdict.reason);
        assertEquals("HMAC realm=\"sample\"", verdict.challenge);
    }

    @Test
    void aRightSignatureIsLetThroughOnce() {
        IncomingRequest request = request("POST", "/hmac", BODY, "1700000000", SIGNATURE);
        assertSame(Verdict.GRANTED, guard.judge(request));
        assertUnauthorized("seen before", request);
        now += 300;
        assertUnauthorized("seen before", request);
        now++;
        assertUnauthorized("more than five minutes off", request);
    }

    @Test
    void aTimeThatIsMoreThanFiveMinutesOffIsRefused() {
        now += 300;
        assertSame(Verdict.GRANTED, guard.judge(request("POST", "/hmac", BODY, "1700000000", SIGNATURE)));
        now -= 601;
        assertUnauthorized("more than five minutes off", request("POST", "/hmac", BODY, "1700000000", SIGNATURE));
    }

    @ParameterizedTest
    @CsvSource({"PUT,/hmac,1700000000", "POST,/hmac2,1700000000", "POST,/hmac,1700000001"})
    void whateverIsChangedIsRefused(String method, String path, String timestamp) {
        assertUnauthorized("wrong signature", request(method, path, BODY, timestamp, SIGNATURE));
        assertUnauthorized("wrong signature", request("POST", "/hmac", BODY + " ", "1700000000", SIGNATURE));
        assertUnauthorized("wrong signature", request("POST", "/hmac", BODY, "1700000000", SIGNATURE.toLowerCase()));
        assertUnauthorized("wrong signature", request("POST", "/hmac", BODY, "1700000000", ""));
    }

    @Test
    void whatIsMissingOrNoNumberIsRefused() {
        assertUnauthorized("no X-Timestamp and X-Signature, one line each", request("POST", "/hmac", BODY, null, SIGNATURE));
        assertUnauthorized("no X-Timestamp and X-Signature, one line each", request("POST", "/hmac", BODY, "1700000000", null));
        assertUnauthorized("X-Timestamp is no number", request("POST", "/hmac", BODY, "soon", SIGNATURE));
    }
}
