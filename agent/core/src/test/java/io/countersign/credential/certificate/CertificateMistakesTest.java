package io.countersign.credential.certificate;

import static io.countersign.credential.certificate.CertificateFolder.INTERMEDIATE;
import static io.countersign.credential.certificate.CertificateFolder.ROOT;
import static io.countersign.credential.certificate.CertificateFolder.client;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.KeyKind;
import io.countersign.authority.Pem;
import io.countersign.authority.Spec;
import io.countersign.request.CredentialUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a client certificate when the policy is read, and where. The time is 2027-01-15T08:00:00Z. */
class CertificateMistakesTest {
    private static final String FIELDS = "certificate: c.pem, key: k.pem";
    private static final String STORE = "keystore: §store, keystore-password: '${env:PASSWORD}'";

    @TempDir
    Path path;

    private CertificateFolder folder;

    @BeforeEach
    void create() {
        folder = new CertificateFolder(path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "trust: t.pem|either 'certificate' and 'key' are needed, or 'keystore'",
        "certificate: §c.pem|'certificate' needs its 'key', which may be in the same file",
        "key: §k.pem|'key' needs its 'certificate'",
        "certificate: §c.pem, key: k.pem, keystore: store|'certificate' and 'keystore' exclude each other: a key store holds both certificate and key",
        "key: §k.pem, keystore: store|'key' and 'keystore' exclude each other: a key store holds both certificate and key",
        "certificate: c.pem, key: k.pem, alias: §x|'alias' is of a 'keystore', and there is none",
        "certificate: c.pem, key: k.pem, keystore-type: §JKS|'keystore-type' is of a 'keystore', and there is none",
        "keystore-password: §'${env:PASSWORD}'|'keystore-password' is of a 'keystore', and there is none",
        "keystore: store, keystore-type: §Windows-MY|'keystore-type' is 'Windows-MY'; it may be PKCS12, JKS, JCEKS, PKCS11",
        "keystore: store, keystore-type: §pkcs12|'keystore-type' is 'pkcs12'; did you mean 'PKCS12'?",
        "keystore: store, keystore-type: PKCS11, key-password: §'${env:PASSWORD}'|'keystore-type' is PKCS11, which has no 'key-password'; the PIN is 'keystore-password'",
        "keystore: store, keystore-password: §sesame|'keystore-password' is a secret and stands here by a reference: ${env:NAME}, ${sys:NAME}, ${file:PATH}, or ${literal:TEXT} where the policy itself is meant to hold it"})
    void eitherFilesInPemOrAKeyStoreAreNamed(String fields, String expected) {
        folder.says(expected, fields);
    }

    @Test
    void theTextOfAKeyInThePlaceOfItsPathIsNotShown() throws Exception {
        Identity alpha = client("alpha");
        folder.write(alpha);
        folder.policies.environment.put("KEY", alpha.pkcs8());
        folder.says("'key' is the path of a file, and what stands here has a line break in it; without ${file:…}, the path itself is meant",
                "certificate: c.pem, key: §'${file:k.pem}'");
        folder.says("'key' is the path of a file, and what stands here has a line break in it", "certificate: c.pem, key: §'${env:KEY}'");
    }

    @Test
    void aFileThatIsNotThereOrCannotBeReadIsAWarning() throws Exception {
        folder.write(client("alpha"));
        folder.warns("'certificate': none is not there; it is looked for again", "certificate: §none, key: k.pem");
        folder.warns("'key': none is not there; it is looked for again", "certificate: c.pem, key: §none");
        folder.warns("'keystore': none is not there; it is looked for again", "keystore: §none");
        folder.warns("'trust': none is not there; it is looked for again", FIELDS + ", trust: §none");
        Files.createDirectory(path.resolve("directory"));
        folder.warns("'key': directory is a directory; it is looked for again", "certificate: c.pem, key: §directory");
        folder.write("large", new byte[(1 << 20) + 1]);
        folder.warns("'key': large is larger than 1 MiB; it is looked for again", "certificate: c.pem, key: §large");
        folder.warns("'keystore-password': ${file:none}: none is not there; it is looked for again", "keystore: store, keystore-password: §'${file:none}'");
        TlsIdentity identity = folder.identity("certificate: c.pem, key: none");
        assertEquals("'key': " + path + "/none is not there", assertThrows(CredentialUnavailable.class, identity::current).getMessage());
    }

