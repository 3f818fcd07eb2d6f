package io.countersign.key;

import static io.countersign.key.TestKeys.concat;
import static io.countersign.key.TestKeys.hex;
import static io.countersign.key.TestKeys.jwk;
import static io.countersign.key.TestKeys.pem;
import static io.countersign.key.TestKeys.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.impl.ECDSA;
import io.countersign.key.TestKeys.Settable;
import io.countersign.request.CredentialUnavailable;
import io.countersign.text.Octets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every algorithm with keys of its kind, in every form, judged by the verification of the JCA; and keys that do not fit. */
class SigningKeyTest {
    private static final Random RANDOM = new Random(1);
    private static KeyPair rsa;
    private static KeyPair p256;
    private static KeyPair p384;
    private static KeyPair p521;
    private static byte[] seed;

    @BeforeAll
    static void makeKeys() throws Exception {
        rsa = TestKeys.rsa(2048);
        p256 = TestKeys.ec("secp256r1");
        p384 = TestKeys.ec("secp384r1");
        p521 = TestKeys.ec("secp521r1");
        seed = random(32);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static SigningKey key(String text, SigningAlgorithm algorithm) {
        return SigningKey.of(new Settable(text), KeyEncoding.UTF_8, null, algorithm);
    }

    private static Signer signer(String text, SigningAlgorithm algorithm) throws CredentialUnavailable {
        return key(text, algorithm).signer();
    }

    /** What is wrong with the key; the same when the policy is read and when a request is signed. */
    private static String wrong(String text, SigningAlgorithm algorithm) {
        SigningKey key = key(text, algorithm);
        assertEquals("${file:key} " + key.mistake(), assertThrows(CredentialUnavailable.class, key::signer).getMessage());
        return key.mistake();
    }

    private static KeyPair pairFor(SigningAlgorithm algorithm) {
        return algorithm == SigningAlgorithm.ECDSA_P_256 ? p256 : algorithm == SigningAlgorithm.ECDSA_P_384 ? p384
                : algorithm == SigningAlgorithm.ECDSA_P_521 ? p521 : rsa;
    }

    /** By the JCA. */
    static boolean verifies(SigningAlgorithm algorithm, PublicKey key, byte[] message, byte[] signature) throws Exception {
        boolean isPss = algorithm.name().startsWith("RSA_PSS");
        Signature verifier = Signature.getInstance(isPss ? "RSASSA-PSS" : algorithm.jcaName);
        if (isPss) {
            verifier.setParameter(new PSSParameterSpec(algorithm.jcaName, "MGF1", new MGF1ParameterSpec(algorithm.jcaName),
                    algorithm.hashLength, 1));
        }
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(algorithm.name().startsWith("ECDSA") ? ECDSA.transcodeSignatureToDER(signature) : signature);
    }

    private static void assertVerifies(SigningAlgorithm algorithm, PublicKey key, Signer signer) throws Exception {
        byte[] message = random(1 + RANDOM.nextInt(500));
        byte[] signature = signer.sign(message);
        assertTrue(verifies(algorithm, key, message, signature));
        Octets octets = new Octets();
        octets.add(message);
        assertTrue(verifies(algorithm, key, message, signer.sign(octets)));
        assertEquals(0, octets.takeBytes().length);
        message[RANDOM.nextInt(message.length)] ^= 1;
        assertFalse(verifies(algorithm, key, message, signature));
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA.*", "ECDSA.*"}, mode = EnumSource.Mode.MATCH_ANY)
    void aSignatureIsVerifiedByTheJcaWhateverFormTheKeyHas(SigningAlgorithm algorithm) throws Exception {
        KeyPair pair = pairFor(algorithm);
        byte[] inner = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded()).getPrivateKey().getOctets();
        assertVerifies(algorithm, pair.getPublic(), signer(pem(pair), algorithm));
        assertVerifies(algorithm, pair.getPublic(), signer(jwk(pair, ""), algorithm));
        if (pair == rsa) {
            assertVerifies(algorithm, pair.getPublic(), signer(pem("RSA PRIVATE KEY", inner), algorithm));
            assertVerifies(algorithm, pair.getPublic(), signer(TestKeys.jwkWithoutPrimes(pair), algorithm));
        }
    }

    /** R and S keep their length when they begin with zeros, one time in 256 each; those of P-521 are of 521 bits in 66 bytes. */
    @ParameterizedTest
    @EnumSource(Curve.class)
    void anEcdsaSignatureIsTwoNumbersOfFixedLength(Curve curve) throws Exception {
        for (int i = 0; i < 5000; i++) {
            // Of every length, so that each has its zeros and its sign; the other library writes the DER.
            byte[] r = random(1 + RANDOM.nextInt(curve.length));
            byte[] s = random(1 + RANDOM.nextInt(curve.length));
            r[0] |= 1;
            s[s.length - 1] |= 1;
            byte[] sent = new byte[2 * curve.length];
            System.arraycopy(r, 0, sent, curve.length - r.length, r.length);
            System.arraycopy(s, 0, sent, sent.length - s.length, s.length);
            assertArrayEquals(sent, EcdsaSigner.concatenated(ECDSA.transcodeSignatureToDER(sent), curve.length));
        }
    }

    /** RFC 8032, section 7.1, test 3. */
    @Test
    void ed25519IsThatOfTheRfc() throws Exception {
        byte[] key = hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
        byte[] expected = hex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716"
                + "ed28dc027beceea1ec40a");
        Signer signer = signer(pem("PRIVATE KEY", TestKeys.ed25519(key)), SigningAlgorithm.ED25519);
        assertArrayEquals(expected, signer.sign(hex("af82")));
        Octets octets = new Octets();
        octets.add(hex("af82"));
        assertArrayEquals(expected, signer.sign(octets));
    }

