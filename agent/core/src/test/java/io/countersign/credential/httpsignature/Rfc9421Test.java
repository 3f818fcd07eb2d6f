package io.countersign.credential.httpsignature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.request.FixedMoments;
import io.countersign.request.Message;
import io.countersign.request.TestRequest;
import io.countersign.text.Octets;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * RFC 9421's own signatures, over our signature base: appendix B.2 but for B.2.4, which is of a response, B.3, B.4 and
 * section 4.3. Each is verified by the JCA, and refused over another base.
 */
class Rfc9421Test {
    /** Appendix B.1.1, its modulus. */
    private static final String RSA = "MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrwWEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3"
            + "MOEt8uA5txSKobBpKDeBLOsdJKFqMGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZgkne/YiktSvLG34lw2zqXBDTC5NHR"
            + "OUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0PuKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQPSXSfBDiUGhwOw76WuSS"
            + "sf1D4b/vLoJ10wIDAQAB";

    /** Appendix B.1.2. */
    private static final String RSA_PSS = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2G"
            + "XHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHqgDsznjPFmTOtCEcN2Z1FpWgc"
            + "hwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5WUtzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4aOT9v6d+nb4bnNkQ"
            + "VklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI2wIDAQAB";

    /** Appendix B.1.3. */
    private static final String EC_P256 =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==";

    /** Appendix B.1.4. */
    private static final String ED25519 = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";

    /** Appendix B.1.5. */
    static final String SHARED_SECRET = "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";

    /** The request of appendix B.2. */
    static TestRequest request() {
        return new TestRequest("POST", "https://example.com/foo?param=Value&Pet=dog").with("Host", "example.com")
                .with("Date", "Tue, 20 Apr 2021 02:07:55 GMT").with("Content-Type", "application/json").with("Content-Digest",
                        "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:")
                .with("Content-Length", "18").body("{\"hello\": \"world\"}");
    }

    private static SignatureBase covering(String... components) {
        List<Component> list = new ArrayList<>();
        for (String component : components) {
            list.add(new ComponentForm().parse(component));
        }
        return new SignatureBase(list);
    }

    private static String base(TestRequest request, SignatureBase base, String parameters) throws Exception {
        Octets octets = new Octets();
        base.write(new Message(request, new FixedMoments(0)), parameters, octets);
        return octets.takeText();
    }

    private interface Verifier {
        boolean verifies(byte[] message, byte[] signature) throws Exception;
    }

    private static void assertSigned(String base, String signature, Verifier verifier) throws Exception {
        byte[] bytes = Base64.getDecoder().decode(signature);
        assertTrue(verifier.verifies(base.getBytes(StandardCharsets.US_ASCII), bytes), base);
        assertFalse(verifier.verifies((base + '\n').getBytes(StandardCharsets.US_ASCII), bytes));
    }

    private static Verifier jca(String algorithm, PublicKey key) {
        return (message, bytes) -> {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            if (algorithm.equals("RSASSA-PSS")) {
                verifier.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
            }
            verifier.update(message);
            return verifier.verify(bytes);
        };
    }

