package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims as RFC 9068, section 2.2, has them; statuses and error codes as RFC 6750, section 3.1, gives them. */
class OAuth2GuardTest {
    private static final RSAKey KEY = Jwts.key("1");
    private static final String HEADER = "{'alg':'RS256','kid':'1','typ':'at+jwt'}";
    private static final String CLAIMS = claims("'aud':'sample'", "'scope':'api:read'");

    private long now = 1000;

    private static String claims(String audience, String scope) {
        return "{'iss':'http://issuer'," + audience + ",'iat':1000,'nbf':1000,'exp':1002,'jti':'1','sub':'batch','client_id':'batch'," + scope + "}";
    }

    private static String token(String header, String claims) {
        return Jwts.signed(header, claims, signer(KEY));
    }

    private static JWSSigner signer(RSAKey key) {
        try {
            return new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private Verdict judge(String token, String scope, JWKSource<SecurityContext> keys) {
        AccessTokens tokens = new AccessTokens("http://issuer", keys, "sample", () -> now);
        return new OAuth2Guard(() -> tokens, scope).judge(Requests.with("Authorization", "Bearer " + token));
    }

    private Verdict judge(String token, String scope) {
        return judge(token, scope, new ImmutableJWKSet<>(new JWKSet(KEY.toPublicJWK())));
    }

    private void assertInvalid(String token) {
        assertVerdict(401, "error=\"invalid_token\"", judge(token, "api:read"));
    }

    private static void assertVerdict(int status, String error, Verdict verdict) {
        assertEquals(status, verdict.status, verdict.reason);
        assertEquals("Bearer realm=\"sample\", " + error, verdict.challenge);
    }

    @Test
    void aGoodTokenIsLetThroughWhileItIsValid() {
        String token = token(HEADER, CLAIMS);
        assertSame(Verdict.GRANTED, judge(token, "api:read"));
        now = 1001;
        assertSame(Verdict.GRANTED, judge(token, "api:read"));
        now = 1002;
        assertInvalid(token);
        now = 999;
        assertInvalid(token);
    }

    @Test
    void theAudienceMayBeOneOfSeveral() {
        assertSame(Verdict.GRANTED, judge(token(HEADER, claims("'aud':['other','sample']", "'scope':'api:read'")), "api:read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'iss':'http://issuer'|'iss':'http://issuer/'", "'iss':'http://issuer',|", "'sample'|'batch'", "'aud':'sample',|", "'exp':1002,|",
        "'exp':1002|'exp':'soon'", "'iat':1000,|", "'jti':'1',|", "'sub':'batch',|", "'client_id':'batch',|", "'api:read'|['api:read']"})
    void otherClaimsAreRefused(String change) {
        String[] both = change.split("\\|", 2);
        String changed = CLAIMS.replace(both[0], both[1]);
        assertEquals(false, changed.equals(CLAIMS), change);
        assertInvalid(token(HEADER, changed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'alg':'RS384','kid':'1','typ':'at+jwt'}", "{'alg':'PS256','kid':'1','typ':'at+jwt'}", "{'alg':'RS256','kid':'2','typ':'at+jwt'}",
        "{'alg':'RS256','kid':'1','typ':'JWT'}", "{'alg':'RS256','kid':'1'}", "{'alg':'RS256','kid':'1','typ':'at+jwt','crit':['exp']}"})
    void anotherAlgorithmKeyIdOrTypeIsRefused(String header) {
        assertInvalid(token(header, CLAIMS));
    }

    @Test
    void anotherKeyIsRefusedThatBearsTheSameId() {
        assertInvalid(Jwts.signed(HEADER, CLAIMS, signer(Jwts.key("1"))));
    }

    @Test
    void thePublicKeyIsNoSharedSecret() throws JOSEException {
        assertInvalid(Jwts.signed("{'alg':'HS256','kid':'1','typ':'at+jwt'}", CLAIMS, new MACSigner(KEY.toRSAPublicKey().getEncoded())));
    }

    @Test
    void withoutASignatureOrWithOneOfOtherClaimsATokenIsRefused() {
        String[] parts = token(HEADER, CLAIMS).split("\\.");
        assertInvalid(parts[0] + "." + parts[1] + ".");
        assertInvalid(Base64URL.encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + parts[1] + ".");
        assertInvalid(parts[0] + "." + Base64URL.encode(CLAIMS.replace('\'', '"').replace("1002", "9999")) + "." + parts[2]);
        assertInvalid("guess");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'scope':'api:read'", "'scope':'api:admins read'", "'scope':''", "'scp':'api:admin'"})
    void aGoodOneWithoutTheScopeIsForbidden(String scope) {
        assertVerdict(403, "error=\"insufficient_scope\", scope=\"api:admin\"", judge(token(HEADER, claims("'aud':'sample'", scope)), "api:admin"));
    }

    @Test
    void oneScopeOfSeveralIsEnough() {
        String token = token(HEADER, claims("'aud':'sample'", "'scope':'openid api:admin api:read'"));
        assertSame(Verdict.GRANTED, judge(token, "api:admin"));
        assertSame(Verdict.GRANTED, judge(token, "api:read"));
    }

    @Test
    void aWrongOneIsNotToldWhichScopeIsMissing() {
        now = 1002;
        assertVerdict(401, "error=\"invalid_token\"", judge(token(HEADER, CLAIMS), "api:admin"));
    }

    @Test
    void noneIsUnauthorizedWithoutAnErrorCodeAndBeforeTheIssuerIsAsked() {
        Guard guard = new OAuth2Guard(() -> { throw new AssertionError("asked"); }, "api:read");
        assertEquals("Bearer realm=\"sample\"", guard.judge(Requests.with("Authorization")).challenge);
        assertEquals("Bearer realm=\"sample\"", guard.judge(Requests.with("Authorization", "Basic " + token(HEADER, CLAIMS))).challenge);
    }

    @Test
    void twoAreRefused() {
        String value = "Bearer " + token(HEADER, CLAIMS);
        Guard guard = new OAuth2Guard(() -> { throw new AssertionError("asked"); }, "api:read");
        assertVerdict(401, "error=\"invalid_token\"", guard.judge(Requests.with("Authorization", value, value)));
    }

    @Test
    void withoutTheIssuersKeysNothingIsLetThrough() {
        assertVerdict(401, "error=\"invalid_token\"", judge(token(HEADER, CLAIMS), "api:read", (selector, context) -> {
            throw new KeySourceException("down");
        }));
        assertVerdict(401, "error=\"invalid_token\"", new OAuth2Guard(() -> { throw new IOException("down"); }, "api:read")
                .judge(Requests.with("Authorization", "Bearer " + token(HEADER, CLAIMS))));
    }
}