    @Test
    void anEd25519SignatureIsVerifiedByTheJcaWhereItHasIt() throws Exception {
        byte[] own = new byte[32];
        Ed25519.generatePublicKey(seed, 0, own, 0);
        Signer signer = signer(pem("PRIVATE KEY", TestKeys.ed25519(seed)), SigningAlgorithm.ED25519);
        byte[] message = random(200);
        byte[] signature = signer.sign(message);
        assertTrue(Ed25519.verify(signature, 0, own, 0, message, 0, 200));
        if (!System.getProperty("java.specification.version").startsWith("1.")
                && Integer.parseInt(System.getProperty("java.specification.version")) >= 15) {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(
                    new X509EncodedKeySpec(concat(hex("302a300506032b6570032100"), own)));
            assertVerifies(SigningAlgorithm.ED25519, key, signer);
        }
        message[9] ^= 1;
        assertFalse(Ed25519.verify(signature, 0, own, 0, message, 0, 200));
    }

    /** RFC 4231, sections 4.2 and 4.5, whose keys are long enough for SHA-256 only when repeated; so the longest, section 4.7. */
    @ParameterizedTest
    @CsvSource({"HMAC_SHA_256, 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        "HMAC_SHA_384, 4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
        "HMAC_SHA_512, 80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a"
            + "985d786598"})
    void anHmacIsThatOfTheRfcWhateverFormTheSecretHas(SigningAlgorithm algorithm, String code) throws Exception {
        String aa131 = String.join("", Collections.nCopies(131, "aa"));
        byte[] message = utf8("Test Using Larger Than Block-Size Key - Hash Key First");
        String base64 = Base64.getEncoder().encodeToString(hex(aa131));
        String[][] forms = {{"HEX", aa131}, {"BASE64", base64}, {"BASE64", base64.substring(0, 64) + "\n" + base64.substring(64)},
            {"UTF_8", "{\"kty\": \"oct\",\n\t\"k\": \"" + Base64.getUrlEncoder().withoutPadding().encodeToString(hex(aa131)) + "\"}"}};
        for (String[] form : forms) {
            Signer signer = SigningKey.of(new Settable(form[1]), KeyEncoding.valueOf(form[0]), null, algorithm).signer();
            assertArrayEquals(hex(code), signer.sign(message));
            Octets octets = new Octets();
            octets.add(message);
            assertArrayEquals(hex(code), signer.sign(octets));
        }
    }

