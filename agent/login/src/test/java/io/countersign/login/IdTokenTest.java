package io.countersign.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import io.countersign.credential.oauth2.TokenFailure;
import io.countersign.credential.oauth2.UserLogin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In the order of OpenID Connect Core 1.0, section 3.1.3.7. */
class IdTokenTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private FakeServer server;

    @BeforeEach
    void start() throws Exception {
        fixture = new Fixture(folder);
        server = fixture.server;
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private String subject(String token) throws Exception {
        UserLogin login = fixture.login();
        return new IdToken("orders", login.client.server, fixture.background()).claims(token, "n", "secret-access-token").string("sub");
    }

    private void isRefused(String why, String token) {
        String message = assertThrows(LoginFailure.class, () -> subject(token)).getMessage();
        assertTrue(message.contains(why), message);
    }

    private void claim(String why, String name, Object value) {
        server.claims = claims -> claims.put(name, value);
        isRefused(why, server.idToken("n"));
        server.claims = claims -> { };
    }

    private void isAccepted(String name, Object value) throws Exception {
        server.claims = claims -> claims.put(name, value);
        assertEquals("4711", subject(server.idToken("n")));
        server.claims = claims -> { };
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRightOneIsAcceptedByEachAlgorithm() throws Exception {
        assertEquals("4711", subject(server.idToken("n")));
        server.signingKey = FakeServer.EC;
        server.algorithm = JWSAlgorithm.ES256;
        assertEquals("4711", subject(server.idToken("n")));
    }

    /** Java 8 before 8u251 has no RSASSA-PSS. */
    @Test
    void aRightOneIsAcceptedByPss() throws Exception {
        server.algorithm = JWSAlgorithm.PS256;
        assertEquals("4711", subject(server.idToken("n")));
    }

    @Test
    void step1AnEncryptedOneAndWhatIsNoneAreRefused() {
        isRefused("is encrypted", "a.b.c.d.e");
        isRefused("is no JWT", "a.b");
        isRefused("is no JWT", "");
        isRefused("has a header that is no JSON", "a.b.c");
        isRefused("has a payload that is no JSON", part("{\"alg\":\"RS256\"}") + "." + part("[]") + ".c");
        isRefused("has a header that is no JSON", part("{\"alg\":\"RS256\",\"alg\":\"none\"}") + "." + part("{}") + ".c");
    }

    @Test
    void step2AnotherIssuerIsRefused() {
        claim("('iss')", "iss", "https://other.example.com");
        claim("('iss')", "iss", server.issuer + "/");
        claim("('iss')", "iss", null);
    }

    @Test
    void step3AnotherAudienceIsRefused() throws Exception {
        claim("is not for client 'orders' ('aud')", "aud", "other");
        claim("('aud')", "aud", Collections.singletonList("other"));
        claim("('aud')", "aud", null);
        claim("('aud')", "aud", "orders,other");
        isAccepted("aud", Collections.singletonList("orders"));
    }

    @Test
    void steps4And5AnotherPartyIsRefused() throws Exception {
        claim("('azp')", "azp", "other");
        claim("('azp')", "azp", 1);
        claim("is for several audiences", "aud", Arrays.asList("orders", "other"));
        isAccepted("azp", "orders");
        server.claims = claims -> {
            claims.put("aud", Arrays.asList("other", "orders"));
            claims.put("azp", "orders");
        };
        assertEquals("4711", subject(server.idToken("n")));
    }

    @Test
    void step6AWrongSignatureIsRefused() {
        String token = server.idToken("n");
        String other = server.idToken("m");
        isRefused("has a signature that is wrong", token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.')));
        isRefused("", token.substring(0, token.lastIndexOf('.') + 1));
    }

    @Test
    void step6AKeyThatIsNotAmongThoseOfTheServerIsRefused() {
        server.signingKey = FakeServer.OTHER_RSA;
        isRefused("is signed by a key that is not among those of " + server.issuer + "/jwks", server.idToken("n"));
        // It says that it is of the known one.
        server.header = header -> header.keyID("rsa-1");
        isRefused("has a signature that is wrong", server.idToken("n"));
        // Its own key comes with it.
        server.header = header -> header.keyID("rsa-1").jwk(FakeServer.OTHER_RSA.toPublicJWK());
        isRefused("has a signature that is wrong", server.idToken("n"));
    }

    @Test
    void step6WithoutANameEachKeyThatFitsIsTried() throws Exception {
        server.header = header -> header.keyID(null);
        server.keys.add(0, FakeServer.OTHER_RSA);
        assertEquals("4711", subject(server.idToken("n")));
        server.keys.remove(FakeServer.RSA);
        isRefused("has a signature that is wrong", server.idToken("n"));
    }

    @Test
    void step6AKeyThatIsTooShortOrOfAnotherUseIsNone() throws Exception {
        server.keys.add(FakeServer.SHORT_RSA);
        server.signingKey = FakeServer.SHORT_RSA;
        isRefused("is signed by a key that is not among those", server.idToken("n"));
        server.keys.set(0, new com.nimbusds.jose.jwk.RSAKey.Builder(FakeServer.RSA).keyUse(com.nimbusds.jose.jwk.KeyUse.ENCRYPTION).build());
        server.signingKey = FakeServer.RSA;
        isRefused("is signed by a key that is not among those", server.idToken("n"));
        ECKey p384 = FakeServer.ec("ec-1", Curve.P_384);
        server.keys.set(1, p384);
        server.signingKey = FakeServer.EC;
        server.algorithm = JWSAlgorithm.ES256;
        isRefused("is signed by a key that is not among those", server.idToken("n"));
    }

    @Test
    void step7AlgorithmsThatTheServerDoesNotNameAreRefused() {
        server.metadata.put("id_token_signing_alg_values_supported", Collections.singletonList("ES256"));
        isRefused("is signed by 'RS256', which is not among ES256", server.idToken("n"));
    }

    @Test
    void step7WithoutANameInTheMetadataItIsRs256() throws Exception {
        server.metadata.remove("id_token_signing_alg_values_supported");
        assertEquals("4711", subject(server.idToken("n")));
        server.algorithm = JWSAlgorithm.RS384;
        isRefused("is signed by 'RS384', which is not among RS256", server.idToken("n"));
    }

    @Test
    void step7AServerWithNoneOfOursIsSaid() {
        server.metadata.put("id_token_signing_alg_values_supported", Arrays.asList("HS256", "none", "EdDSA"));
        isRefused("may be signed by none of RS256", server.idToken("n"));
    }

    /** Although the metadata names both. */
    @Test
    void steps7And8NoneAndHmacAreRefused() {
        String token = server.idToken("n");
        String claims = token.split("\\.")[1];
        isRefused("is signed by 'none'", part("{\"alg\":\"none\"}") + "." + claims + ".");
        isRefused("is signed by 'None'", part("{\"alg\":\"None\"}") + "." + claims + ".");
        isRefused("is signed by no algorithm", part("{}") + "." + claims + ".");
        server.algorithm = JWSAlgorithm.HS256;
        isRefused("is signed by 'HS256'", server.idToken("n"));
    }

    @Test
    void headersThatAreNotUnderstoodAndOtherKindsOfTokenAreRefused() throws Exception {
        server.header = header -> header.criticalParams(Collections.singleton("exp"));
        isRefused("('crit')", server.idToken("n"));
        server.header = header -> header.type(new JOSEObjectType("at+jwt"));
        isRefused("('typ')", server.idToken("n"));
        server.header = header -> header.type(JOSEObjectType.JWT);
        assertEquals("4711", subject(server.idToken("n")));
    }

    @Test
    void step9OneThatIsOverIsRefusedAMinuteOfOtherClocksAside() throws Exception {
        long now = fixture.moments.millis / 1000;
        claim("('exp')", "exp", now - 60);
        claim("('exp')", "exp", null);
        claim("('exp')", "exp", "soon");
        isAccepted("exp", now - 59);
    }

    @Test
    void step10OneThatWasNotIssuedJustNowIsRefused() throws Exception {
        long now = fixture.moments.millis / 1000;
        claim("('iat')", "iat", now - 601);
        claim("('iat')", "iat", now + 61);
        claim("('iat')", "iat", null);
        isAccepted("iat", now - 600);
        isAccepted("iat", now + 60);
    }

    @Test
    void step11AnotherNonceIsRefused() {
        isRefused("is the answer to another login ('nonce')", server.idToken("m"));
        isRefused("('nonce')", server.idToken(null));
    }

    @Test
    void oneThatDoesNotSayWhomItIsOfIsRefused() {
        claim("('sub')", "sub", null);
        claim("('sub')", "sub", "");
    }

    @Test
    void aWrongHashOfTheAccessTokenIsRefusedAndNoneIsAccepted() throws Exception {
        claim("belongs to another access token ('at_hash')", "at_hash", "77QmUPtjPfzWtF2AnpK9RQ");
        claim("('at_hash')", "at_hash", 1);
        isAccepted("at_hash", null);
    }

    /** OpenID Connect Core 1.0, appendix A.3 and A.4 have no access token with at_hash by RS384; the length shows the hash. */
    @Test
    void theHashIsThatOfTheAlgorithm() throws Exception {
        server.metadata.put("id_token_signing_alg_values_supported", Collections.singletonList("RS512"));
        server.algorithm = JWSAlgorithm.RS512;
        isRefused("('at_hash')", server.idToken("n"));
        byte[] hash = java.security.MessageDigest.getInstance("SHA-512").digest("secret-access-token".getBytes(StandardCharsets.US_ASCII));
        isAccepted("at_hash", Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 32)));
    }

    @Test
    void keysThatCannotBeHadAreSaid() throws Exception {
        server.metadata.put("jwks_uri", server.issuer + "/nowhere");
        isRefused("the keys of " + server.issuer + " cannot be had: " + server.issuer + "/nowhere answers with status 404", server.idToken("n"));
    }

    @Test
    void keysThatAreNoneAreSaid() throws Exception {
        server.metadata.put("jwks_uri", server.issuer + "/.well-known/openid-configuration");
        isRefused("is no JWK set", server.idToken("n"));
    }

    @Test
    void aServerWithoutKeysIsSaid() throws Exception {
        server.metadata.remove("jwks_uri");
        String message = assertThrows(TokenFailure.class, () -> subject(server.idToken("n"))).getMessage();
        assertTrue(message.contains("names no 'jwks_uri'"), message);
    }
}
