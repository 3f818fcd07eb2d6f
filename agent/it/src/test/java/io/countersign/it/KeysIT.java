package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.it.probe.Greeting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** That the packed agent has what it takes to sign with every kind of key, on every Java, and loads it for such keys alone. */
class KeysIT extends Fixture {
    private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private final List<String> credentials = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();
    private final List<PublicKey> publicKeys = new ArrayList<>();
    private final List<String> algorithms = new ArrayList<>();

    @Override
    String caller() {
        return "UrlConnectionCaller";
    }

    private void add(String algorithm, PublicKey publicKey, String key) throws IOException {
        int number = algorithms.size();
        Files.writeString(folder.resolve("key" + number), key);
        credentials.add("  jwt" + number + ": {type: jwt, algorithm: " + algorithm + ", key: '${file:key" + number
                + "}', key-password: '${literal:sesame}', claims: {iss: it}}");
        rules.add("  - {host: 127.0.0.1, paths: [/jwt/" + number + "], credentials: [jwt" + number + "]}");
        publicKeys.add(publicKey);
        algorithms.add(algorithm);
    }

    private Path policy() throws IOException {
        List<String> lines = new ArrayList<>(Collections.singletonList("version: 1"));
        lines.add("credentials:");
        lines.addAll(credentials);
        lines.add("rules:");
        lines.addAll(rules);
        return Files.write(folder.resolve("keys.yaml"), lines);
    }

