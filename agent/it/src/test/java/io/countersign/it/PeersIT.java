package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the agent signs, judged by verifiers that we did not write: the vendors' own for webhooks, {@code jose} over a JWKS,
 * {@code http-message-signatures} and {@code http-message-sig} for RFC 9421. Each also sees what was changed on the way, what comes too late and what another key has
 * signed, and refuses.
 */
class PeersIT extends Fixture {
    /** What is signed for 127.0.0.1 has these secrets, which the verifiers know; for 127.0.0.2 others. */
    private static final Map<String, String> SECRETS = Map.of("github", "Its-a-Secret-to-Everybody", "stripe", "whsec_canary",
            "slack", "8f742231b10e8888abcd99yyyzzz85a5", "standard-webhooks", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "http-signature", "a-secret-of-at-least-32-characters-1", "jwt", "another-secret-of-at-least-64-characters-that-is-for-hs512-as-well");

    private static final Map<String, Consumer<Tamperer>> TAMPERED = Map.of(
            "method", tamperer -> tamperer.request = head -> head.replaceFirst("^POST", "PUT"),
            "path", tamperer -> tamperer.request = head -> head.replaceFirst("[?]", "/more?"),
            "query", tamperer -> tamperer.request = head -> head.replaceFirst(" HTTP/", "&more=1 HTTP/"),
            "header", tamperer -> tamperer.request = head -> head.replaceFirst("X-Covered: covered", "X-Covered: other"),
            "body", tamperer -> tamperer.changesBody = true,
            "time", tamperer -> tamperer.request = head -> head.replaceFirst("\r\n", "\r\nX-Judged-Later: 7200000\r\n"));

    private final Map<String, String> publicKeys = new LinkedHashMap<>();
    private Verifiers verifiers;
    private Tamperer right;
    private Tamperer wrong;

    @Override
    String caller() {
        return "UrlConnectionCaller";
    }

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Verifiers.areThere(), "no node_modules in " + Verifiers.FOLDER + ", which npm ci puts there");
        key("rsa-pss-sha512", "RSASSA-PSS", null);
        key("rsa-v1_5-sha256", "RSA", null);
        key("ecdsa-p256-sha256", "EC", "secp256r1");
        key("ecdsa-p384-sha384", "EC", "secp384r1");
        key("ed25519", "Ed25519", null);
        key("rs256", "RSA", null);
        key("ps384", "RSA", null);
        key("es256", "EC", "secp256r1");
        key("es384", "EC", "secp384r1");
        key("es512", "EC", "secp521r1");
        key("eddsa", "Ed25519", null);
        verifiers = new Verifiers(SECRETS, publicKeys, folder.resolve("verifiers"));
        right = new Tamperer("127.0.0.1", verifiers.port);
        wrong = new Tamperer("127.0.0.2", verifiers.port);
    }

    @AfterEach
    void end() {
        if (verifiers != null) {
            right.close();
            wrong.close();
            verifiers.close();
        }
    }

    /** A key of that name for 127.0.0.1, whose public part the verifiers know, and another for 127.0.0.2. */
    private void key(String name, String algorithm, String curve) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (curve != null) {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        KeyPair pair = generator.generateKeyPair();
        publicKeys.put(name, pem("PUBLIC KEY", pair.getPublic()));
        Files.writeString(folder.resolve("right-" + name + ".pem"), pem("PRIVATE KEY", pair.getPrivate()));
        Files.writeString(folder.resolve("wrong-" + name + ".pem"), pem("PRIVATE KEY", generator.generateKeyPair().getPrivate()));
    }

    private static String pem(String label, Key key) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END " + label + "-----\n";
    }

    /** @param secretOf the reference that stands for a secret or key by its name; which is another for the wrong ones */
    private static String credential(String verifier, Map<String, String> secretOf, String side) {
        String[] words = verifier.split("/");
        String name = words[words.length - 1];
        String key = name.startsWith("hmac") || name.startsWith("hs") ? "'${literal:" + secretOf.get(words[0]) + "}'"
                : "'${file:" + side + "-" + name + ".pem}'";
        switch (words[0]) {
            case "http-signature":
                return "{type: http-signature, algorithm: " + name + ", key: " + key + ", key-id: " + name + ", expires: 5m,"
                        + " components: ['@method', '@target-uri', '@query', content-digest, x-covered]}";
            case "jwt":
                return "{type: jwt, algorithm: " + (name.equals("eddsa") ? "EdDSA" : name.toUpperCase()) + ", key: " + key
                        + ", key-id: " + name + ", claims: {iss: batch, aud: peers, sub: '1'}}";
            default:
                return "{type: hmac, preset: " + name + ", secret: '${literal:" + secretOf.get(name) + "}'}";
        }
    }

    private void policyFor(String verifier) throws IOException {
        Map<String, String> others = Map.of(verifier.split("/")[0], "whsec_" + Base64.getEncoder().encodeToString(
                "another secret, as long as any of them has to be, and longer still".getBytes(StandardCharsets.UTF_8)));
        Path policy = folder.resolve("peers.yaml");
        Files.writeString(policy, "version: 1\ncredentials:\n"
                + "  right: " + credential(verifier, SECRETS, "right") + "\n"
                + "  wrong: " + credential(verifier, others, "wrong") + "\n"
                + "rules:\n"
                + "  - {host: 127.0.0.1, credentials: [right]}\n"
                + "  - {host: 127.0.0.2, credentials: [wrong]}\n");
        with(List.of(Application.agent(policy)));
    }

    /** Each verifier and, behind it, what its signature covers. */
    static Stream<List<String>> verifiers() {
        Stream<List<String>> webhooks = Stream.of(List.of("github", "body"), List.of("stripe", "body", "time"),
                List.of("slack", "body", "time"), List.of("standard-webhooks", "body", "time"));
        Stream<List<String>> signatures = Stream.of("hmac-sha256", "rsa-pss-sha512", "rsa-v1_5-sha256", "ecdsa-p256-sha256",
                "ecdsa-p384-sha384", "ed25519")
                .map(algorithm -> List.of("http-signature/" + algorithm, "method", "path", "query", "header", "body", "time"));
        Stream<List<String>> tokens = Stream.of("hs256", "hs384", "hs512", "rs256", "ps384", "es256", "es384", "es512", "eddsa")
                .map(algorithm -> List.of("jwt/" + algorithm, "time"));
        return Stream.of(webhooks, signatures, tokens).flatMap(all -> all);
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void whatIsSignedIsAcceptedAndWhatIsTamperedWithRefused(List<String> verifier) throws IOException {
        policyFor(verifier.get(0));
        String call = " X-Covered=covered Content-Type=application/json <{\"id\":\"evt_1\",\"object\":\"event\",\"text\":\"\u00e4\"}";
        String path = "/" + verifier.get(0) + "/a%20b?q=x%20y&r=";
        String answer = application.call("POST " + right.url(path) + call);
        assertTrue(answer.startsWith("200"), answer + application.errors() + Files.readString(folder.resolve("verifiers")));
        for (String tampered : verifier.subList(1, verifier.size())) {
            TAMPERED.get(tampered).accept(right);
            answer = application.call("POST " + right.url(path) + call);
            right.request = UnaryOperator.identity();
            right.changesBody = false;
            assertEquals("401", answer.substring(0, 3), tampered + ": " + answer);
        }
        assertTrue(application.call("POST " + right.url(path) + call).startsWith("200"));
        answer = application.call("POST " + wrong.url(path) + call);
        assertEquals("401", answer.substring(0, 3), "another key: " + answer);
    }
}
