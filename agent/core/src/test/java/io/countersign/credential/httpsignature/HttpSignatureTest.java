package io.countersign.credential.httpsignature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.engine.Engine;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.BodySigning;
import io.countersign.request.FixedMoments;
import io.countersign.request.Headers;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The type as a policy writes it, and what comes out on a request. */
class HttpSignatureTest {
    private static final long CREATED = 1618884473;
    private static final String SECRET = "algorithm: hmac-sha256, key: '${literal:" + Rfc9421Test.SHARED_SECRET
            + "}', key-encoding: base64, key-id: test-shared-secret";

    @TempDir
    Path folder;
    private final FixedMoments moments = new FixedMoments(CREATED * 1000 + 999);
    private PolicyFolder policies;

    /** Credentials a, b, c … of these fields on one rule for every host. */
    private Engine engine(String settings, String... credentials) throws Exception {
        if (policies == null) {
            policies = new PolicyFolder(folder);
        }
        List<String> lines = new ArrayList<>(Arrays.asList("version: 1", "credentials:"));
        List<String> names = new ArrayList<>();
        for (String fields : credentials) {
            names.add(String.valueOf((char) ('a' + names.size())));
            lines.add("  " + names.get(names.size() - 1) + ": {type: http-signature, " + fields + "}");
        }
        lines.add("rules: [{host: '*', credentials: " + names + settings + "}]");
        return new Engine(policies.policy(lines.toArray(new String[0])), moments);
    }

