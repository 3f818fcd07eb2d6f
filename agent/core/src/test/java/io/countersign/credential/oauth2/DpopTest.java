package io.countersign.credential.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.background.Call;
import io.countersign.background.TestBackground;
import io.countersign.engine.Engine;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.Headers;
import io.countersign.request.TestAnswer;
import io.countersign.request.TestRequest;
import io.countersign.text.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs of possession (RFC 9449), in the order of its sections. */
class DpopTest {
    @TempDir
    Path folder;

    private TestBackground elsewhere;
    private Engine engine;

    /** What the token endpoint wants to see in a proof; null for none. */
    private String wantedNonce;
    private String tokenType = "DPoP";

    @BeforeEach
    void create() throws Exception {
        policy("ES256");
    }

    private void policy(String algorithm, String... fields) throws Exception {
        PolicyFolder policies = new PolicyFolder(folder);
        elsewhere = policies.elsewhere;
        elsewhere.server = call -> {
            String nonce = nonce(call);
            return wantedNonce == null || wantedNonce.equals(nonce)
                    ? TestBackground.json(200, "{\"access_token\":\"t" + elsewhere.calls.size() + "\",\"token_type\":\"" + tokenType + "\",\"expires_in\":600}")
                    : TestBackground.reply(400, "{\"error\":\"use_dpop_nonce\"}", "dpop-nonce", wantedNonce);
        };
        engine = new Engine(policies.policy("version: 1", "credentials:", "  o:", "    type: oauth2", "    grant: client-credentials",
                "    token-url: https://server.example.com/token?x=1", "    client-id: orders", "    dpop: " + algorithm, String.join("\n", fields),
                "rules: [{host: resource.example.org, credentials: [o]}]"), elsewhere.moments);
    }

    private static String nonce(Call call) throws IOException {
        try {
            return SignedJWT.parse(proof(call)).getJWTClaimsSet().getStringClaim("nonce");
        } catch (java.text.ParseException e) {
            throw new IOException(e);
        }
    }

    private static String proof(Call call) {
        for (int i = 0; i < call.headers.length; i += 2) {
            if (call.headers[i].equals("DPoP")) {
                return call.headers[i + 1];
            }
        }
        return null;
    }

    private TestRequest get(String uri) {
        TestRequest request = new TestRequest("GET", uri);
        request.whileWaiting = elsewhere::step;
        return request;
    }

    private Headers headers() throws IOException {
        return engine.sign(get("https://resource.example.org/protectedresource"));
    }

    private static boolean verifies(SignedJWT proof) throws Exception {
        JWK key = proof.getHeader().getJWK();
        assertFalse(key.isPrivate());
        if (key.getKeyType().getValue().equals("OKP")) {
            byte[] publicKey = key.toOctetKeyPair().getDecodedX();
            byte[] input = proof.getSigningInput();
            return Ed25519.verify(proof.getSignature().decode(), 0, publicKey, 0, input, 0, input.length);
        }
        JWSVerifier verifier = key.getKeyType().getValue().equals("RSA") ? new RSASSAVerifier(key.toRSAKey()) : new ECDSAVerifier(key.toECKey());
        return proof.verify(verifier);
    }

    /** The proof of section 4.1, whose members ours has, and whose signature the same reader accepts. */
    @Test
    void aProofHasTheMembersOfSection41() throws Exception {
        SignedJWT published = SignedJWT.parse("eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19."
                + "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ."
                + "2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg");
        assertTrue(verifies(published));
        headers();
        SignedJWT ours = SignedJWT.parse(proof(elsewhere.calls.get(0)));
        assertTrue(verifies(ours));
        assertEquals(published.getHeader().toJSONObject().keySet(), ours.getHeader().toJSONObject().keySet());
        assertEquals(new JOSEObjectType("dpop+jwt"), ours.getHeader().getType());
        assertEquals(published.getHeader().getJWK().toJSONObject().keySet(), ours.getHeader().getJWK().toJSONObject().keySet());
        assertEquals(published.getJWTClaimsSet().getClaims().keySet(), ours.getJWTClaimsSet().getClaims().keySet());
        assertEquals("POST", ours.getJWTClaimsSet().getStringClaim("htm"));
        assertEquals("https://server.example.com/token", ours.getJWTClaimsSet().getStringClaim("htu"), "without its query");
        assertEquals(elsewhere.moments.millis / 1000, ours.getJWTClaimsSet().getIssueTime().getTime() / 1000);
    }

