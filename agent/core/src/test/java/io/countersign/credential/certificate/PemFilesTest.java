package io.countersign.credential.certificate;

import static io.countersign.credential.certificate.CertificateFolder.INTERMEDIATE;
import static io.countersign.credential.certificate.CertificateFolder.ROOT;
import static io.countersign.credential.certificate.CertificateFolder.assertIs;
import static io.countersign.credential.certificate.CertificateFolder.assertKey;
import static io.countersign.credential.certificate.CertificateFolder.client;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.KeyKind;
import io.countersign.authority.Pem;
import io.countersign.authority.Spec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys in PEM, in every form that they have there. */
class PemFilesTest {
    private static final String FIELDS = "certificate: c.pem, key: k.pem";

    @TempDir
    Path path;

    private CertificateFolder folder;

    @BeforeEach
    void create() {
        folder = new CertificateFolder(path);
    }

    private static boolean isJavaWithEd25519() {
        return !System.getProperty("java.specification.version").startsWith("1.") && Integer.parseInt(System.getProperty("java.specification.version")) >= 16;
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void everyKindOfKeyIsReadWithItsChain(KeyKind kind) throws Exception {
        Identity alpha = INTERMEDIATE.issue(Spec.client("alpha").key(kind));
        folder.write(alpha);
        if (kind == KeyKind.ED25519 && !isJavaWithEd25519()) {
            folder.says("'key' names k.pem, which is an Ed25519 key, which this Java runtime cannot use for TLS (it can since Java 16)",
                    "certificate: c.pem, key: §k.pem");
            return;
        }
        assertIs(alpha, folder.identity(FIELDS).current());
        folder.write("k.pem", alpha.encryptedPkcs8("sesame"));
        assertIs(alpha, folder.identity(FIELDS + ", key-password: '${env:PASSWORD}'").current());
        assertEquals(Arrays.asList(), folder.warnings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES-128-CBC", "AES-256-CBC", "DES-EDE3-CBC"})
    void theOldFormsAreReadEncryptedOrNot(String cipher) throws Exception {
        for (KeyKind kind : new KeyKind[] {KeyKind.RSA, KeyKind.EC_P384}) {
            Identity alpha = INTERMEDIATE.issue(Spec.client("alpha").key(kind));
            folder.write("c.pem", alpha.certificates());
            folder.write("k.pem", kind == KeyKind.RSA ? alpha.pkcs1() : alpha.sec1());
            assertIs(alpha, folder.identity(FIELDS).current());
            folder.write("k.pem", alpha.encryptedTraditional(cipher, "sesame"));
            assertIs(alpha, folder.identity(FIELDS + ", key-password: '${env:PASSWORD}'").current());
        }
    }

    @Test
    void oneFileMayHoldBothWithAnyTextAroundThem() throws Exception {
        Identity alpha = client("alpha");
        byte[] text = ("Bag Attributes\n  friendlyName: \u00e4lpha\n" + alpha.pkcs8() + "subject=CN=alpha\n" + alpha.certificates() + "end")
                .getBytes(StandardCharsets.UTF_8);
        folder.write("both.pem", text);
        assertIs(alpha, folder.identity("certificate: both.pem, key: both.pem").current());
        folder.write("both.pem", ("\ufeff" + alpha.certificates().replace("\n", "\r\n") + alpha.pkcs8()).getBytes(StandardCharsets.UTF_8));
        assertIs(alpha, folder.identity("certificate: both.pem, key: both.pem").current());
    }

    @Test
    void theChainMayStandInAnyOrderAndTwice() throws Exception {
        Authority second = INTERMEDIATE.intermediate("second");
        Identity alpha = second.issue(Spec.client("alpha"));
        X509Certificate[] chain = alpha.chain().toArray(new X509Certificate[0]);
        folder.write(alpha);
        folder.write("c.pem", Pem.certificates(chain[2], chain[0], chain[1], chain[0]));
        assertIs(alpha, folder.identity(FIELDS).current());
        assertEquals("CN=alpha", folder.identity(FIELDS).current().toString());
    }

    @Test
    void theRootIsSentIfTheFileHasIt() throws Exception {
        Identity alpha = client("alpha");
        folder.write(alpha);
        folder.write("c.pem", ROOT.pem() + alpha.certificates());
        assertEquals(Arrays.asList(alpha.certificate(), INTERMEDIATE.certificate(), ROOT.certificate()),
                Arrays.asList(folder.identity(FIELDS).current().chain()));
    }

    @Test
    void ofTwoCertificatesForOneKeyTheOneThatIsValidForLongerIsTaken() throws Exception {
        Identity old = client("alpha");
        Identity renewed = INTERMEDIATE.issue(Spec.client("alpha").keyOf(old).valid(Instant.parse("2021-01-01T00:00:00Z"), Instant.parse("2060-01-01T00:00:00Z")));
        folder.write("k.pem", old.pkcs8());
        folder.write("c.pem", Pem.certificates(old.certificate(), renewed.certificate()) + INTERMEDIATE.pem());
        assertIs(renewed, folder.identity(FIELDS).current());
    }

    @Test
    void ofTwoAuthoritiesOfOneNameTheOneWithTheKeyIsTaken() throws Exception {
        Identity alpha = client("alpha");
        folder.write(alpha);
        Authority namesake = ROOT.intermediate("intermediate");
        Identity beta = namesake.issue(Spec.client("beta"));
        folder.write("c.pem", Pem.certificates(alpha.certificate(), namesake.certificate()));
        folder.says("'certificate' names c.pem, which has a certificate that is not in the chain of CN=alpha: CN=intermediate; the issuer of CN=alpha"
                + " is not there, CN=intermediate", "certificate: §c.pem, key: k.pem");
        folder.write(beta);
        assertKey(beta, folder.identity(FIELDS).current());
    }

    /** Of two ways from one authority up, by its own root and by another that vouches for it, one is sent. */
    @Test
    void anAuthorityThatTwoVouchForIsNoHole() throws Exception {
        Authority other = Authority.root("other");
        Identity itself = Authority.selfSigned(Spec.authority("crossed"));
        Identity crossed = other.issue(Spec.authority("crossed").keyOf(itself));
        folder.write(itself);
        folder.write("c.pem", itself.certificates() + Pem.certificates(crossed.certificate()) + other.pem());
        assertKey(itself, folder.identity(FIELDS).current());
    }

    @Test
    void aCertificateThatOpenSslMarkedAsTrustedIsReadToo() throws Exception {
        Identity alpha = client("alpha");
        folder.write(alpha);
        Assumptions.assumeTrue(OpenSsl.isThere(), "there is no openssl");
        OpenSsl.run(path, "x509 -in c.pem -trustout -addtrust clientAuth -out trusted.pem");
        assertKey(alpha, folder.identity("certificate: trusted.pem, key: k.pem").current());
    }
}