    @Test
    void aFileThatMayNotBeReadIsAWarning() throws Exception {
        folder.write(client("alpha"));
        Files.setPosixFilePermissions(path.resolve("k.pem"), PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(path.resolve("k.pem")), "whoever runs this may read every file");
        folder.warns("'key': k.pem may not be read by this process (access denied); it is looked for again", "certificate: c.pem, key: §k.pem");
    }

    @Test
    void aFileThatIsNotInPemIsSaidToBeWhatItIs() throws Exception {
        Identity alpha = client("alpha");
        folder.write(alpha);
        folder.write("empty", "\n");
        folder.says("'certificate' names empty, which is empty", "certificate: §empty, key: k.pem");
        folder.says("'key' names empty, which is empty", "certificate: c.pem, key: §empty");
        String inDer = "is in DER, and not in PEM; 'openssl x509 -inform DER' writes a certificate in PEM, 'openssl pkey -inform DER' a key";
        folder.write("der", alpha.certificate().getEncoded());
        folder.says("'certificate' names der, which " + inDer, "certificate: §der, key: k.pem");
        folder.says("'trust' names der, which " + inDer, FIELDS + ", trust: §der");
        folder.write("der", alpha.key().getEncoded());
        folder.says("'key' names der, which " + inDer, "certificate: c.pem, key: §der");
        String aStore = "is a key store, and not in PEM; one that holds both certificate and key is named by 'keystore'";
        for (byte[] store : new byte[][] {alpha.pkcs12("p", "a"), alpha.jks("p", "a"), alpha.jceks("p", "a")}) {
            folder.write("store", store);
            folder.says("'certificate' names store, which " + aStore, "certificate: §store, key: k.pem");
            folder.says("'key' names store, which " + aStore, "certificate: c.pem, key: §store");
        }
        folder.write("text", "certificate");
        folder.says("'certificate' names text, which has no block in PEM; expected is '-----BEGIN CERTIFICATE-----'", "certificate: §text, key: k.pem");
        folder.says("'key' names text, which has no block in PEM; expected is '-----BEGIN PRIVATE KEY-----'", "certificate: c.pem, key: §text");
        folder.write("line", alpha.certificates().replace('\n', ' '));
        folder.says("'certificate' names line, which has '-----BEGIN', and no block in PEM: its lines are not lines of their own",
                "certificate: §line, key: k.pem");
        folder.write("cut", alpha.certificates().substring(0, 300));
        folder.says("'certificate' names cut, which has a block in PEM that is damaged or not ended: 'CERTIFICATE'", "certificate: §cut, key: k.pem");
        folder.write("bad", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
        folder.says("'certificate' names bad, which has a certificate that cannot be read", "certificate: §bad, key: k.pem");
    }

    @Test
    void whatIsInPemIsWhatItShouldBe() throws Exception {
        Identity alpha = client("alpha");
        folder.write(alpha);
        folder.says("'certificate' names k.pem, which has 'PRIVATE KEY' in PEM and no certificate; expected is '-----BEGIN CERTIFICATE-----'",
                "certificate: §k.pem, key: k.pem");
        folder.says("'key' names c.pem, which has 'CERTIFICATE' in PEM and no private key that can be read; expected are 'PRIVATE KEY',"
                + " 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY' or 'EC PRIVATE KEY'", "certificate: c.pem, key: §c.pem");
        folder.write("k.pem", alpha.pkcs8() + client("beta").pkcs8());
        folder.says("'key' names k.pem, which has more than one private key in PEM; a single one is expected", "certificate: c.pem, key: §k.pem");
    }

    @Test
    void aKeyIsThatOfItsCertificate() throws Exception {
        folder.write(client("alpha"));
        folder.write("k.pem", client("beta").pkcs8());
        folder.says("'key' names k.pem, which is not the key to the certificate of CN=alpha in c.pem, nor to another one there",
                "certificate: c.pem, key: §k.pem");
        folder.write("k.pem", INTERMEDIATE.issue(Spec.client("alpha").key(KeyKind.RSA)).pkcs8());
        folder.says("'key' names k.pem, which is not the key to the certificate of CN=alpha in c.pem, nor to another one there",
                "certificate: c.pem, key: §k.pem");
        folder.write("c.pem", Authority.selfSigned(Spec.client("alone")).certificates());
        folder.says("'key' names k.pem, which is not the key to the certificate of CN=alone in c.pem", "certificate: c.pem, key: §k.pem");
    }

    @Test
    void aPasswordIsTheKeys() throws Exception {
        Identity alpha = INTERMEDIATE.issue(Spec.client("alpha").key(KeyKind.RSA));
        folder.write("c.pem", alpha.certificates());
        for (String key : new String[] {alpha.encryptedPkcs8("sesame"), alpha.encryptedTraditional("AES-256-CBC", "sesame")}) {
            folder.write("k.pem", key);
            folder.says("'key' names k.pem, which is encrypted, and its 'key-password' does not decrypt it",
                    "certificate: c.pem, key: §k.pem, key-password: '${env:WRONG}'");
            folder.says("'key' names k.pem, which is encrypted, and there is no 'key-password'", "certificate: c.pem, key: §k.pem");
        }
    }

    @Test
    void aChainHasNoHole() throws Exception {
        Authority second = INTERMEDIATE.intermediate("second");
        Identity alpha = second.issue(Spec.client("alpha"));
        folder.write(alpha);
        folder.write("c.pem", Pem.certificates(alpha.certificate(), INTERMEDIATE.certificate()));
        folder.says("'certificate' names c.pem, which has a certificate that is not in the chain of CN=alpha: CN=intermediate; the issuer of CN=alpha is not"
                + " there, CN=second", "certificate: §c.pem, key: k.pem");
        folder.write("c.pem", alpha.certificates() + ROOT.pem() + client("beta").certificates());
        folder.says("'certificate' names c.pem, which has a certificate that is not in the chain of CN=alpha: CN=beta", "certificate: §c.pem, key: k.pem");
    }

    @Test
    void aCertificateThatHasEndedOrNotBegunIsAWarning() throws Exception {
        folder.write(INTERMEDIATE.issue(Spec.client("alpha").valid(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-14T12:00:00Z"))));
        folder.warns("c.pem: the certificate of CN=alpha expired on 2027-01-14T12:00:00Z", "certificate: §c.pem, key: k.pem");
        folder.write(INTERMEDIATE.issue(Spec.client("alpha").valid(Instant.parse("2027-02-01T00:00:00Z"), Instant.parse("2029-01-01T00:00:00Z"))));
        folder.warns("c.pem: the certificate of CN=alpha is not valid before 2027-02-01T00:00:00Z", "certificate: §c.pem, key: k.pem");
        folder.write(INTERMEDIATE.issue(Spec.client("alpha").valid(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-20T08:00:00Z"))));
        folder.warns("c.pem: the certificate of CN=alpha expires on 2027-01-20T08:00:00Z, in 5 days", "certificate: §c.pem, key: k.pem");
        folder.write(INTERMEDIATE.issue(Spec.client("alpha").valid(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-15T18:00:00Z"))));
        folder.warns("c.pem: the certificate of CN=alpha expires on 2027-01-15T18:00:00Z, in 10 hours", "certificate: §c.pem, key: k.pem");
        Authority ending = ROOT.intermediate(Spec.authority("ending").valid(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-30T08:00:00Z")));
        folder.write(ending.issue(Spec.client("alpha")));
        folder.warns("c.pem: the certificate of CN=ending expires on 2027-01-30T08:00:00Z, in 15 days", "certificate: §c.pem, key: k.pem");
        folder.write("store", ending.issue(Spec.client("alpha")).jks("sesame", "a"));
        folder.warns("store: the certificate of CN=ending expires on 2027-01-30T08:00:00Z, in 15 days", STORE);
    }

    @Test
    void whereTheChainAndTheTrustedDoNotMeetOneBetweenMayBeMissing() throws Exception {
        Identity alpha = client("alpha");
        folder.write(alpha);
        folder.write("trust.pem", ROOT.pem());
        String fields = "certificate: §c.pem, key: k.pem, trust: trust.pem";
        folder.identity(fields);
        assertEquals(Collections.emptyList(), folder.advice());
        folder.write("c.pem", Pem.certificates(alpha.certificate()));
        folder.identity(fields);
        assertEquals(Collections.singletonList(folder.at(fields) + "c.pem: its chain ends with CN=alpha, whose issuer CN=intermediate is not in 'trust';"
                + " a certificate between the two may be missing"), folder.advice());
        folder.write("trust.pem", INTERMEDIATE.pem());
        folder.identity(fields);
        assertEquals(Collections.emptyList(), folder.advice());
        folder.write(Authority.selfSigned(Spec.client("alone")));
        folder.identity(fields);
        assertEquals(Collections.emptyList(), folder.advice());
    }

    @Test
    void aFileThatIsNoKeyStoreIsSaidToBeWhatItIs() throws Exception {
        folder.write("store", "text");
        folder.says("'keystore' names store, which is no key store: neither PKCS#12 nor JKS nor JCEKS", STORE);
        folder.write("store", "");
        folder.says("'keystore' names store, which is empty", STORE);
        folder.write("store", client("alpha").certificates());
        folder.says("'keystore' names store, which is no key store: neither PKCS#12 nor JKS nor JCEKS, but PEM, which 'certificate' and 'key' name", STORE);
        folder.write("store", client("alpha").certificate().getEncoded());
        folder.says("'keystore' names store, which is no key store: neither PKCS#12 nor JKS nor JCEKS", STORE);
    }

    @Test
    void aKeyStoreOpensWithItsPasswordAlone() throws Exception {
        Identity alpha = client("alpha");
        for (byte[] store : new byte[][] {alpha.pkcs12("sesame", "a"), alpha.jks("sesame", "a"), alpha.jceks("sesame", "a")}) {
            folder.write("store", store);
            folder.says("'keystore' names store, which has another password than 'keystore-password', or is damaged",
                    "keystore: §store, keystore-password: '${env:WRONG}'");
            folder.says("'keystore' names store, which has a password, and there is no 'keystore-password'", "keystore: §store");
            folder.says("'keystore' names store, which has a private key 'a' with another password than 'key-password'", STORE + ", key-password: '${env:WRONG}'");
        }
    }

    @Test
    void aKeyStoreThatIsDamagedIsSaidToBeOrIsWhole() throws Exception {
        Identity alpha = client("alpha");
        for (byte[] store : new byte[][] {alpha.pkcs12("sesame", "a"), alpha.jks("sesame", "a"), alpha.jceks("sesame", "a")}) {
            for (int length = 5; length < store.length; length += 7) {
                folder.write("store", Arrays.copyOf(store, length));
                assertToldOrWhole();
                byte[] turned = store.clone();
                turned[length] ^= 0x55;
                folder.write("store", turned);
                assertToldOrWhole();
            }
        }
    }

    /** Whatever byte is another one, something is said of the store, or all of it is as it was: not everything is protected. */
    private void assertToldOrWhole() throws Exception {
        try {
            folder.identity(STORE).current();
        } catch (AssertionError e) {
            assertTrue(e.getMessage().contains("'keystore' names " + path + "/store, which "), e.getMessage());
            assertFalse(e.getMessage().contains("sesame"), e.getMessage());
        }
    }

    @Test
    void anAliasIsOneOfTheStore() throws Exception {
        Identity alpha = client("alpha");
        for (String type : new String[] {"PKCS12", "JKS", "JCEKS"}) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            store.setCertificateEntry("ca", ROOT.certificate());
            folder.write("store", StoreFileTest.written(store));
            folder.says("'keystore' names store, which has no private key", STORE);
            store.setKeyEntry("a", alpha.key(), "sesame".toCharArray(), alpha.chain().toArray(new Certificate[0]));
            folder.write("store", StoreFileTest.written(store));
            folder.says("'alias' is 'b'; the private keys of store are 'a'", "keystore: store, keystore-password: '${env:PASSWORD}', alias: §b");
            folder.says("'alias' is 'ca'; the private keys of store are 'a'", "keystore: store, keystore-password: '${env:PASSWORD}', alias: §ca");
            store.setKeyEntry("b", alpha.key(), "sesame".toCharArray(), alpha.chain().toArray(new Certificate[0]));
            folder.write("store", StoreFileTest.written(store));
            folder.says("'keystore' names store, which has more than one private key, 'a', 'b'; 'alias' says which", STORE);
        }
    }

    @Test
    void aStoreOfOpenSslHasItsCertificateAndNoHole() throws Exception {
        Assumptions.assumeTrue(OpenSsl.isThere(), "there is no openssl");
        Identity alpha = client("alpha");
        folder.write(alpha);
        OpenSsl.run(path, "pkcs12 -export -nocerts -inkey k.pem -passout env:PASSWORD -out store");
        folder.says("'keystore' names store, which has a private key '1' without a certificate", STORE);
        folder.write("root.pem", ROOT.pem());
        folder.write("c.pem", Pem.certificates(alpha.certificate()));
        OpenSsl.run(path, "pkcs12 -export -in c.pem -inkey k.pem -certfile root.pem -passout env:PASSWORD -out store");
        folder.says("'keystore' names store, which has a certificate that is not in the chain of CN=alpha: CN=root; the issuer of CN=alpha is not there,"
                + " CN=intermediate", STORE);
    }
}
