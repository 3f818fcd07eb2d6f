package io.countersign.credential.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import io.countersign.background.KeyAndChain;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyFolder;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Files of certificates and keys, a policy with one credential of them, and what is said of it: the mark in its fields says where. */
final class CertificateFolder {
    static final Authority ROOT = Authority.root("root");
    static final Authority INTERMEDIATE = ROOT.intermediate("intermediate");
    private static final char MARK = '§';
    private static final String CREDENTIAL = "  c: {type: client-certificate, ";

    final PolicyFolder policies;
    private final Path folder;
    private Policy policy;

    CertificateFolder(Path folder) {
        this.folder = folder;
        this.policies = new PolicyFolder(folder);
        policies.environment.put("PASSWORD", "sesame");
        policies.environment.put("WRONG", "wrong-password");
    }

    static Identity client(String name) {
        return INTERMEDIATE.issue(Spec.client(name));
    }

    Path write(String name, String content) throws IOException {
        return write(name, content.getBytes(StandardCharsets.US_ASCII));
    }

    Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    /** Certificate and key in {@code c.pem} and {@code k.pem}. */
    void write(Identity identity) throws IOException {
        write("c.pem", identity.certificates());
        write("k.pem", identity.pkcs8());
    }

    private Policy read(String fields) throws IOException, PolicyException {
        policy = policies.policy("version: 1", "credentials:", CREDENTIAL + fields.replace(MARK + "", "") + "}",
                "rules: [{host: a.example, credentials: [c]}]");
        return policy;
    }

    /** The credential by these fields, in which nothing is wrong. */
    TlsIdentity identity(String fields) throws IOException {
        try {
            return (TlsIdentity) read(fields).credential("c");
        } catch (PolicyException e) {
            throw new AssertionError(e.mistakes().toString(), e);
        }
    }

    /** That the one mistake in these fields is said at the mark. */
    void says(String expected, String fields) {
        List<String> mistakes = assertThrows(PolicyException.class, () -> read(fields)).mistakes();
        assertEquals(1, mistakes.size(), mistakes.toString());
        assertEquals(at(fields) + expected, relative(mistakes).get(0));
    }

    /** That the policy is good, and these warnings are said at the mark. */
    void warns(String expected, String fields) throws IOException {
        identity(fields);
        assertEquals(Arrays.asList(at(fields) + expected), warnings());
    }

    String at(String fields) {
        int mark = (CREDENTIAL + fields).indexOf(MARK);
        return "p.yaml:3:" + (mark < 0 ? CREDENTIAL.indexOf('{') + 1 : mark + 1) + ": ";
    }

    List<String> warnings() {
        return relative(policy.warnings());
    }

    List<String> advice() {
        return relative(policy.advice());
    }

    private List<String> relative(List<String> lines) {
        List<String> relative = new ArrayList<>();
        for (String line : lines) {
            relative.add(line.replace(folder + "/", ""));
        }
        return relative;
    }

    /** Lets time pass, half a second after the other. @return what the log has said since the last time */
    List<String> pass(long millis) throws UnsupportedEncodingException {
        for (long left = millis; left > 0; left -= 500) {
            policies.elsewhere.moments.millis += Math.min(left, 500);
            policies.secrets.poll();
        }
        return log();
    }

    List<String> log() throws UnsupportedEncodingException {
        String text = policies.log.toString("UTF-8");
        policies.log.reset();
        return text.isEmpty() ? new ArrayList<>() : relative(Arrays.asList(text.replace("countersign: ", "").split("\n")));
    }

    /** That this is the identity's chain, with the key to it. */
    static void assertIs(Identity expected, KeyAndChain actual) throws GeneralSecurityException {
        assertEquals(expected.chain(), Arrays.asList(actual.chain()));
        assertKey(expected, actual);
    }

    static void assertKey(Identity expected, KeyAndChain actual) throws GeneralSecurityException {
        byte[] message = "message".getBytes(StandardCharsets.US_ASCII);
        Signature signature = signature(expected.certificate().getPublicKey().getAlgorithm());
        signature.initSign(actual.key());
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(expected.certificate().getPublicKey());
        signature.update(message);
        assertTrue(signature.verify(signed));
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : algorithm.equals("RSA") ? "SHA256withRSA" : algorithm);
        if (algorithm.equals("RSASSA-PSS")) {
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        return signature;
    }
}
