package io.countersign.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.key.TestKeys.Settable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as OpenSSL writes them, each signature verified by OpenSSL. Where there is none, what the other tests make is all there is. */
class OpenSslKeysTest {
    private static final String PASSWORD = "correct h\u00f6rse";

    @TempDir
    static Path folder;

    private static boolean isThere;

    @BeforeAll
    static void makeKeys() throws Exception {
        try {
            isThere = run("version") == 0;
        } catch (IOException e) {
            return;
        }
        openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem");
        openssl("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out rsa-pss.pem");
        openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pem");
        openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -out explicit.pem");
        openssl("ecparam -name secp384r1 -genkey -out sec1.pem");
        openssl("ecparam -name secp256k1 -genkey -out k1.pem");
        openssl("genpkey -algorithm ED25519 -out ed25519.pem");
        openssl("genpkey -algorithm ED448 -out ed448.pem");
        openssl("dsaparam -genkey -noout -out dsa.pem 1024");
        openssl("rsa -in rsa.pem -traditional -out rsa1.pem");
        for (String cipher : new String[] {"aes128", "aes192", "aes256", "des3", "camellia256"}) {
            openssl("rsa -in rsa.pem -traditional -" + cipher + " -passout env:PASSWORD -out rsa-" + cipher + ".pem");
            openssl("ec -in sec1.pem -" + cipher + " -passout env:PASSWORD -out sec1-" + cipher + ".pem");
        }
    }

