package io.countersign.credential.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.credential.Token;
import io.countersign.key.KeyEncoding;
import io.countersign.key.Signer;
import io.countersign.key.SigningAlgorithm;
import io.countersign.key.SigningKey;
import io.countersign.key.TestKeys;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.Answer;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.FixedMoments;
import io.countersign.request.Headers;
import io.countersign.request.Moments;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {
    private static final Random RANDOM = new Random(2);
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String HS256 = "algorithm: HS256, key: '${literal:" + SECRET + "}'";

    /** 2023-11-14T22:13:20Z */
    private static final long NOW = 1_700_000_000_000L;

    @TempDir
    Path folder;

    private PolicyFolder policies;
    private final FixedMoments moments = new FixedMoments(NOW);

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
    }

    private Token credential(String fields) throws Exception {
        return (Token) policies.policy("version: 1", "credentials: {c: {type: jwt, " + fields + "}}", "rules: [{host: a, credentials: c}]")
                .rulesFor("a").first().credential(0);
    }

    private static String token(Headers headers) {
        assertEquals("Authorization", headers.name(0));
        assertTrue(headers.value(0).startsWith("Bearer "));
        return headers.value(0).substring(7);
    }

    private String token(String fields) throws Exception {
        return token(credential(fields).headers(moments));
    }

    private static String part(String token, int index) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[index]), StandardCharsets.UTF_8);
    }

    private static Signer signer(String key, SigningAlgorithm algorithm) throws Exception {
        return SigningKey.of(new TestKeys.Settable(key), KeyEncoding.UTF_8, null, algorithm).signer();
    }

    /** RFC 7515, appendix A.1: header and payload with the line breaks that they have there. */
    @Test
    void anHs256TokenIsThatOfTheRfc() throws Exception {
        String key = "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}";
        assertEquals("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc"
                + "19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", Jws.of("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}",
                        "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}",
                        signer(key, SigningAlgorithm.HMAC_SHA_256)));
    }

    /** RFC 8037, appendix A.4. */
    @Test
    void anEdDsaTokenIsThatOfTheRfc() throws Exception {
        String key = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
                + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
        assertEquals("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5Bh"
                + "VsPt9g7sVvpAr_MuM0KAg", Jws.of("{\"alg\":\"EdDSA\"}", "Example of Ed25519 signing", signer(key, SigningAlgorithm.ED25519)));
    }

    @Test
    void aTokenHasTheClaimsOfThePolicyAndItsTimesAndItsNumber() throws Exception {
        String token = token(HS256 + ", key-id: 2026-11, claims: {iss: orders, sub: orders, aud: https://audit.example.com}");
        assertEquals("{\"alg\":\"HS256\",\"kid\":\"2026-11\",\"typ\":\"JWT\"}", part(token, 0));
        assertEquals("{\"iss\":\"orders\",\"sub\":\"orders\",\"aud\":\"https://audit.example.com\",\"iat\":1700000000,\"exp\":1700000300,"
                + "\"jti\":\"01010101010101010101010101010101\"}", part(token, 1));
        token = token(HS256 + ", lifetime: 90s");
        assertEquals("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", part(token, 0));
        assertEquals("{\"iat\":1700000000,\"exp\":1700000090,\"jti\":\"02020202020202020202020202020202\"}", part(token, 1));
    }

    @Test
    void aClaimIsWhatItLooksLike() throws Exception {
        policies.environment.put("NUMBER", "12");
        assertEquals("{\"a\":[\"x\",1,-2.5e+3,true,\"true\",\"1\"],\"b\":{\"c\":{},\"d\\\"\":[],\"e\":\"007\"},\"f\":false,\"g\":\"12\","
                + "\"h\":\"yes\",\"i\":\"\u00e9\\u000a\\\\\",\"nbf\":1700000000,\"iat\":1700000000",
                part(token(HS256 + ", claims: {a: [x, 1, -2.5e+3, true, 'true', '1'], b: {c: {}, 'd\"': [], e: 007}, f: false, g: '${env:NUMBER}',"
                        + " h: yes, i: \"\u00e9\\n\\\\\", nbf: 1700000000}"), 1).split(",\"exp\"")[0]);
        // A reference is text, with and without quotes.
        Token plain = (Token) policies.policy("version: 1", "credentials:", "  c:", "    type: jwt", "    algorithm: HS256",
                "    key: ${literal:" + SECRET + "}", "    claims:", "      g: ${env:NUMBER}", "rules: [{host: a, credentials: c}]")
                .rulesFor("a").first().credential(0);
        assertTrue(part(token(plain.headers(moments)), 1).startsWith("{\"g\":\"12\","));
    }

    @Test
    void theKeysOwnNameIsSentUnlessThePolicyHasAnother() throws Exception {
        policies.write("jwk", "{\"kty\":\"oct\",\"kid\":\"own\",\"k\":\"" + Base64.getUrlEncoder().encodeToString(new byte[40]) + "\"}");
        assertEquals("{\"alg\":\"HS256\",\"kid\":\"own\",\"typ\":\"JWT\"}", part(token("algorithm: HS256, key: '${file:jwk}'"), 0));
        assertEquals("{\"alg\":\"HS256\",\"kid\":\"other\",\"typ\":\"JWT\"}",
                part(token("algorithm: HS256, key: '${file:jwk}', key-id: other"), 0));
    }

    @Test
    void headerAndPrefixAreThePolicys() throws Exception {
        Headers headers = credential(HS256 + ", header: X-Token, prefix: ''").headers(moments);
        assertEquals("X-Token", headers.name(0));
        assertEquals(3, headers.value(0).split("\\.").length);
    }

    private static JWSVerifier verifier(SigningAlgorithm algorithm, KeyPair pair) throws Exception {
        return algorithm.name().startsWith("HMAC") ? new MACVerifier(String.join("", Collections.nCopies(2, SECRET)))
                : algorithm.name().startsWith("RSA") ? new RSASSAVerifier((java.security.interfaces.RSAPublicKey) pair.getPublic())
                : new ECDSAVerifier((java.security.interfaces.ECPublicKey) pair.getPublic());
    }

    /** EdDSA is not among them: Nimbus wants another library for it. The RFC's figure is, and the JCA's verification of its keys. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"RSA_SHA_1", "ED25519"})
    void nimbusAcceptsATokenOfEveryAlgorithmAndNoneThatWasTamperedWith(SigningAlgorithm algorithm) throws Exception {
        KeyPair pair = algorithm.name().startsWith("RSA") ? TestKeys.rsa(2048) : algorithm.name().startsWith("ECDSA")
                ? TestKeys.ec("secp" + algorithm.name().substring(8) + "r1") : null;
        policies.write("key", pair == null ? String.join("", Collections.nCopies(2, SECRET)) : TestKeys.pem(pair));
        JWSVerifier verifier = verifier(algorithm, pair);
        for (int i = 0; i < 5; i++) {
            String text = randomText();
            policies.environment.put("CLAIM" + i, text);
            String token = token("algorithm: " + algorithm.jwsName() + ", key: '${file:key}', claims: {sub: '${env:CLAIM" + i + "}', n: " + i + "}");
            SignedJWT jwt = SignedJWT.parse(token);
            assertEquals(JWSAlgorithm.parse(algorithm.jwsName()), jwt.getHeader().getAlgorithm());
            assertTrue(jwt.verify(verifier));
            assertEquals(text, jwt.getJWTClaimsSet().getSubject());
            assertEquals((long) i, jwt.getJWTClaimsSet().getClaim("n"));
            assertEquals(300_000, jwt.getJWTClaimsSet().getExpirationTime().getTime() - jwt.getJWTClaimsSet().getIssueTime().getTime());
            assertFalse(tampered(token).verify(verifier));
        }
    }

    /** One claim is another; or one bit of the signature. */
    private static SignedJWT tampered(String token) throws Exception {
        Base64URL[] parts = SignedJWT.parse(token).getParsedParts();
        if (RANDOM.nextBoolean()) {
            return new SignedJWT(parts[0], Base64URL.encode(parts[1].decodeToString().replace("\"n\":", "\"n\":1")), parts[2]);
        }
        byte[] signature = parts[2].decode();
        signature[RANDOM.nextInt(signature.length)] ^= 1 << RANDOM.nextInt(8);
        return new SignedJWT(parts[0], parts[1], Base64URL.encode(signature));
    }

    private static String randomText() {
        StringBuilder text = new StringBuilder("s");
        for (int i = RANDOM.nextInt(40); i > 0; i--) {
            int c = RANDOM.nextInt(4) == 0 ? RANDOM.nextInt(0x20) : RANDOM.nextInt(Character.MAX_CODE_POINT + 1);
            text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '"' : c);
        }
        return text.append('x').toString();
    }

    @Test
    void anEdDsaTokenIsVerifiedByTheKeyThatTheJwkNames() throws Exception {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        byte[] own = new byte[32];
        Ed25519.generatePublicKey(seed, 0, own, 0);
        policies.write("key", TestKeys.pem("PRIVATE KEY", TestKeys.ed25519(seed)));
        String token = token("algorithm: EdDSA, key: '${file:key}', claims: {iss: a}");
        byte[] input = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        assertTrue(Ed25519.verify(signature, 0, own, 0, input, 0, input.length));
        input[5] ^= 1;
        assertFalse(Ed25519.verify(signature, 0, own, 0, input, 0, input.length));
        assertEquals("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}", part(token, 0));
    }

    /** A fifth of the life is left, or a minute where that is less. */
    @ParameterizedTest
    @CsvSource({"5m, 240", "1h, 3540", "10s, 8", "100s, 80"})
    void aTokenIsReusedUntilShortlyBeforeItExpires(String lifetime, long seconds) throws Exception {
        Token credential = credential(HS256 + ", lifetime: " + lifetime);
        Headers first = credential.headers(moments);
        moments.millis = NOW + seconds * 1000 - 1;
        assertSame(first, credential.headers(moments));
        moments.millis++;
        Headers second = credential.headers(moments);
        assertNotSame(first, second);
        assertSame(second, credential.headers(moments));
        assertTrue(part(token(second), 1).contains("\"iat\":" + (NOW / 1000 + seconds) + ","));
        moments.millis = NOW + 7_200_000;
        assertNotSame(second, credential.headers(moments));
    }

    @Test
    void aClockThatGoesBackLeavesNoTokenOfTheFutureInUse() throws Exception {
        Token credential = credential(HS256);
        Headers first = credential.headers(moments);
        // Within the second in which it was issued nothing is from the future.
        moments.millis = NOW + 999;
        assertSame(first, credential.headers(moments));
        moments.millis = NOW - 1;
        Headers second = credential.headers(moments);
        assertNotSame(first, second);
        assertTrue(part(token(second), 1).contains("\"iat\":1699999999,\"exp\":1700000299,"));
        moments.millis = NOW;
        assertSame(second, credential.headers(moments));
    }

    @Test
    void aChangedKeyMakesAnotherTokenAtOnceAndOneThatHasBecomeWrongMakesNone() throws Exception {
        policies.write("key", SECRET);
        Token credential = credential("algorithm: HS256, key: '${file:key}'");
        Headers first = credential.headers(moments);
        policies.secrets.poll();
        assertSame(first, credential.headers(moments));
        policies.write("key", SECRET + "2");
        policies.secrets.poll();
        String token = token(credential.headers(moments));
        assertTrue(SignedJWT.parse(token).verify(new MACVerifier(SECRET + "2")));
        policies.write("key", "canary");
        policies.secrets.poll();
        assertEquals("${file:key} is a shared secret of 6 bytes; HMAC with SHA-256 needs 32 at least (RFC 7518, section 3.2)",
                assertThrows(CredentialUnavailable.class, () -> credential.headers(moments)).getMessage());
    }

    @Test
    void a401SendsAgainWhatAKeySignedThatHasJustChanged() throws Exception {
        policies.write("key", SECRET);
        Token credential = credential("algorithm: HS256, key: '${file:key}'");
        assertTrue(credential.readsAnswers());
        Answer refused = new Answer() {
            @Override
            public int status() {
                return 401;
            }

            @Override
            public List<String> header(String name) {
                return Collections.emptyList();
            }
        };
        assertFalse(credential.answered(null, refused));
        policies.write("key", SECRET + "2");
        assertTrue(credential.answered(null, refused));
        assertTrue(SignedJWT.parse(token(credential.headers(moments))).verify(new MACVerifier(SECRET + "2")));
        assertFalse(credential(HS256).readsAnswers());
    }

    /** Whoever mints is stopped in the middle: it asks for random bytes then. */
    private static final class Stopped implements Moments {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch answer = new CountDownLatch(1);
        final long millis;

        Stopped(long millis) {
            this.millis = millis;
        }

        @Override
        public long millis() {
            return millis;
        }

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public void random(byte[] bytes) {
            asked.countDown();
            try {
                assertTrue(answer.await(60, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            Arrays.fill(bytes, (byte) 0x77);
        }
    }

    @Test
    void oneMintsTheNextWhileTheOthersGoOnWithTheOld() throws Exception {
        Token credential = credential(HS256);
        Headers first = credential.headers(moments);
        Stopped stopped = new Stopped(NOW + 240_000);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Headers> next = thread.submit(() -> credential.headers(stopped));
            assertTrue(stopped.asked.await(60, TimeUnit.SECONDS));
            moments.millis = NOW + 240_000;
            assertSame(first, credential.headers(moments));
            moments.millis = NOW + 269_999;
            assertSame(first, credential.headers(moments));
            // It may expire on its way: nobody waits for the one who mints.
            moments.millis = NOW + 270_000;
            Headers own = credential.headers(moments);
            assertNotSame(first, own);
            stopped.answer.countDown();
            assertTrue(part(token(next.get()), 1).contains("7777"));
            moments.millis = NOW + 270_001;
            assertSame(next.get(), credential.headers(moments));
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void aTurnThatFailsLeavesTheOldInUseAndTheNextWhoComesTries() throws Exception {
        Token credential = credential(HS256);
        Headers first = credential.headers(moments);
        Moments broken = new Moments() {
            @Override
            public long millis() {
                return NOW + 250_000;
            }

            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public void random(byte[] bytes) {
                throw new IllegalStateException("no randomness");
            }
        };
        assertThrows(IllegalStateException.class, () -> credential.headers(broken));
        moments.millis = NOW + 250_000;
        assertNotSame(first, credential.headers(moments));
    }

    @Test
    void anyNumberOfThreadsGetTokensThatAreGood() throws Exception {
        Token credential = credential(HS256 + ", lifetime: 10s");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        Set<String> seen = Collections.synchronizedSet(new HashSet<>());
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                long seed = t;
                work.add(() -> {
                    Random random = new Random(seed);
                    FixedMoments own = new FixedMoments(NOW);
                    for (int i = 0; i < 2000; i++) {
                        own.millis += random.nextInt(20) - 4;
                        String claims = part(token(credential.headers(own)), 1);
                        long exp = Long.parseLong(claims.split("\"exp\":")[1].split(",")[0]) * 1000;
                        assertTrue(own.millis < exp && own.millis >= exp - 10_000, claims + " at " + own.millis);
                        seen.add(claims);
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
        assertTrue(seen.size() > 1);
    }

    /** @param at what the place is that of */
    private void says(String expected, String at, String fields) {
        PolicyException e = assertThrows(PolicyException.class, () -> credential(fields));
        assertEquals(1, e.mistakes().size(), e.getMessage());
        int column = ("credentials: {c: {type: jwt, " + fields).lastIndexOf(at) + 1;
        assertEquals("p.yaml:2:" + column + ": " + expected, e.mistakes().get(0).replace(folder + "/", ""));
    }

    @Test
    void whatMakesNoTokenIsAMistakeWithItsPlace() throws Exception {
        says("'algorithm' is 'none'; it may be HS256, HS384, HS512, RS256, RS384,"
                + " RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA", "none", "algorithm: none, key: '${literal:x}'");
        says("'algorithm' is 'hs256'; did you mean 'HS256'?", "hs256", "algorithm: hs256, key: '${literal:x}'");
        says("'key' is a shared secret of 6 bytes; HMAC with SHA-256 needs 32 at least (RFC 7518, section 3.2)", "'${literal:canary",
                "algorithm: HS256, key: '${literal:canary}'");
        says("'key' is neither PEM nor a JWK; ECDSA on P-256 with SHA-256 needs an EC private key on P-256", "'${literal:canary",
                "algorithm: ES256, key: '${literal:canary}'");
        says("'lifetime' is 2h; a token lives from 10s to 1h", "2h", HS256 + ", lifetime: 2h");
        says("'lifetime' is 9s; a token lives from 10s to 1h", "9s", HS256 + ", lifetime: 9s");
        says("'claims' has 'exp', which is made for each token; 'lifetime' says how long it lives", "exp", HS256 + ", claims: {exp: 1}");
        says("'claims' has 'jti', which is made for each token", "jti", HS256 + ", claims: {jti: a}");
        says("'claims' has 'sub' that is not a string, as RFC 7519, section 4.1, has it; a number stands in quotes", "{sub",
                HS256 + ", claims: {sub: 4711}");
        says("'claims' has 'aud' that is neither a string nor a list of them, as RFC 7519, section 4.1.3, has it", "{aud",
                HS256 + ", claims: {aud: {}}");
        says("'claims' has 'nbf' that is not a number of seconds since 1970, as RFC 7519, section 4.1.5, has it", "{nbf",
                HS256 + ", claims: {nbf: '1'}");
        says("'a' has no value", "~", HS256 + ", claims: {a: ~}");
    }

    @Test
    void aKeyThatIsMissingIsWarnedOfAndLookedForAgain() throws Exception {
        Token credential = credential("algorithm: HS256, key: '${file:key}'");
        assertTrue(assertThrows(CredentialUnavailable.class, () -> credential.headers(moments)).getMessage().endsWith(" is not there"));
        policies.write("key", SECRET);
        policies.secrets.poll();
        assertTrue(SignedJWT.parse(token(credential.headers(moments))).verify(new MACVerifier(SECRET)));
    }

    @Test
    void anEncryptedKeyIsReadByItsPassword() throws Exception {
        KeyPair pair = TestKeys.ec("secp256r1");
        policies.write("key", TestKeys.encrypted(pair, "sesame"));
        policies.environment.put("PASSWORD", "sesame");
        String token = token("algorithm: ES256, key: '${file:key}', key-password: '${env:PASSWORD}'");
        assertTrue(SignedJWT.parse(token).verify(verifier(SigningAlgorithm.ECDSA_P_256, pair)));
        says("'key' is encrypted, and there is no 'key-password'", "'${file", "algorithm: ES256, key: '${file:key}'");
        says("'key' is encrypted, and its 'key-password' does not decrypt it", "'${file",
                "algorithm: ES256, key: '${file:key}', key-password: '${literal:wrong}'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256"})
    void aJwkThatNimbusMadeIsReadAsItIs(String algorithm) throws Exception {
        boolean isRsa = algorithm.equals("RS256");
        JWK jwk = isRsa ? new com.nimbusds.jose.jwk.gen.RSAKeyGenerator(2048).keyID("k").algorithm(JWSAlgorithm.RS256).generate()
                : new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_256).keyID("k").generate();
        policies.write("key", jwk.toJSONString());
        SignedJWT jwt = SignedJWT.parse(token("algorithm: " + algorithm + ", key: '${file:key}'"));
        assertEquals("k", jwt.getHeader().getKeyID());
        assertTrue(jwt.verify(isRsa ? new RSASSAVerifier(jwk.toRSAKey()) : new ECDSAVerifier(jwk.toECKey())));
    }

    @Test
    void nothingShowsTheKeyOrTheToken() throws Exception {
        Token credential = credential(HS256);
        assertEquals("c", credential.toString());
        assertEquals("[Authorization]", credential.headers(moments).toString());
    }
}