    /** Section 7.1's token and its hash. */
    @Test
    void athIsTheHashOfTheToken() {
        assertEquals("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo",
                DpopProofs.hash("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "ES512", "RS256", "PS256", "EdDSA"})
    void everyAlgorithmThatHasAPublicKeyProves(String algorithm) throws Exception {
        policy(algorithm);
        SignedJWT proof = SignedJWT.parse(headers().value(1));
        assertEquals(algorithm, proof.getHeader().getAlgorithm().getName());
        assertTrue(verifies(proof));
    }

    @Test
    void eachRequestHasItsOwnProofOfTheOneKey() throws Exception {
        List<SignedJWT> proofs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            proofs.add(SignedJWT.parse(headers().value(1)));
        }
        proofs.add(SignedJWT.parse(proof(elsewhere.calls.get(0))));
        for (int i = 1; i < proofs.size(); i++) {
            assertNotEquals(proofs.get(0).getJWTClaimsSet().getJWTID(), proofs.get(i).getJWTClaimsSet().getJWTID());
            assertEquals(proofs.get(0).getHeader().getJWK(), proofs.get(i).getHeader().getJWK());
        }
    }

    @Test
    void theRequestsMethodAddressAndTokenAreProved() throws Exception {
        TestRequest request = new TestRequest("POST", "https://Resource.example.org:8443/a%20b/c?q=1").with("Host", "Resource.example.org:8443").body("x");
        request.whileWaiting = elsewhere::step;
        Headers headers = engine.sign(request);
        assertEquals("[Authorization, DPoP]", headers.toString());
        assertEquals("DPoP t1", headers.value(0));
        SignedJWT proof = SignedJWT.parse(headers.value(1));
        assertTrue(verifies(proof));
        assertEquals("POST", proof.getJWTClaimsSet().getStringClaim("htm"));
        assertEquals("https://Resource.example.org:8443/a%20b/c", proof.getJWTClaimsSet().getStringClaim("htu"));
        assertEquals(DpopProofs.hash("t1"), proof.getJWTClaimsSet().getStringClaim("ath"));
        assertNull(proof.getJWTClaimsSet().getStringClaim("nonce"));
    }

    @Test
    void aTokenThatIsNotBoundIsNotUsed() throws Exception {
        tokenType = "Bearer";
        String message = assertThrows(IOException.class, this::headers).getMessage();
        assertTrue(message.endsWith("has issued a token of the type 'Bearer'; DPoP is expected: it is not bound to the key that proves whose it is"), message);
    }

    /** Section 8. */
    @Test
    void theTokenEndpointsNonceIsPutInAtOnceAndRemembered() throws Exception {
        wantedNonce = "n1";
        assertEquals("DPoP t2", headers().value(0));
        elsewhere.moments.millis += 700_000;
        headers();
        assertEquals(3, elsewhere.calls.size());
        assertEquals("n1", nonce(elsewhere.calls.get(2)));
        wantedNonce = "n2";
        elsewhere.moments.millis += 700_000;
        headers();
        assertEquals(5, elsewhere.calls.size());
    }

    @Test
    void aServerThatRefusesItsOwnNonceIsAskedOnceMoreAndNotForEver() throws Exception {
        elsewhere.server = call -> TestBackground.reply(400, "{\"error\":\"use_dpop_nonce\"}", "dpop-nonce", "n" + elsewhere.calls.size());
        assertThrows(IOException.class, this::headers);
        assertEquals(2, elsewhere.calls.size());
    }

    private boolean answered(String uri, int status, Headers put, String... headers) {
        TestRequest request = get(uri);
        request.put = put;
        return engine.answered(request, new TestAnswer(status, headers), false);
    }

    private String nonceFor(String uri) throws Exception {
        return SignedJWT.parse(engine.sign(get(uri)).value(1)).getJWTClaimsSet().getStringClaim("nonce");
    }

    /** Section 9. */
    @Test
    void theResourcesNonceHasTheRequestSentAgainAndTheTokenKept() throws Exception {
        Headers put = headers();
        assertTrue(answered("https://resource.example.org/x", 401, put, "WWW-Authenticate", "DPoP error=\"use_dpop_nonce\", algs=\"ES256\"",
                "DPoP-Nonce", "r1"));
        assertEquals("r1", nonceFor("https://resource.example.org/y"));
        assertEquals("DPoP t1", headers().value(0));
        assertEquals(1, elsewhere.calls.size());
        assertNull(nonce(elsewhere.calls.get(0)), "each server has its own");
    }

    /** Section 8.2. */
    @Test
    void aNonceThatComesWithAnyAnswerIsTheNext() throws Exception {
        Headers put = headers();
        assertFalse(answered("https://resource.example.org/x", 200, put, "DPoP-Nonce", "r1"));
        assertEquals("r1", nonceFor("https://resource.example.org/x"));
        assertFalse(answered("https://resource.example.org/x", 403, put, "DPoP-Nonce", "r2"));
        assertEquals("r2", nonceFor("https://resource.example.org/x"));
        assertNull(nonceFor("https://resource.example.org:8443/x"), "another origin");
        assertFalse(answered("https://resource.example.org/x", 200, put));
        assertEquals("r2", nonceFor("https://resource.example.org/x"));
    }

    @Test
    void aRefusedTokenIsFetchedAnew() throws Exception {
        Headers put = headers();
        assertTrue(answered("https://resource.example.org/x", 401, put, "WWW-Authenticate", "DPoP error=\"invalid_token\""));
        assertEquals("DPoP t2", headers().value(0));
        assertFalse(answered("https://resource.example.org/x", 401, headers(), "WWW-Authenticate", "DPoP error=\"insufficient_scope\""));
    }

    /** It stands for itself, so that a signature covers it, wherever the rule names it. */
    @Test
    void signaturesCoverTokenAndProof() throws Exception {
        PolicyFolder policies = new PolicyFolder(folder);
        policies.environment.put("KEY", "canary-of-thirty-two-bytes-at-least");
        elsewhere = policies.elsewhere;
        elsewhere.server = call -> TestBackground.json(200, "{\"access_token\":\"t1\",\"token_type\":\"DPoP\",\"expires_in\":600}");
        engine = new Engine(policies.policy("version: 1", "credentials:",
                "  o: {type: oauth2, grant: client-credentials, token-url: 'https://server.example.com/token', client-id: orders, dpop: ES256}",
                "  s: {type: hmac, secret: '${env:KEY}', message: '{header:Authorization} {header:DPoP}', headers: {X-Message: 'm {header:authorization} {header:dpop}', X-Signature: '{signature}'}}",
                "rules: [{host: resource.example.org, credentials: [s, o]}]"), elsewhere.moments);
        Map<String, String> put = new HashMap<>();
        Headers headers = headers();
        for (int i = 0; i < headers.size(); i++) {
            put.put(headers.name(i), headers.value(i));
        }
        assertEquals("m DPoP t1 " + put.get("DPoP"), put.get("X-Message"));
    }

    @Test
    void thePublicKeyIsWrittenInTheOrderOfItsThumbprint() throws Exception {
        SignedJWT proof = SignedJWT.parse(headers().value(1));
        String header = new String(Base64.getUrlDecoder().decode(headers().value(1).split("[.]")[0]), StandardCharsets.UTF_8);
        assertTrue(JsonObject.read(header) != null && header.contains("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""), header);
        assertEquals(43, proof.getHeader().getJWK().toECKey().getX().toString().length());
    }
}