    private static int run(String arguments) throws Exception {
        List<String> command = new ArrayList<>(Arrays.asList("openssl"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        ProcessBuilder openssl = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile());
        openssl.environment().put("PASSWORD", PASSWORD);
        openssl.redirectInput(new File("/dev/null"));
        return openssl.start().waitFor();
    }

    private static void openssl(String arguments) throws Exception {
        assertEquals(0, run(arguments), () -> arguments + ": " + text("openssl.log"));
    }

    private static String text(String file) {
        try {
            return new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SigningKey key(String file, String password, SigningAlgorithm algorithm) {
        Assumptions.assumeTrue(isThere, "there is no openssl");
        return SigningKey.of(new Settable(text(file)), KeyEncoding.UTF_8, password == null ? null : new Settable(password), algorithm);
    }

    private static void assertSigns(String file, String password, SigningAlgorithm algorithm) throws Exception {
        SigningKey key = key(file, password, algorithm);
        assertNull(key.mistake(), file);
        assertTrue(key.signer().sign(new byte[8]).length >= 64);
    }

    /** The signature is of the message of a file that OpenSSL reads; ECDSA is in DER there, and is left to the JCA. */
    private static void assertVerifiedByOpenSsl(String key, SigningAlgorithm algorithm, String options) throws Exception {
        openssl("pkey -in " + key + " -pubout -out " + key + ".pub");
        byte[] message = key.getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve(key + ".msg"), message);
        Files.write(folder.resolve(key + ".sig"), key(key, null, algorithm).signer().sign(message));
        String verify = "pkeyutl -verify -rawin -pubin -inkey " + key + ".pub -sigfile " + key + ".sig " + options + "-in ";
        openssl(verify + key + ".msg");
        Files.write(folder.resolve(key + ".other"), (key + ".").getBytes(StandardCharsets.UTF_8));
        assertEquals(1, run(verify + key + ".other"), key);
    }

    @Test
    void openSslVerifiesWhatItsKeysSign() throws Exception {
        Assumptions.assumeTrue(isThere, "there is no openssl");
        assertVerifiedByOpenSsl("rsa.pem", SigningAlgorithm.RSA_SHA_1, "-digest sha1 ");
        assertVerifiedByOpenSsl("rsa.pem", SigningAlgorithm.RSA_SHA_256, "-digest sha256 ");
        assertVerifiedByOpenSsl("rsa1.pem", SigningAlgorithm.RSA_PSS_SHA_512,
                "-digest sha512 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:digest ");
        assertVerifiedByOpenSsl("rsa-pss.pem", SigningAlgorithm.RSA_PSS_SHA_256, "-digest sha256 -pkeyopt rsa_pss_saltlen:digest ");
        assertVerifiedByOpenSsl("ed25519.pem", SigningAlgorithm.ED25519, "");
    }

    @Test
    void everyFormOfAKeyIsRead() throws Exception {
        assertSigns("rsa.pem", null, SigningAlgorithm.RSA_SHA_256);
        assertSigns("rsa1.pem", null, SigningAlgorithm.RSA_SHA_256);
        assertSigns("ec.pem", null, SigningAlgorithm.ECDSA_P_256);
        assertTrue(text("sec1.pem").startsWith("-----BEGIN EC PARAMETERS-----"));
        assertSigns("sec1.pem", null, SigningAlgorithm.ECDSA_P_384);
        assertSigns("ed25519.pem", null, SigningAlgorithm.ED25519);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes128", "aes192", "aes256", "des3"})
    void aKeyThatOpenSslEncryptedIsDecryptedByItsPasswordAlone(String cipher) throws Exception {
        assertSigns("rsa-" + cipher + ".pem", PASSWORD, SigningAlgorithm.RSA_SHA_256);
        assertSigns("sec1-" + cipher + ".pem", PASSWORD, SigningAlgorithm.ECDSA_P_384);
        assertTrue(text("rsa-" + cipher + ".pem").contains("Proc-Type: 4,ENCRYPTED"));
        for (int i = 0; i < 300; i++) {
            // One in 256 wrong passwords leaves a valid padding.
            assertEquals("is encrypted, and its 'key-password' does not decrypt it",
                    key("rsa-" + cipher + ".pem", "wrong" + i, SigningAlgorithm.RSA_SHA_256).mistake());
        }
        assertEquals("is encrypted, and there is no 'key-password'", key("rsa-" + cipher + ".pem", null, SigningAlgorithm.RSA_SHA_256).mistake());
    }

    @ParameterizedTest
    @CsvSource({"default, ''", "sha1, -v2prf hmacWithSHA1", "sha224, -v2prf hmacWithSHA224", "sha384, -v2prf hmacWithSHA384",
        "sha512, -v2prf hmacWithSHA512", "aes128, -v2 aes-128-cbc", "aes192, -v2 aes-192-cbc", "des3, -v2 des3", "scrypt, -scrypt",
        "pkcs12, -v1 PBE-SHA1-3DES"})
    void aKeyInPkcs8ThatIsEncryptedIsDecryptedByItsPasswordAlone(String name, String options) throws Exception {
        Assumptions.assumeTrue(isThere, "there is no openssl");
        String file = "pkcs8-" + name + ".pem";
        openssl(("pkcs8 -topk8 -in ec.pem -passout env:PASSWORD -out " + file + " " + options).trim());
        assertSigns(file, PASSWORD, SigningAlgorithm.ECDSA_P_256);
        assertEquals("is encrypted, and its 'key-password' does not decrypt it", key(file, "wrong", SigningAlgorithm.ECDSA_P_256).mistake());
        assertEquals("is encrypted, and there is no 'key-password'", key(file, null, SigningAlgorithm.ECDSA_P_256).mistake());
    }

    @Test
    void aKeyThatCannotBeUsedSaysWhatItIs() {
        assertEquals("is encrypted in a way that is not supported, by its DEK-Info; 'openssl pkcs8 -topk8' writes it anew by PBKDF2 and AES,"
                + " which is", key("rsa-camellia256.pem", PASSWORD, SigningAlgorithm.RSA_SHA_256).mistake());
        assertEquals("is an EC key that spells out its curve, instead of naming it",
                key("explicit.pem", null, SigningAlgorithm.ECDSA_P_256).mistake());
        assertEquals("is an EC key on a curve of another name than P-256, P-384 and P-521",
                key("k1.pem", null, SigningAlgorithm.ECDSA_P_256).mistake());
        assertEquals("is a private key that is neither RSA nor EC nor Ed25519 (its algorithm is 1.3.101.113)",
                key("ed448.pem", null, SigningAlgorithm.ED25519).mistake());
        assertEquals("is an RSA key for RSASSA-PSS alone; RSASSA-PKCS1-v1_5 with SHA-256 needs an RSA private key",
                key("rsa-pss.pem", null, SigningAlgorithm.RSA_SHA_256).mistake());
        assertTrue(key("dsa.pem", null, SigningAlgorithm.RSA_SHA_256).mistake().contains("neither RSA nor EC nor Ed25519")
                || key("dsa.pem", null, SigningAlgorithm.RSA_SHA_256).mistake().startsWith("has 'DSA PRIVATE KEY' in PEM and no private key"));
    }
}