    @Test
    void aSignerServesAnyNumberOfThreads() throws Exception {
        Signer ec = signer(pem(p256), SigningAlgorithm.ECDSA_P_256);
        Signer pss = signer(pem(rsa), SigningAlgorithm.RSA_PSS_SHA_256);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Void> work = () -> {
                for (int i = 0; i < 5; i++) {
                    byte[] message = utf8(Thread.currentThread().getName() + i);
                    assertTrue(verifies(SigningAlgorithm.ECDSA_P_256, p256.getPublic(), message, ec.sign(message)));
                    assertTrue(verifies(SigningAlgorithm.RSA_PSS_SHA_256, rsa.getPublic(), message, pss.sign(message)));
                }
                return null;
            };
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(8, work))) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aKeyIsReadAgainWhenItOrItsPasswordHasChangedAndOnlyThen() throws Exception {
        Settable secret = new Settable(null);
        Settable password = new Settable("p");
        SigningKey key = SigningKey.of(secret, KeyEncoding.UTF_8, password, SigningAlgorithm.ECDSA_P_256);
        assertNull(key.mistake());
        assertEquals("${file:key} is not there", assertThrows(CredentialUnavailable.class, key::signer).getMessage());
        secret.set(pem(p256));
        Signer first = key.signer();
        assertSame(first, key.signer());
        password.set("q");
        Signer second = key.signer();
        assertNotSame(first, second);
        secret.set(jwk(p256, ""));
        assertNotSame(second, key.signer());
        secret.set("no key");
        CredentialUnavailable failure = assertThrows(CredentialUnavailable.class, key::signer);
        assertSame(failure, assertThrows(CredentialUnavailable.class, key::signer));
        secret.set(pem(p256));
        assertTrue(key.signer().sign(new byte[1]).length == 64);
    }

    @Test
    void aJwkSaysItsNameAndWhatItMayDo() throws Exception {
        assertEquals("2026-11", signer(jwk(p256, ",\"kid\":\"2026-11\",\"use\":\"sig\",\"alg\":\"ES256\",\"key_ops\":[\"verify\",\"sign\"]"),
                SigningAlgorithm.ECDSA_P_256).kid());
        assertNull(signer(pem(p256), SigningAlgorithm.ECDSA_P_256).kid());
        assertNull(signer(jwk(rsa, ""), SigningAlgorithm.RSA_SHA_1).kid());
        assertEquals("is a JWK that is not for signatures: its 'use' is not 'sig'",
                wrong(jwk(p256, ",\"use\":\"enc\""), SigningAlgorithm.ECDSA_P_256));
        assertEquals("is a JWK that is not for signing: its 'key_ops' has no 'sign'",
                wrong(jwk(p256, ",\"key_ops\":[\"verify\"]"), SigningAlgorithm.ECDSA_P_256));
        assertEquals("is a JWK for another algorithm than RSASSA-PSS with SHA-256: its 'alg' is not PS256",
                wrong(jwk(rsa, ",\"alg\":\"RS256\""), SigningAlgorithm.RSA_PSS_SHA_256));
        assertEquals("is a JWK for another algorithm than RSASSA-PKCS1-v1_5 with SHA-1",
                wrong(jwk(rsa, ",\"alg\":\"RS256\""), SigningAlgorithm.RSA_SHA_1));
        assertEquals("is a JWK whose 'kid' is not a string", wrong(jwk(p256, ",\"kid\":5"), SigningAlgorithm.ECDSA_P_256));
    }

    /** RFC 8037, appendix A.1. */
    private static String okp(String d, String more) {
        return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"" + d + "\"" + more + "}";
    }

    @Test
    void aJwkThatIsNoKeyToSignWithIsNamed() throws Exception {
        SigningAlgorithm ed = SigningAlgorithm.ED25519;
        String d = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
        String x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assertEquals("Ed25519", signer(okp(d, ",\"x\":\"" + x + "\",\"alg\":\"EdDSA\""), ed).toString());
        assertEquals("Ed25519", signer(okp(d, ",\"alg\":\"Ed25519\""), ed).toString());
        assertEquals("is a JWK whose 'x' does not belong to its 'd'", wrong(okp(d, ",\"x\":\"" + d + "\""), ed));
        assertEquals("is an Ed25519 key of 3 bytes; such a key has 32", wrong(okp("AAAA", ""), ed));
        assertEquals("is a JWK whose 'd' is not Base64url", wrong(okp("a+b", ""), ed));
        assertEquals("is the JWK of an Ed25519 public key: the private one has 'd'",
                wrong("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + x + "\"}", ed));
        assertEquals("is the JWK of an RSA public key: the private one has 'd'", wrong("{\"kty\":\"RSA\",\"n\":\"AAAA\"}", ed));
        assertEquals("is the JWK of an EC public key: the private one has 'd'", wrong("{\"kty\":\"EC\",\"crv\":\"P-256\"}", ed));
        assertEquals("is a JWK of another curve ('crv') than Ed25519", wrong("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"d\":\"\"}", ed));
        assertEquals("is a JWK without 'kty'", wrong("{\"k\":\"AAAA\"}", ed));
        assertEquals("is a JWK of another type ('kty') than oct, RSA, EC and OKP", wrong("{\"kty\":\"rsa\"}", ed));
        assertEquals("is a set of JWKs; a single one is expected", wrong(" {\"keys\":[]}", ed));
        assertEquals("begins as a JWK does, with '{', and is not JSON", wrong("{\"kty\":\"oct\"", ed));
        assertEquals("begins as a JWK does, with '{', and is not JSON", wrong("{\"kty\":\"oct\",\"kty\":\"oct\"}", ed));
        assertEquals("is a JWK of an RSA key with more than two primes, which is not supported",
                wrong("{\"kty\":\"RSA\",\"d\":\"AA\",\"oth\":[]}", ed));
    }

    @Test
    void aKeyOfAnotherKindThanTheAlgorithmIsRefused() throws Exception {
        assertEquals("is an EC key on P-384; ECDSA on P-256 with SHA-256 needs an EC private key on P-256",
                wrong(pem(p384), SigningAlgorithm.ECDSA_P_256));
        assertEquals("is an EC key on P-256; RSASSA-PKCS1-v1_5 with SHA-256 needs an RSA private key",
                wrong(jwk(p256, ""), SigningAlgorithm.RSA_SHA_256));
        assertEquals("is an RSA key; HMAC with SHA-256 needs a shared secret", wrong(pem(rsa), SigningAlgorithm.HMAC_SHA_256));
        assertEquals("is an RSA key; Ed25519 needs an Ed25519 private key", wrong(pem(rsa), SigningAlgorithm.ED25519));
        assertEquals("is an Ed25519 key; ECDSA on P-521 with SHA-512 needs an EC private key on P-521",
                wrong(pem("PRIVATE KEY", TestKeys.ed25519(seed)), SigningAlgorithm.ECDSA_P_521));
        assertEquals("is a shared secret; RSASSA-PSS with SHA-512 needs an RSA private key",
                wrong("{\"kty\":\"oct\",\"k\":\"AAAA\"}", SigningAlgorithm.RSA_PSS_SHA_512));
        assertEquals("is neither PEM nor a JWK; ECDSA on P-256 with SHA-256 needs an EC private key on P-256",
                wrong("hunter2", SigningAlgorithm.ECDSA_P_256));
    }

    @ParameterizedTest
    @CsvSource({"HMAC_SHA_256, 32", "HMAC_SHA_384, 48", "HMAC_SHA_512, 64"})
    void aSharedSecretIsAsLongAsTheHash(SigningAlgorithm algorithm, int length) throws Exception {
        String enough = String.join("", Collections.nCopies(length, "x"));
        assertNull(key(enough, algorithm).mistake());
        assertEquals("is a shared secret of " + (length - 1) + " bytes; " + algorithm + " needs " + length
                + " at least (RFC 7518, section 3.2)", wrong(enough.substring(1), algorithm));
    }

    @Test
    void aSharedSecretThatIsNotEncodedSoIsRefusedWithoutBeingShown() {
        String[][] table = {{"BASE64", "hunter2-canary", "is not Base64, as its 'key-encoding' says"},
            {"HEX", "c4n4", "is not an even number of hex digits, as its 'key-encoding' says"},
            {"UTF_8", "line\nx", "has a control character (at place 5), which a shared secret in UTF-8 cannot have"}};
        for (String[] row : table) {
            assertEquals(row[2], SigningKey.of(new Settable(row[1]), KeyEncoding.valueOf(row[0]), null, SigningAlgorithm.HMAC_SHA_256).mistake());
        }
    }

    @Test
    void aKeyThatIsTooWeakOrBrokenIsRefused() throws Exception {
        assertEquals("is an RSA key of 1024 bits; RSASSA-PKCS1-v1_5 with SHA-256 needs one of 2048 at least (RFC 7518, section 3.3)",
                wrong(pem(TestKeys.rsa(1024)), SigningAlgorithm.RSA_SHA_256));
        assertEquals("is an RSA key whose parts do not belong together", wrong(jwk(rsa, "").replace(
                "\"dp\":\"", "\"dp\":\"AA\",\"unused\":\""), SigningAlgorithm.RSA_SHA_256));
        assertEquals("is no key of P-256: its number is outside the curve's order",
                wrong("{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AA\"}", SigningAlgorithm.ECDSA_P_256));
        assertEquals("is an EC key on a curve of another name than P-256, P-384 and P-521",
                wrong("{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"d\":\"AA\"}", SigningAlgorithm.ECDSA_P_256));
    }

    @Test
    void pemIsFoundAmongOtherBlocksAndText() throws Exception {
        String text = "Bag Attributes\n    friendlyName: orders\nKey Attributes: <No Attributes>\n" + pem("EC PARAMETERS", hex("06082a8648ce3d030107"))
                + pem("PUBLIC KEY", p256.getPublic().getEncoded()) + "\n\nsubject=CN = orders\n" + pem(p256) + "the end";
        assertVerifies(SigningAlgorithm.ECDSA_P_256, p256.getPublic(), signer(text, SigningAlgorithm.ECDSA_P_256));
        assertVerifies(SigningAlgorithm.ECDSA_P_256, p256.getPublic(), signer(text.replace("\n", "\r\n"), SigningAlgorithm.ECDSA_P_256));
    }

    @Test
    void pemWithoutAKeySaysWhatItHas() throws Exception {
        SigningAlgorithm any = SigningAlgorithm.ECDSA_P_256;
        assertEquals("has 'PUBLIC KEY', 'OPENSSH PRIVATE KEY' in PEM and no private key that can be read; expected are 'PRIVATE KEY',"
                + " 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY' or 'EC PRIVATE KEY'",
                wrong(pem("PUBLIC KEY", p256.getPublic().getEncoded()) + pem("OPENSSH PRIVATE KEY", seed), any));
        assertEquals("has more than one private key in PEM; a single one is expected", wrong(pem(p256) + pem(p384), any));
        assertEquals("has a block in PEM that is damaged or not ended: 'PRIVATE KEY'", wrong(pem("PRIVATE KEY", seed), any));
        assertEquals("has a block in PEM that is damaged or not ended: 'RSA PRIVATE KEY'", wrong(pem("RSA PRIVATE KEY", p256.getPrivate().getEncoded()), any));
        assertEquals("has a block in PEM that is damaged or not ended: 'PRIVATE KEY'", wrong(pem(p256).replace("-----END", "--END"), any));
        assertEquals("has a block in PEM that is damaged or not ended: 'PRIVATE KEY'", wrong("-----BEGIN PRIVATE KEY-----\nhunter2%\n-----END PRIVATE KEY-----", any));
        assertEquals("has '-----BEGIN', and no block in PEM: its lines are not lines of their own",
                wrong(pem(p256).replace("\n", " "), any));
        assertEquals("has a block in PEM that is damaged or not ended: 'PRIVATE KEY'", wrong(pem(p256).replace("END PRIVATE", "END EC PRIVATE"), any));
        assertEquals("has one with a label that is none in PEM and no private key that can be read; expected are 'PRIVATE KEY',"
                + " 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY' or 'EC PRIVATE KEY'", wrong(pem("MIGHAgEAMBMcanary", seed), any));
        assertEquals("is encrypted, and there is no 'key-password'", wrong(pem("ENCRYPTED PRIVATE KEY", seed), any));
        assertEquals("is a private key that is neither RSA nor EC nor Ed25519 (its algorithm is 1.3.101.110)",
                wrong(pem("PRIVATE KEY", concat(hex("302e020100300506032b656e04220420"), seed)), any));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PBEWithMD5AndDES", "PBEWithSHA1AndDESede"})
    void whatTheJcaEncryptedIsDecryptedByItsPasswordAlone(String scheme) throws Exception {
        String pem = TestKeys.encrypted(p256, "sesame", scheme);
        SigningAlgorithm algorithm = SigningAlgorithm.ECDSA_P_256;
        assertVerifies(algorithm, p256.getPublic(),
                SigningKey.of(new Settable(pem), KeyEncoding.UTF_8, new Settable("sesame"), algorithm).signer());
        assertEquals("is encrypted, and its 'key-password' does not decrypt it",
                SigningKey.of(new Settable(pem), KeyEncoding.UTF_8, new Settable("Sesame"), algorithm).mistake());
    }
}