    private static String value(Headers headers, String name) {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equals(name)) {
                return headers.value(i);
            }
        }
        return null;
    }

    /** RFC 9421, appendix B.2.5. */
    @Test
    void aSharedSecretSignsAsTheRfcDoes() throws Exception {
        Headers headers = engine("", SECRET + ", label: sig-b25, components: [date, '@authority', content-type]").sign(Rfc9421Test.request());
        assertEquals("[Signature-Input, Signature]", headers.toString());
        assertEquals("sig-b25=(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"",
                value(headers, "Signature-Input"));
        assertEquals("sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:", value(headers, "Signature"));
    }

    /** RFC 9421, appendix B.2.6, with the key of B.1.4. */
    @Test
    void ed25519SignsAsTheRfcDoes() throws Exception {
        policies = new PolicyFolder(folder);
        policies.write("ed.pem", "-----BEGIN PRIVATE KEY-----", "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF",
                "-----END PRIVATE KEY-----");
        Headers headers = engine("", "algorithm: ed25519, key: '${file:ed.pem}', key-id: test-key-ed25519, label: sig-b26,"
                + " components: [date, '@method', '@path', '@authority', content-type, content-length]").sign(Rfc9421Test.request());
        assertEquals("sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;"
                + "keyid=\"test-key-ed25519\"", value(headers, "Signature-Input"));
        assertEquals("sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
                value(headers, "Signature"));
    }

    @Test
    void parametersAreSentWhereTheyAreAskedFor() throws Exception {
        assertEquals("sig1=(\"@method\");created=1618884473;expires=1618884773;keyid=\"test-shared-secret\";alg=\"hmac-sha256\";"
                + "nonce=\"01010101010101010101010101010101\";tag=\"a \\\"b\\\"\"", value(engine("", SECRET
                        + ", components: '@method', expires: 5m, nonce: true, send-algorithm: true, tag: 'a \"b\"'")
                                .sign(new TestRequest("GET", "https://a/")), "Signature-Input"));
    }

    @Test
    void severalSignaturesShareTheHeadersAndALaterOneCoversAnEarlier() throws Exception {
        Headers headers = engine("", SECRET + ", components: '@method'", SECRET
                + ", label: sig2, components: ['signature;key=\"sig1\"', 'signature-input;key=\"sig1\"', '@path']")
                        .sign(new TestRequest("GET", "https://a/"));
        assertEquals(2, headers.size());
        assertTrue(value(headers, "Signature-Input").startsWith("sig1=(\"@method\");created=1618884473;keyid=\"test-shared-secret\", "
                + "sig2=(\"signature\";key=\"sig1\" \"signature-input\";key=\"sig1\" \"@path\");created="), value(headers, "Signature-Input"));
        ReceivedRequest received = received(new TestRequest("GET", "https://a/"), headers);
        assertTrue(received.holds("sig1", CREATED, secret()));
        assertTrue(received.holds("sig2", CREATED, secret()));
        received.fields.replaceAll(field -> field[0].equals("Signature-Input")
                ? new String[] {field[0], field[1].replaceFirst("1618884473", "1618884474")} : field);
        assertFalse(received.holds("sig1", CREATED, secret()));
        assertFalse(received.holds("sig2", CREATED, secret()));
    }

    @Test
    void aDigestOfTheBodyIsMadeWhereItIsCoveredAndNotThere() throws Exception {
        String digest = SECRET + ", components: ['@method', content-digest]";
        Headers headers = engine("", digest).sign(new TestRequest("POST", "https://a/").body("{\"hello\": \"world\"}"));
        // As openssl dgst computes it.
        assertEquals("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:", value(headers, "Content-Digest"));
        String ofNothing = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
        assertEquals(ofNothing, value(engine("", digest).sign(new TestRequest("GET", "https://a/")), "Content-Digest"));
        assertEquals(ofNothing, value(engine("", digest).sign(new TestRequest("POST", "https://a/").body("")), "Content-Digest"));
        assertEquals(ofNothing, value(engine("", SECRET + ", components: ['content-digest;key=\"sha-256\"']")
                .sign(new TestRequest("GET", "https://a/")), "Content-Digest"));
    }

    @Test
    void twoSignaturesCoverOneDigest() throws Exception {
        Headers headers = engine("", SECRET + ", components: content-digest", SECRET + ", label: sig2, components: content-digest")
                .sign(new TestRequest("POST", "https://a/").body("x"));
        assertEquals(3, headers.size());
        ReceivedRequest received = received(new TestRequest("POST", "https://a/").body("x"), headers);
        assertTrue(received.holds("sig1", CREATED, secret()) && received.holds("sig2", CREATED, secret()));
    }

    /** One that the application has set is covered as it is, and then the body is not read, nor where nothing covers it. */
    @Test
    void theBodyIsReadForADigestAlone() throws Exception {
        TestRequest unread = new TestRequest("POST", "https://a/") {
            @Override
            public boolean readBody(BodySigning signing) throws IOException {
                throw new IOException("read");
            }
        }.with("Content-Type", "text/plain").body("x");
        assertEquals(2, engine("", SECRET + ", components: ['@method', content-type, content-length]").sign(unread).size());
        assertThrows(IOException.class, () -> engine("", SECRET + ", components: content-digest").sign(unread));
        Headers headers = engine("", SECRET + ", components: content-digest").sign(unread.with("Content-Digest", "sha-512=:AA==:"));
        assertEquals("[Signature-Input, Signature]", headers.toString());
    }

    @Test
    void theApplicationsOwnSignatureIsKeptReplacedOrRefusedAsTheRuleSays() throws Exception {
        String fields = SECRET + ", components: '@method'";
        TestRequest request = new TestRequest("GET", "https://a/").with("Signature", "own=:AA==:").with("Signature-Input", "own=()");
        assertNull(engine("", fields).sign(request));
        assertTrue(value(engine(", existing: replace", fields).sign(request), "Signature").startsWith("sig1=:"));
        assertFalse(value(engine(", existing: replace", fields).sign(request), "Signature-Input").contains("own"));
        assertThrows(IOException.class, () -> engine(", existing: refuse", fields).sign(request));
    }

    @Test
    void aComponentThatIsNotThereRefusesTheRequestAndIsNamed() throws Exception {
        Engine engine = engine("", SECRET + ", components: ['@method', x-batch]");
        String message = assertThrows(IOException.class, () -> engine.sign(new TestRequest("GET", "https://a/"))).getMessage();
        assertTrue(message.endsWith(", credential 'a': component \"x-batch\" is to be signed, and the request does not have that header"
                + " when it is signed"), message);
        assertNull(engine(", on-failure: send-unsigned", SECRET + ", components: x-batch").sign(new TestRequest("GET", "https://a/")));
    }

    @Test
    void aKeyThatIsNotThereYetIsLookedForAgain() throws Exception {
        Engine engine = engine("", "algorithm: hmac-sha256, key: '${file:key}', key-id: k, components: '@method'");
        assertThrows(IOException.class, () -> engine.sign(new TestRequest("GET", "https://a/")));
        policies.write("key", "canary-canary-canary-canary-canary");
        policies.secrets.poll();
        String first = value(engine.sign(new TestRequest("GET", "https://a/")), "Signature");
        policies.write("key", "another-canary-another-canary-another");
        policies.secrets.poll();
        assertFalse(first.equals(value(engine.sign(new TestRequest("GET", "https://a/")), "Signature")));
        policies.write("key", "canary");
        policies.secrets.poll();
        String message = assertThrows(IOException.class, () -> engine.sign(new TestRequest("GET", "https://a/"))).getMessage();
        assertFalse(message.contains("canary"), message);
    }

    private void says(String expected, String... credentials) {
        List<String> mistakes = assertThrows(PolicyException.class, () -> engine("", credentials)).mistakes();
        assertEquals(expected, mistakes.get(0).substring(mistakes.get(0).indexOf(": ") + 2));
    }

    @Test
    void fieldsThatMakeNoSignatureAreAMistake() {
        says("'components' is empty, so that the signature would hold for any request", SECRET + ", components: []");
        says("'components' has \"@method\" twice", SECRET + ", components: ['@method', date, '@method']");
        says("'components' has \"a\";key=\"b\";sf twice", SECRET + ", components: ['a;sf;key=\"b\"', 'a;key=\"b\";sf']");
        says("'components' has 'Date'; header names are in lower case here: 'date'", SECRET + ", components: [Date]");
        says("'components' has \"signature\", which this signature changes itself; one before it is covered as in signature;key=\"sig0\"",
                SECRET + ", components: [signature]");
        says("'components' has \"signature-input\";key=\"sig1\", which is this signature itself",
                SECRET + ", components: ['signature-input;key=\"sig1\"']");
        says("'label' is 'Sig'; a label has lower-case letters, digits, '_', '-', '.' and '*', and begins with a letter or '*'",
                SECRET + ", label: Sig, components: date");
        says("'expires' is 1500ms; it is counted in whole seconds", SECRET + ", expires: 1500ms, components: date");
        says("'tag' has a character that is not plain ASCII (at place 2), which a parameter of a signature cannot carry",
                SECRET + ", tag: u\u00fc, components: date");
        says("'algorithm' is 'hmac-sha-256'; did you mean 'hmac-sha256'?", SECRET.replace("hmac-sha256", "hmac-sha-256") + ", components: date");
        says("credential 'a' of type http-signature has no 'components'", SECRET);
    }

    @Test
    void aLabelStandsOnceOnARuleBetweenWhicheverSignatures() {
        String first = SECRET + ", components: '@method'";
        String second = SECRET + ", label: sig2, components: '@method'";
        says("credentials 'a' and 'b' would both write header Signature-Input; they share it if each has another 'label'", first, first);
        says("credentials 'a' and 'c' would both write header Signature-Input; they share it if each has another 'label'", first, second, first);
    }

    private static ReceivedRequest.Verifier secret() {
        return (message, bytes) -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(Rfc9421Test.SHARED_SECRET), "HmacSHA256"));
            return MessageDigest.isEqual(mac.doFinal(message), bytes);
        };
    }

    private static ReceivedRequest.Verifier publicKey(String algorithm, PublicKey key) {
        return (message, bytes) -> {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            if (algorithm.equals("RSASSA-PSS")) {
                verifier.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
            }
            verifier.update(message);
            try {
                return verifier.verify(bytes);
            } catch (java.security.SignatureException e) {
                return false; // Of another length than the key's.
            }
        };
    }

    private static ReceivedRequest received(TestRequest request, Headers headers) {
        ReceivedRequest received = new ReceivedRequest();
        received.method = request.method();
        received.host = request.host();
        received.path = request.rawPath();
        received.query = request.rawQuery();
        for (int i = 0; i < request.fields().length; i += 2) {
            received.fields.add(new String[] {request.fields()[i], request.fields()[i + 1]});
        }
        received.put(headers);
        if (request.hasBody()) {
            received.body = BODY.getBytes(StandardCharsets.UTF_8);
        }
        return received;
    }

    private static final String BODY = "x";

    private interface Change {
        void on(ReceivedRequest received) throws Exception;
    }

    private static final Change[] CHANGES = {
        r -> r.method += "X", r -> r.scheme = "http", r -> r.host = "z" + r.host, r -> r.path += "/", r -> r.query = r.query == null ? "" : null,
        r -> r.query = (r.query == null ? "" : r.query) + "&z=1", r -> r.query = "id=2",
        r -> r.fields.replaceAll(f -> f[0].equals("X-Batch") ? new String[] {f[0], f[1] + "7"} : f),
        r -> r.fields.removeIf(f -> f[0].equals("X-Batch")), r -> r.fields.add(new String[] {"x-batch", "again"}),
        r -> r.fields.replaceAll(f -> f[0].equals("Priority") ? new String[] {f[0], "u=7"} : f), r -> r.body = new byte[] {1},
        r -> r.fields.replaceAll(f -> f[0].equals("Signature-Input") ? new String[] {f[0], f[1].replace("created=1", "created=2")} : f),
        r -> r.fields.replaceAll(f -> f[0].equals("Signature-Input") ? new String[] {f[0], f[1].replace("expires=1", "expires=2")} : f),
        r -> r.fields.replaceAll(f -> f[0].equals("Signature-Input") ? new String[] {f[0], f[1].replace("keyid=\"", "keyid=\"x")} : f)};

    @ParameterizedTest
    @ValueSource(strings = {"hmac-sha256", "ed25519", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "rsa-pss-sha512", "rsa-v1_5-sha256"})
    void whatIsSignedHoldsAndHoldsForNothingElse(String algorithm) throws Exception {
        ReceivedRequest.Verifier right = secret();
        ReceivedRequest.Verifier wrong = (message, bytes) -> false;
        policies = new PolicyFolder(folder);
        String fields = SECRET;
        if (!algorithm.equals("hmac-sha256")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(
                    algorithm.startsWith("rsa") ? "RSA" : algorithm.startsWith("ec") ? "EC" : "Ed25519");
            if (algorithm.startsWith("rsa")) {
                generator.initialize(2048);
            } else if (algorithm.startsWith("ec")) {
                generator.initialize(new ECGenParameterSpec(algorithm.contains("384") ? "secp384r1" : "secp256r1"));
            }
            KeyPair pair = generator.generateKeyPair();
            String jca = algorithm.startsWith("rsa-pss") ? "RSASSA-PSS" : algorithm.startsWith("rsa") ? "SHA256withRSA"
                    : algorithm.startsWith("ec") ? "SHA" + (algorithm.contains("384") ? 384 : 256) + "withECDSAinP1363Format" : "Ed25519";
            right = publicKey(jca, pair.getPublic());
            wrong = publicKey(jca, generator.generateKeyPair().getPublic());
            policies.write("key.pem", "-----BEGIN PRIVATE KEY-----", Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(pair.getPrivate().getEncoded()), "-----END PRIVATE KEY-----");
            fields = "algorithm: " + algorithm + ", key: '${file:key.pem}', key-id: k";
        }
        Engine engine = engine("", fields + ", expires: 1m, components: ['@method', '@target-uri', '@authority', '@scheme', '@request-target',"
                + " '@path', '@query', '@query-param;name=\"id\"', x-batch, 'priority;key=\"u\"', 'content-digest', date]");
        Random random = new Random(9421);
        for (int i = algorithm.equals("hmac-sha256") ? 300 : 8; i > 0; i--) {
            TestRequest request = randomRequest(random);
            Headers headers = engine.sign(request);
            assertTrue(received(request, headers).holds("sig1", CREATED + 60, right));
            assertFalse(received(request, headers).holds("sig1", CREATED + 61, right));
            assertFalse(received(request, headers).holds("sig1", CREATED, wrong));
            for (int c = 0; c < CHANGES.length; c++) {
                ReceivedRequest changed = received(request, headers);
                CHANGES[c].on(changed);
                assertFalse(changed.holds("sig1", CREATED, right), "change " + c);
            }
        }
    }

    private static TestRequest randomRequest(Random random) {
        StringBuilder uri = new StringBuilder("https://h").append(random.nextInt(99)).append(".example");
        String[] segments = {"", "a", "%2F", "~x", "%C3%A4", ".", "b;c=d", "@:!$&'()*+,="};
        for (int i = random.nextInt(4); i >= 0; i--) {
            uri.append('/').append(segments[random.nextInt(segments.length)]);
        }
        uri.append(random.nextBoolean() ? "?id=1" : "?x=%20+%2B&id=1&y&&z=a=b");
        TestRequest request = new TestRequest(random.nextBoolean() ? "POST" : "GET", uri.toString()).with("X-Batch", "b" + random.nextInt())
                .with("Date", "Tue, 20 Apr 2021 02:07:55 GMT").with("Priority", random.nextBoolean() ? "u=1" : "i,  u=2;x , a=(b  c)");
        if (random.nextBoolean()) {
            request.with("x-batch", "  second  ");
        }
        return random.nextBoolean() ? request.body(BODY) : request;
    }
}
