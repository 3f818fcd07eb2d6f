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
import io.countersign.authority.Spec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key stores in files, as the JDK, keytool and OpenSSL write them. */
class StoreFileTest {
    private static final String FIELDS = "keystore: store, keystore-password: '${env:PASSWORD}'";

    @TempDir
    Path path;

    private CertificateFolder folder;

    @BeforeEach
    void create() {
        folder = new CertificateFolder(path);
    }

    private static char[] password() {
        return "sesame".toCharArray();
    }

    static byte[] written(KeyStore store) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, password());
        return bytes.toByteArray();
    }

    private static KeyStore store(String type) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        return store;
    }

    private static void add(KeyStore store, String alias, Identity identity, String keyPassword) throws Exception {
        store.setKeyEntry(alias, identity.key(), keyPassword.toCharArray(), identity.chain().toArray(new Certificate[0]));
    }

    @ParameterizedTest
    @EnumSource(value = KeyKind.class, names = "ED25519", mode = EnumSource.Mode.EXCLUDE)
    void everyKindOfKeyIsReadFromEveryKindOfStore(KeyKind kind) throws Exception {
        Identity alpha = INTERMEDIATE.issue(Spec.client("alpha").key(kind));
        for (byte[] store : new byte[][] {alpha.pkcs12("sesame", "Alpha"), alpha.jks("sesame", "Alpha"), alpha.jceks("sesame", "Alpha")}) {
            folder.write("store", store);
            assertIs(alpha, folder.identity(FIELDS).current());
            assertIs(alpha, folder.identity(FIELDS + ", alias: Alpha").current());
            assertEquals(Arrays.asList(), folder.warnings());
        }
    }

    /** As the JDK has it, whose stores of either name read the other's files. */
    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS", "JCEKS"})
    void theFileSaysWhichItIs(String type) throws Exception {
        Identity alpha = client("alpha");
        for (byte[] store : new byte[][] {alpha.pkcs12("sesame", "a"), alpha.jks("sesame", "a"), alpha.jceks("sesame", "a")}) {
            folder.write("store", store);
            assertIs(alpha, folder.identity(FIELDS + ", keystore-type: " + type).current());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS", "JCEKS"})
    void ofSeveralKeysTheAliasSaysWhich(String type) throws Exception {
        Identity alpha = client("alpha");
        Identity beta = INTERMEDIATE.intermediate("second").issue(Spec.client("beta"));
        KeyStore store = store(type);
        add(store, "first", alpha, "sesame");
        add(store, "Second", beta, "sesame");
        store.setCertificateEntry("ca", Authority.root("other").certificate());
        folder.write("store", written(store));
        assertKey(alpha, folder.identity(FIELDS + ", alias: first").current());
        assertIs(beta, folder.identity(FIELDS + ", alias: second").current());
        assertIs(beta, folder.identity(FIELDS + ", alias: SECOND").current());
        assertEquals(Arrays.asList(), folder.warnings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"JKS", "JCEKS"})
    void aKeyMayHaveAPasswordOfItsOwn(String type) throws Exception {
        Identity alpha = client("alpha");
        KeyStore store = store(type);
        add(store, "alpha", alpha, "open");
        folder.write("store", written(store));
        assertIs(alpha, folder.identity(FIELDS + ", key-password: '${literal:open}'").current());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void aCertificateThatIsThereToBeTrustedIsNoPartOfTheChain(String type) throws Exception {
        Identity alpha = client("alpha");
        KeyStore store = store(type);
        add(store, "alpha", alpha, "sesame");
        store.setCertificateEntry("other", client("other").certificate());
        folder.write("store", written(store));
        assertIs(alpha, folder.identity(FIELDS).current());
    }

    @Test
    void aSecretKeyBesideItIsNoPrivateKey() throws Exception {
        Identity alpha = client("alpha");
        KeyStore store = store("JCEKS");
        add(store, "alpha", alpha, "sesame");
        store.setEntry("secret", new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")), new KeyStore.PasswordProtection(password()));
        folder.write("store", written(store));
        assertIs(alpha, folder.identity(FIELDS).current());
    }

    /** As Java 8 writes it: RC2 of 40 bits, triple DES and SHA-1, unless it is a late one. */
    @Test
    void whatKeytoolWritesIsRead() throws Exception {
        for (String options : new String[] {"-storetype PKCS12", "-storetype PKCS12 -J-Dkeystore.pkcs12.legacy", "-storetype JKS", "-storetype JCEKS"}) {
            Files.deleteIfExists(path.resolve("store"));
            OpenSsl.keytool(path, "-genkeypair -keystore store -alias mine -keyalg EC -dname CN=keytool -storepass sesame -keypass sesame " + options);
            assertEquals("CN=keytool", folder.identity(FIELDS).current().toString(), options);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-legacy", "-name Alpha", "-macalg sha1", "-macalg sha384", "-macalg sha512 -iter 10000", "-certpbe NONE", "-keypbe NONE",
        "-keypbe NONE -certpbe NONE", "-legacy -certpbe PBE-SHA1-RC2-128 -keypbe PBE-SHA1-RC2-40", "-certpbe AES-128-CBC -keypbe AES-192-CBC",
        "-legacy -certpbe PBE-SHA1-3DES", "-CAfile root.pem -chain"})
    void whatOpenSslWritesIsRead(String options) throws Exception {
        Assumptions.assumeTrue(OpenSsl.isThere(), "there is no openssl");
        Identity alpha = client("alpha");
        folder.write(alpha);
        folder.write("root.pem", ROOT.pem() + INTERMEDIATE.pem());
        OpenSsl.run(path, ("pkcs12 -export -in c.pem -inkey k.pem -passout env:PASSWORD -out store " + options).trim());
        assertKey(alpha, folder.identity(FIELDS).current());
        assertEquals(INTERMEDIATE.certificate(), folder.identity(FIELDS).current().chain()[1]);
        if (!options.equals("-keypbe NONE -certpbe NONE")) {
            folder.says("'keystore' names store, which has another password than 'keystore-password', or is damaged",
                    "keystore: §store, keystore-password: '${env:WRONG}'");
            folder.says("'keystore' names store, which has a password, and there is no 'keystore-password'", "keystore: §store");
        }
    }

    @Test
    void withoutAMacItIsTheKeyThatThePasswordOpens() throws Exception {
        Assumptions.assumeTrue(OpenSsl.isThere(), "there is no openssl");
        Identity alpha = client("alpha");
        folder.write(alpha);
        OpenSsl.run(path, "pkcs12 -export -in c.pem -inkey k.pem -passout env:PASSWORD -out store -nomac -certpbe NONE");
        assertIs(alpha, folder.identity(FIELDS).current());
        folder.says("'keystore' names store, which has a private key '1' with another password than 'keystore-password', and there is no 'key-password'",
                "keystore: §store, keystore-password: '${env:WRONG}'");
        folder.says("'keystore' names store, which has a private key '1' that is encrypted, and there is no 'keystore-password'", "keystore: §store");
    }

    @Test
    void aPasswordMayHaveAnyCharacters() throws Exception {
        Assumptions.assumeTrue(OpenSsl.isThere(), "there is no openssl");
        Identity alpha = client("alpha");
        folder.write(alpha);
        folder.write("password", "correct h\u00f6rse".getBytes(StandardCharsets.UTF_8));
        for (String options : new String[] {"", " -legacy"}) {
            OpenSsl.run(path, "pkcs12 -export -in c.pem -inkey k.pem -passout file:password -out store" + options);
            assertIs(alpha, folder.identity("keystore: store, keystore-password: '${file:password}'").current());
        }
        KeyStore store = store("JKS");
        store.setKeyEntry("alpha", alpha.key(), "h\u00f6rse".toCharArray(), alpha.chain().toArray(new Certificate[0]));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, "h\u00f6rse".toCharArray());
        folder.write("store", bytes.toByteArray());
        assertIs(alpha, folder.identity("keystore: store, keystore-password: '${literal:h\u00f6rse}'").current());
    }

    @Test
    void aStoreWithoutAPasswordNeedsNone() throws Exception {
        Assumptions.assumeTrue(OpenSsl.isThere(), "there is no openssl");
        Identity alpha = client("alpha");
        folder.write(alpha);
        for (String options : new String[] {"", " -legacy", " -nomac -keypbe NONE -certpbe NONE"}) {
            OpenSsl.run(path, "pkcs12 -export -in c.pem -inkey k.pem -passout pass: -out store" + options);
            assertIs(alpha, folder.identity("keystore: store").current());
        }
    }

    /** Two certificates for one key, as when one has been renewed, are told apart by the store's own identifier. */
    @Test
    void ofTwoCertificatesForOneKeyTheOneOfTheAliasIsTaken() throws Exception {
        Identity first = client("first");
        Identity second = INTERMEDIATE.issue(Spec.client("second").keyOf(first));
        KeyStore store = store("PKCS12");
        add(store, "first", first, "sesame");
        add(store, "second", second, "sesame");
        folder.write("store", written(store));
        assertIs(first, folder.identity(FIELDS + ", alias: first").current());
        assertIs(second, folder.identity(FIELDS + ", alias: second").current());
    }

    /** RFC 9579, which OpenSSL writes from 3.4 on. */
    @Test
    void aMacByPbmac1IsVerified() throws Exception {
        Identity alpha = client("alpha");
        KeyStore store = KeyStore.getInstance("PKCS12-PBMAC1", new BouncyCastleProvider());
        store.load(null, null);
        add(store, "alpha", alpha, "sesame");
        folder.write("store", written(store));
        assertIs(alpha, folder.identity(FIELDS).current());
        folder.says("'keystore' names store, which has another password than 'keystore-password', or is damaged",
                "keystore: §store, keystore-password: '${env:WRONG}'");
    }
}
