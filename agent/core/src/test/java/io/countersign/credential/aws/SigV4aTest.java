package io.countersign.credential.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.request.FixedMoments;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.TestRequest;
import io.countersign.text.Hex;
import io.countersign.text.Octets;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the public keys and signatures that AWS has published (awslabs/aws-c-auth, tests). */
class SigV4aTest {
    /** Of AWS' test suite: {@code aws-signing-test-suite/v4a}, {@code public-key.json}. */
    static final PublicKey SUITE_KEY = publicKey("b6618f6a65740a99e650b33b6b4b5bd0d43b176d721a3edfea7e7d2d56d936b1",
            "865ed22a7eadc9c5cb9d2cbaca1b3699139fedc5043dc6661864218330c8e518");
    private static final String HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    Path folder;

    static PublicKey publicKey(String x, String y) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(new BigInteger(x, 16), new BigInteger(y, 16)),
                    parameters.getParameterSpec(ECParameterSpec.class)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static boolean verifies(PublicKey key, String stringToSign, String signature) throws Exception {
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(key);
        verifier.update(stringToSign.getBytes(StandardCharsets.UTF_8));
        try {
            return verifier.verify(Hex.decode(signature));
        } catch (SignatureException notOne) {
            return false;
        }
    }

    private static String stringToSign(TestRequest request, Headers added) throws Exception {
        Octets octets = new Octets();
        new CanonicalRequest(new Message(request, new FixedMoments(Signer.MOMENT)), added, HASH_OF_NOTHING, new Service("service")).write(octets);
        return "AWS4-ECDSA-P256-SHA256\n20150830T123600Z\n20150830/service/aws4_request\n"
                + Hex.of(MessageDigest.getInstance("SHA-256").digest(octets.takeBytes()));
    }

    /** The suite's signatures are good for the strings to sign that are made here. */
    @ParameterizedTest
    @CsvSource({"/?Param2=value2&Param1=value1, 3045022100e374b9448d9a3ffa5c3532a5162f78bcca4b5acc8c7d6affdb6b797361dd97250220388a32d2eb4e2b"
            + "83f2d5cfbacd7b475e508dd4bff92f19d446ea3c57208069d9",
        "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1, 3044022042f88d908e5a81e5c14d252fa616914f9050d3d613b3c894af248abad15abfe302205b7b24"
                + "3179d0b660969415262fa9f0b0de80a9ff278d02b181c720ed65a298e7"})
    void theSignaturesOfAwsAreGoodForOurStringToSign(String target, String signature) throws Exception {
        Headers added = Headers.of("x-amz-region-set", "us-east-1").and(Headers.of("x-amz-date", "20150830T123600Z"));
        TestRequest request = new TestRequest("GET", "https://example.amazonaws.com" + target);
        assertTrue(verifies(SUITE_KEY, stringToSign(request, added), signature));
        assertFalse(verifies(SUITE_KEY, stringToSign(request.with("x-amz-a", ""), added), signature));
    }

    @Test
    void theKeyIsDerivedFromTheAccessKeyAsAwsDerivesIt() throws Exception {
        Signer signer = Signer.of(folder, "service: service, region-set: us-east-1, session-token: '${literal:t}'");
        TestRequest request = new TestRequest("GET", "https://example.amazonaws.com/");
        Map<String, String> headers = signer.sign(request);
        String start = "AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/20150830/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date;x-amz-region-set;x-amz-security-token, Signature=";
        String authorization = headers.get("Authorization");
        assertTrue(authorization.startsWith(start), authorization);
        assertEquals("us-east-1", headers.get("x-amz-region-set"));
        String toSign = stringToSign(request, Headers.of("x-amz-region-set", "us-east-1").and(Headers.of("x-amz-date", "20150830T123600Z"))
                .and(Headers.of("x-amz-security-token", "t")));
        String signature = authorization.substring(start.length());
        assertTrue(verifies(SUITE_KEY, toSign, signature));
        for (int i = 0; i < toSign.length(); i++) {
            assertFalse(verifies(SUITE_KEY, toSign.substring(0, i) + (char) (toSign.charAt(i) ^ 1) + toSign.substring(i + 1), signature));
        }
    }

    /** The key pair of {@code key_derivation_tests.c}, which Go and IAM derive too. */
    @Test
    void anotherAccessKeyHasAnotherKey() throws Exception {
        Signer signer = new Signer(folder, "access-key-id: '${literal:AKISORANDOMAASORANDOM}', "
                + "secret-access-key: '${literal:q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom}', service: service, region-set: ['*']");
        TestRequest request = new TestRequest("GET", "https://example.amazonaws.com/");
        String signature = signer.signature(request);
        String toSign = stringToSign(request, Headers.of("x-amz-region-set", "*").and(Headers.of("x-amz-date", "20150830T123600Z")));
        assertTrue(verifies(publicKey("15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb",
                "0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0"), toSign, signature));
        assertFalse(verifies(SUITE_KEY, toSign, signature));
    }

    @Test
    void theRegionsAreSentInTheirOrder() throws Exception {
        Map<String, String> headers = Signer.of(folder, "service: s3, region-set: [us-*, eu-west-1]")
                .sign(new TestRequest("GET", "https://example.amazonaws.com/"));
        assertEquals("us-*,eu-west-1", headers.get("x-amz-region-set"));
        assertTrue(headers.get("Authorization").contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-region-set,"));
    }
}
