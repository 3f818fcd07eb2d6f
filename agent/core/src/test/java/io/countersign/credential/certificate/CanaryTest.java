package io.countersign.credential.certificate;

import static io.countersign.credential.certificate.CertificateFolder.INTERMEDIATE;
import static io.countersign.credential.certificate.CertificateFolder.client;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Identity;
import io.countersign.authority.KeyKind;
import io.countersign.authority.Spec;
import io.countersign.background.KeyAndChain;
import io.countersign.policy.PolicyException;
import io.countersign.request.CredentialUnavailable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No part of a key or a password is in what is said, whatever is wrong with them. */
class CanaryTest {
    private static final String PASSWORD = "canary-password";
    private static final String WRONG = "canary-of-another";

    @TempDir
    Path path;

    private CertificateFolder folder;
    private final Identity alpha = INTERMEDIATE.issue(Spec.client("alpha").key(KeyKind.RSA));
    private final List<String> keys = new ArrayList<>();

    /** All that was said, by mistakes, warnings, failures and the log. */
    private final StringBuilder said = new StringBuilder();
    private int mistakes;

    /** A new one has no credentials that are looked at. */
    @BeforeEach
    void create() {
        folder = new CertificateFolder(path);
        folder.policies.environment.put("CANARY", PASSWORD);
        folder.policies.environment.put("OTHER", WRONG);
    }

    private void read(String fields) throws Exception {
        try {
            TlsIdentity identity = (TlsIdentity) folder.policies.policy("version: 1", "credentials:", "  c: {type: client-certificate, " + fields + "}",
                    "rules: [{host: a.example, credentials: [c]}]").credential("c");
            said.append(identity).append('\n');
            try {
                KeyAndChain pair = identity.current();
                said.append(pair).append(pair.alias).append('\n');
            } catch (CredentialUnavailable e) {
                trace(e);
            }
        } catch (PolicyException e) {
            mistakes++;
            trace(e);
            said.append(e.mistakes()).append('\n');
        }
        folder.pass(500).forEach(line -> said.append(line).append('\n'));
    }

    private void trace(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        said.append(trace);
    }

    /** What the file holds is remembered: of each of its lines, or of its bytes in Base64, nothing may be said. */
    private void write(String name, byte[] content) throws Exception {
        folder.write(name, content);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (text.contains("-----BEGIN")) {
            for (String line : text.split("[\r\n]+")) {
                if (!line.startsWith("-----") && line.length() > 16) {
                    keys.add(line.substring(0, 16));
                }
            }
        } else if (content.length >= 12) {
            keys.add(Base64.getEncoder().encodeToString(content).substring(0, 16));
        }
    }

    private void assertNothingIsSaid() {
        String all = said.toString();
        assertFalse(all.contains("canary"), all);
        for (String key : keys) {
            assertFalse(all.contains(key), () -> key + " in " + all);
        }
    }

    /** Cut off at any place, with a bit that is another one, with the wrong password and with none. */
    private void everyDamage(String name, byte[] content, String... fields) throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 25; i++) {
            byte[] damaged = i % 2 == 0 ? content.clone() : Arrays.copyOf(content, random.nextInt(content.length));
            if (i % 2 == 0 && i > 0) {
                damaged[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
            }
            write(name, damaged);
            for (String each : fields) {
                read(each);
                create();
            }
        }
    }

    @Test
    void aKeyInPemIsNotShown() throws Exception {
        folder.write("c.pem", alpha.certificates());
        String fields = "certificate: c.pem, key: k.pem";
        for (String key : new String[] {alpha.pkcs8(), alpha.pkcs1(), alpha.encryptedPkcs8(PASSWORD), alpha.encryptedTraditional("AES-256-CBC", PASSWORD),
            client("beta").sec1()}) {
            everyDamage("k.pem", key.getBytes(StandardCharsets.US_ASCII), fields, fields + ", key-password: '${env:CANARY}'",
                    fields + ", key-password: '${env:OTHER}'", "certificate: k.pem, key: k.pem", "keystore: k.pem, keystore-password: '${env:CANARY}'");
        }
        assertTrue(mistakes > 300, mistakes + said.toString());
        assertNothingIsSaid();
    }

    @Test
    void aKeyInAKeyStoreIsNotShown() throws Exception {
        Identity ec = client("beta");
        for (byte[] store : new byte[][] {ec.pkcs12(PASSWORD, "a"), ec.jks(PASSWORD, "a"), ec.jceks(PASSWORD, "a")}) {
            everyDamage("store", store, "keystore: store", "keystore: store, keystore-password: '${env:CANARY}'",
                    "keystore: store, keystore-password: '${env:OTHER}'", "keystore: store, keystore-password: '${env:CANARY}', key-password: '${env:OTHER}'",
                    "keystore: store, keystore-password: '${env:CANARY}', alias: none", "certificate: store, key: store");
        }
        assertTrue(mistakes > 300, mistakes + said.toString());
        assertNothingIsSaid();
    }

    @Test
    void whatStandsInTheWrongPlaceIsNotShown() throws Exception {
        folder.write("c.pem", alpha.certificates());
        write("k.pem", alpha.pkcs8().getBytes(StandardCharsets.US_ASCII));
        folder.policies.environment.put("KEY", alpha.pkcs8());
        for (String reference : new String[] {"'${file:k.pem}'", "'${env:KEY}'"}) {
            read("certificate: c.pem, key: " + reference);
            read("certificate: " + reference + ", key: k.pem");
            read("keystore: " + reference);
            read("certificate: c.pem, key: k.pem, trust: " + reference);
        }
        assertTrue(mistakes == 8, said.toString());
        assertNothingIsSaid();
    }

    @Test
    void aKeyThatGoesBadLaterIsNotShown() throws Exception {
        folder.write("c.pem", alpha.certificates());
        write("k.pem", alpha.pkcs8().getBytes(StandardCharsets.US_ASCII));
        read("certificate: c.pem, key: k.pem");
        write("k.pem", alpha.pkcs8().substring(0, 500).getBytes(StandardCharsets.US_ASCII));
        folder.pass(10_000).forEach(said::append);
        write("k.pem", alpha.encryptedPkcs8(PASSWORD).getBytes(StandardCharsets.US_ASCII));
        folder.pass(10_000).forEach(said::append);
        Files.delete(path.resolve("k.pem"));
        folder.pass(10_000).forEach(said::append);
        assertTrue(said.toString().contains("is damaged or not ended") && said.toString().contains("there is no 'key-password'")
                && said.toString().contains("is not there"), said.toString());
        assertNothingIsSaid();
    }
}