    private static PublicKey key(String algorithm, String encoded) throws Exception {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(encoded)));
    }

    @Test
    void b21MinimalSignatureUsingRsaPssSha512() throws Exception {
        SignatureBase covered = covering();
        String parameters = new SignatureParameters(covered.covered, 0, "test-key-rsa-pss", null, null).at(1618884473, "b3k2pp5k7z-50gnwp.yemd");
        String base = base(request(), covered, parameters);
        assertEquals("\"@signature-params\": ();created=1618884473;keyid=\"test-key-rsa-pss\";nonce=\"b3k2pp5k7z-50gnwp.yemd\"", base);
        assertSigned(base, "d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG"
                + "52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HEL"
                + "jVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==",
                jca("RSASSA-PSS", key("RSA", RSA_PSS)));
    }

    @Test
    void b22SelectiveCoveredComponentsUsingRsaPssSha512() throws Exception {
        SignatureBase covered = covering("@authority", "content-digest", "@query-param;name=\"Pet\"");
        String parameters = new SignatureParameters(covered.covered, 0, "test-key-rsa-pss", null, "header-example").at(1618884473, null);
        String base = base(request(), covered, parameters);
        assertEquals("\"@authority\": example.com\n\"content-digest\": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BN"
                + "NyealdVLvRwEmTHWXvJwew==:\n\"@query-param\";name=\"Pet\": dog\n\"@signature-params\": (\"@authority\" \"content-digest\""
                + " \"@query-param\";name=\"Pet\");created=1618884473;keyid=\"test-key-rsa-pss\";tag=\"header-example\"", base);
        assertSigned(base, "LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT"
                + "8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcs"
                + "Ik4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==",
                jca("RSASSA-PSS", key("RSA", RSA_PSS)));
    }

    @Test
    void b23FullCoverageUsingRsaPssSha512() throws Exception {
        SignatureBase covered = covering("date", "@method", "@path", "@query", "@authority", "content-type", "content-digest", "content-length");
        String parameters = new SignatureParameters(covered.covered, 0, "test-key-rsa-pss", null, null).at(1618884473, null);
        String base = base(request(), covered, parameters);
        assertEquals("\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@query\": ?param=Value&Pet=dog\n"
                + "\"@authority\": example.com\n\"content-type\": application/json\n\"content-digest\": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2"
                + "UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:\n\"content-length\": 18\n\"@signature-params\": (\"date\""
                + " \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;"
                + "keyid=\"test-key-rsa-pss\"", base);
        assertSigned(base, "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fU"
                + "xN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvf"
                + "rs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==",
                jca("RSASSA-PSS", key("RSA", RSA_PSS)));
    }

    @Test
    void b25SigningARequestUsingHmacSha256() throws Exception {
        SignatureBase covered = covering("date", "@authority", "content-type");
        String parameters = new SignatureParameters(covered.covered, 0, "test-shared-secret", null, null).at(1618884473, null);
        String base = base(request(), covered, parameters);
        assertEquals("\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@authority\": example.com\n\"content-type\": application/json\n"
                + "\"@signature-params\": (\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"", base);
        assertSigned(base, "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=", (message, bytes) -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(SHARED_SECRET), "HmacSHA256"));
            return MessageDigest.isEqual(mac.doFinal(message), bytes);
        });
    }

    @Test
    void b26SigningARequestUsingEd25519() throws Exception {
        SignatureBase covered = covering("date", "@method", "@path", "@authority", "content-type", "content-length");
        String parameters = new SignatureParameters(covered.covered, 0, "test-key-ed25519", null, null).at(1618884473, null);
        String base = base(request(), covered, parameters);
        assertEquals("\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@authority\": example.com\n"
                + "\"content-type\": application/json\n\"content-length\": 18\n\"@signature-params\": (\"date\" \"@method\" \"@path\""
                + " \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"", base);
        assertSigned(base, "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
                jca("Ed25519", key("Ed25519", ED25519)));
    }

    @Test
    void b3TlsTerminatingProxies() throws Exception {
        TestRequest request = new TestRequest("POST", "https://service.internal.example/foo?param=Value&Pet=dog").with("Client-Cert",
                ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAe"
                        + "Fw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWa"
                        + "lRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCP"
                        + "ct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0"
                        + "gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:");
        SignatureBase covered = covering("@path", "@query", "@method", "@authority", "client-cert");
        String parameters = new SignatureParameters(covered.covered, 0, "test-key-ecc-p256", null, null).at(1618884473, null);
        assertSigned(base(request, covered, parameters),
                "xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==",
                jca("SHA256withECDSAinP1363Format", key("EC", EC_P256)));
    }

    /** What an intermediary may do to a request that is signed so, and what it may not. */
    @Test
    void b4HttpMessageTransformations() throws Exception {
        SignatureBase covered = covering("@method", "@path", "@authority", "accept");
        String parameters = new SignatureParameters(covered.covered, 0, "test-key-ed25519", null, null).at(1618884473, null);
        String signature = "ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==";
        List<TestRequest> same = Arrays.asList(
                new TestRequest("GET", "https://example.org/demo?name1=Value1&Name2=value2").with("Accept", "application/json").with("Accept", "*/*"),
                new TestRequest("GET", "https://example.org/demo?name1=Value1&Name2=value2&param=added").with("Accept", "application/json, */*")
                        .with("Accept-Language", "en-US,en;q=0.5"),
                new TestRequest("GET", "https://example.org/demo?name1=Value1&Name2=value2").with("Host", "EXAMPLE.org:443")
                        .with("Accept", "  application/json").with("Accept", "*/*  "));
        for (TestRequest each : same) {
            assertSigned(base(each, covered, parameters), signature, jca("Ed25519", key("Ed25519", ED25519)));
        }
        List<TestRequest> others = Arrays.asList(
                new TestRequest("POST", "https://example.com/demo?name1=Value1&Name2=value2").with("Accept", "application/json").with("Accept", "*/*"),
                new TestRequest("GET", "https://example.org/demo?name1=Value1&Name2=value2").with("Accept", "*/*").with("Accept", "application/json"));
        for (TestRequest each : others) {
            byte[] base = base(each, covered, parameters).getBytes(StandardCharsets.US_ASCII);
            assertFalse(jca("Ed25519", key("Ed25519", ED25519)).verifies(base, Base64.getDecoder().decode(signature)));
        }
    }

    /** The proxy's signature, whose parameters stand in another order than ours. */
    @Test
    void section43MultipleSignatures() throws Exception {
        TestRequest request = new TestRequest("POST", "https://origin.host.internal.example/foo?param=Value&Pet=dog")
                .with("Content-Type", "application/json").with("Content-Length", "18").with("Forwarded", "for=192.0.2.123;host=example.com;proto=https")
                .with("Content-Digest", "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:");
        SignatureBase covered = covering("@method", "@authority", "@path", "content-digest", "content-type", "content-length", "forwarded");
        byte[] der = Base64.getDecoder().decode(RSA);
        PublicKey key = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(new BigInteger(1, Arrays.copyOfRange(der, 9, 9 + 256)), BigInteger.valueOf(65537)));
        assertSigned(base(request, covered, covered.covered + ";created=1618884480;keyid=\"test-key-rsa\";alg=\"rsa-v1_5-sha256\";expires=1618884540"),
                "S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ1"
                        + "0KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtfl"
                        + "zvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g==",
                jca("SHA256withRSA", key));
    }

    @Test
    void theParametersStandInOneOrder() {
        assertEquals("(\"@path\");created=10;expires=70;keyid=\"a\\\"b\\\\c\";alg=\"ed25519\";nonce=\"n\";tag=\"t t\"",
                new SignatureParameters("(\"@path\")", 60, "a\"b\\c", "ed25519", "t t").at(10, "n"));
    }
}
