package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtGuardTest {
    private static final String SECRET = "a-secret-of-thirty-two-bytes-or-more";
    private static final String HEADER = "{'alg':'HS256'}";
    private static final String CLAIMS = "{'iss':'batch','aud':'sample','iat':1000,'exp':1300,'jti':'1'}";

    private long now = 1000;
    private final Guard guard = new JwtGuard(SECRET, "batch", "sample", () -> now);

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String token(String header, String claims, String algorithm) {
        String input = base64(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), algorithm));
            return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Verdict judge(String token) {
        return guard.judge(Requests.with("Authorization", "Bearer " + token));
    }

    private void assertInvalid(String token) {
        Verdict verdict = judge(token);
        assertEquals(401, verdict.status);
        assertEquals("Bearer realm=\"sample\", error=\"invalid_token\"", verdict.challenge);
    }

    @Test
    void aGoodTokenIsLetThroughWhileItIsValid() {
        String token = token(HEADER, CLAIMS, "HmacSHA256");
        assertSame(Verdict.GRANTED, judge(token));
        now = 1299;
        assertSame(Verdict.GRANTED, judge(token));
        now = 1300;
        assertInvalid(token);
        now = 939;
        assertInvalid(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'iss':'other','aud':'sample','iat':1000,'exp':1300,'jti':'1'}", "{'iss':'batch','aud':'other','iat':1000,'exp':1300,'jti':'1'}",
        "{'iss':'batch','aud':'sample','iat':1000,'jti':'1'}", "{'iss':'batch','aud':'sample','exp':1300,'jti':'1'}",
        "{'iss':'batch','aud':'sample','iat':1000,'exp':1300}", "{'iss':'batch','aud':'sample','iat':1000,'exp':4601,'jti':'1'}", "[]"})
    void otherClaimsAreRefused(String claims) {
        assertInvalid(token(HEADER, claims, "HmacSHA256"));
    }

    @Test
    void anotherAlgorithmOrSignatureIsRefused() {
        String token = token(HEADER, CLAIMS, "HmacSHA256");
        assertInvalid(token("{'alg':'HS512'}", CLAIMS, "HmacSHA512"));
        assertInvalid(token("{'alg':'none'}", CLAIMS, "HmacSHA256"));
        assertInvalid(token.substring(0, token.lastIndexOf('.') + 1));
        assertInvalid(token.substring(0, token.length() - 4) + "AAAA");
        assertInvalid("guess");
    }

    @Test
    void noTokenIsUnauthorized() {
        assertEquals("Bearer realm=\"sample\"", guard.judge(Requests.with("Authorization")).challenge);
    }
}