    private static KeyPair pair(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.startsWith("secp") ? "EC" : algorithm);
        if (algorithm.startsWith("secp")) {
            generator.initialize(new ECGenParameterSpec(algorithm));
        } else if (algorithm.equals("RSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static String pem(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private static String encrypted(KeyPair pair, String scheme) throws Exception {
        Cipher cipher = Cipher.getInstance(scheme);
        cipher.init(Cipher.ENCRYPT_MODE, SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec("sesame".toCharArray())));
        byte[] encrypted = cipher.doFinal(pair.getPrivate().getEncoded());
        return pem("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(cipher.getParameters(), encrypted).getEncoded());
    }

    /** Every algorithm once, and every form of a key once; those that OpenSSL alone writes where it is. */
    private void addEveryKind() throws Exception {
        KeyPair rsa = pair("RSA");
        KeyPair ec = pair("secp256r1");
        KeyPair ed = pair("Ed25519");
        for (String algorithm : new String[] {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}) {
            add(algorithm, rsa.getPublic(), pem(rsa));
        }
        add("ES256", ec.getPublic(), pem(ec));
        KeyPair p384 = pair("secp384r1");
        add("ES384", p384.getPublic(), pem(p384));
        KeyPair p521 = pair("secp521r1");
        add("ES512", p521.getPublic(), pem(p521));
        add("EdDSA", ed.getPublic(), pem(ed));
        byte[] seed = Arrays.copyOfRange(ed.getPrivate().getEncoded(), 16, 48);
        add("EdDSA", ed.getPublic(), "{\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"d\": \""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(seed) + "\"}");
        for (String algorithm : new String[] {"HS256", "HS384", "HS512"}) {
            add(algorithm, null, SECRET);
        }
        add("ES256", ec.getPublic(), encrypted(ec, "PBEWithMD5AndDES"));
        add("ES256", ec.getPublic(), encrypted(ec, "PBEWithSHA1AndDESede"));
    }

    private void addThoseOfOpenSsl() throws Exception {
        KeyPair rsa = pair("RSA");
        KeyPair ec = pair("secp256r1");
        Files.writeString(folder.resolve("rsa"), pem(rsa));
        Files.writeString(folder.resolve("ec"), pem(ec));
        add("RS256", rsa.getPublic(), openssl("rsa -in rsa -traditional"));
        add("RS256", rsa.getPublic(), openssl("rsa -in rsa -traditional -aes256 -passout pass:sesame"));
        add("ES256", ec.getPublic(), openssl("ec -in ec"));
        add("ES256", ec.getPublic(), openssl("ec -in ec -des3 -passout pass:sesame"));
        add("ES256", ec.getPublic(), openssl("pkcs8 -topk8 -in ec -passout pass:sesame"));
        add("ES256", ec.getPublic(), openssl("pkcs8 -topk8 -in ec -v2 des3 -v2prf hmacWithSHA512 -passout pass:sesame"));
        add("ES256", ec.getPublic(), openssl("pkcs8 -topk8 -in ec -scrypt -passout pass:sesame"));
    }

    private String openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(Collections.singletonList("openssl"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        Process openssl = new ProcessBuilder(command).directory(folder.toFile()).redirectError(folder.resolve("openssl").toFile()).start();
        String key = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(0, openssl.waitFor(), () -> arguments);
        return key;
    }

    private boolean hasOpenSsl() throws InterruptedException {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void assertEveryKeySigns() throws Exception {
        with(List.of(Application.agent(policy())));
        for (int i = 0; i < algorithms.size(); i++) {
            String answer = application.call("GET " + guarded.url("/jwt/" + i));
            assertTrue(answer.startsWith("200"), algorithms.get(i) + ": " + answer + application.errors());
            List<String> values = Recorder.values(guarded.heads.get(i), "Authorization");
            assertEquals(1, values.size(), guarded.heads.get(i));
            String token = values.get(0).substring("Bearer ".length());
            assertTrue(verifies(algorithms.get(i), publicKeys.get(i), token), algorithms.get(i) + " " + i);
            assertFalse(verifies(algorithms.get(i), publicKeys.get(i), "f" + token.substring(1)), algorithms.get(i));
        }
    }

    private static boolean verifies(String algorithm, PublicKey key, String token) throws Exception {
        byte[] input = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        String bits = algorithm.substring(2);
        if (algorithm.startsWith("HS")) {
            Mac mac = Mac.getInstance("HmacSHA" + bits);
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.US_ASCII), "Hmac"));
            return Arrays.equals(mac.doFinal(input), signature);
        }
        Signature verifier = Signature.getInstance(algorithm.equals("EdDSA") ? "Ed25519" : algorithm.startsWith("PS") ? "RSASSA-PSS"
                : "SHA" + bits + (algorithm.startsWith("RS") ? "withRSA" : "withECDSAinP1363Format"));
        if (algorithm.startsWith("PS")) {
            verifier.setParameter(new PSSParameterSpec("SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / 8, 1));
        }
        verifier.initVerify(key);
        verifier.update(input);
        return verifier.verify(signature);
    }

    @Test
    void everyKindOfKeySigns() throws Exception {
        addEveryKind();
        assertEveryKeySigns();
    }

    @Test
    void everyKindOfKeyThatOpenSslWritesSigns() throws Exception {
        Assumptions.assumeTrue(hasOpenSsl(), "there is no openssl");
        addThoseOfOpenSsl();
        assertEveryKeySigns();
    }

    /** The classes that a program has loaded when it ends, which does nothing but print a line. */
    private String loaded() throws Exception {
        Path out = folder.resolve("classes");
        Process java = new ProcessBuilder(Application.JAVA_HOME + "/bin/java", "-verbose:class", Application.agent(policy()), "-cp",
                System.getProperty("countersign.it.probe"), Greeting.class.getName()).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertEquals(0, java.waitFor(), () -> out.toString());
        return Files.readString(out);
    }

    @Test
    void theLibraryForKeysIsLoadedForKeysInPemAlone() throws Exception {
        add("HS256", null, SECRET);
        String loaded = loaded();
        assertTrue(loaded.contains("io.countersign.key.SigningKey "), loaded);
        assertFalse(loaded.contains("org.bouncycastle."), loaded);
        add("ES256", null, pem(pair("secp256r1")));
        assertTrue(loaded().contains("org.bouncycastle.asn1."));
    }

    /** An application server sets java.util.logging up itself, and cannot once something else has. */
    @Test
    void aKeyOfAnyKindLeavesLoggingToTheApplication() throws Exception {
        addEveryKind();
        if (hasOpenSsl()) {
            addThoseOfOpenSsl();
        }
        String loaded = loaded();
        assertTrue(loaded.contains("org.bouncycastle.math.ec.rfc8032.Ed25519"));
        assertFalse(loaded.contains("java.util.logging.Log"), () -> Arrays.stream(loaded.split("\n"))
                .filter(line -> line.contains("java.util.logging")).findFirst().orElse(""));
    }

    /** What Nimbus uses where it is there: Tink for Ed25519 and X25519, BouncyCastle for certificates and keys in PEM. The agent has both of its own. */
    private static boolean isOptional(String line) {
        return line.trim().startsWith("com.nimbusds.jose.")
                && (line.contains(" com.google.crypto.tink.") || line.contains(" org.bouncycastle.cert.") || line.contains(" org.bouncycastle.openssl.")
                || line.contains(" org.bouncycastle.asn1.x509.SubjectPublicKeyInfo "));
    }

    /** What the JDK's own tool finds missing. What is not there would be missed at the one key that needs it. */
    @Test
    void noClassThatTheAgentRefersToIsMissingFromItsJar() throws Exception {
        Path classes = folder.resolve("jar");
        try (JarFile jar = new JarFile(System.getProperty("countersign.it.agent"))) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().startsWith("countersign/") && entry.getName().endsWith(".classdata")) {
                    Path file = classes.resolve(entry.getName().replace("countersign/", "").replace(".classdata", ".class"));
                    Files.createDirectories(file.getParent());
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintStream(said), new PrintStream(said), "--missing-deps", classes.toString());
        assertEquals("", said.toString().lines().filter(line -> line.contains(" -> ") && !line.contains("jar -> ")).filter(line -> !isOptional(line))
                .collect(Collectors.joining("\n")));
        // The tool does find what is missing.
        Files.delete(classes.resolve("org/bouncycastle/crypto/CryptoServicesRegistrar.class"));
        ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintStream(said), new PrintStream(said), "--missing-deps", classes.toString());
        assertTrue(said.toString().contains("org.bouncycastle.crypto.CryptoServicesRegistrar"), said.toString());
    }
}
