package io.countersign.credential.certificate;

import static io.countersign.credential.certificate.CertificateFolder.INTERMEDIATE;
import static io.countersign.credential.certificate.CertificateFolder.ROOT;
import static io.countersign.credential.certificate.CertificateFolder.assertIs;
import static io.countersign.credential.certificate.CertificateFolder.client;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import io.countersign.background.KeyAndChain;
import io.countersign.request.CredentialUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while the policy is in use. The time is 2027-01-15T08:00:00Z at first, and passes when a test says so. */
class RotationTest {
    private static final String FIELDS = "certificate: c.pem, key: k.pem";
    private static final long DAY = 86_400_000L;
    private static final List<String> NOTHING = Collections.emptyList();

    @TempDir
    Path path;

    private CertificateFolder folder;
    private final Identity alpha = client("alpha");
    private final Identity beta = client("beta");

    @BeforeEach
    void create() throws Exception {
        folder = new CertificateFolder(path);
        folder.write(alpha);
    }

    @Test
    void theOldPairStaysUntilBothFilesAgree() throws Exception {
        TlsIdentity identity = folder.identity(FIELDS);
        long end = identity.current().chain()[0].getNotAfter().getTime();
        assertEquals(end, identity.validity().expires);
        assertNull(identity.validity().why);
        folder.write("c.pem", beta.certificates());
        assertEquals(NOTHING, folder.pass(3000));
        assertIs(alpha, identity.current());
        assertEquals(end, identity.validity().expires);
        assertNotNull(identity.validity().why);
        folder.write("k.pem", beta.pkcs8());
        assertEquals(Arrays.asList("info: credential 'c': the certificate of CN=beta (c.pem) is in use now"), folder.pass(500));
        assertIs(beta, identity.current());
        assertEquals(NOTHING, folder.pass(60_000));
    }

    @Test
    void theKeyMayComeFirstAndAFileBeAwayMeanwhile() throws Exception {
        TlsIdentity identity = folder.identity(FIELDS);
        Files.delete(path.resolve("k.pem"));
        assertEquals(NOTHING, folder.pass(2000));
        folder.write("k.pem", beta.pkcs8());
        assertEquals(NOTHING, folder.pass(2000));
        assertIs(alpha, identity.current());
        folder.write("c.pem", beta.certificates());
        assertEquals(Arrays.asList("info: credential 'c': the certificate of CN=beta (c.pem) is in use now"), folder.pass(500));
        assertIs(beta, identity.current());
    }

    /** As Kubernetes does it: files are links through a link to a folder, which is put in the place of another. */
    @Test
    void aLinkToTheirFolderMayBeSwapped() throws Exception {
        for (Identity each : new Identity[] {alpha, beta}) {
            Path version = Files.createDirectories(path.resolve(each == alpha ? "..1" : "..2"));
            folder.write(path.relativize(version) + "/c.pem", each.certificates());
            folder.write(path.relativize(version) + "/k.pem", each.pkcs8());
        }
        Files.createSymbolicLink(path.resolve("..data"), Paths.get("..1"));
        Files.createSymbolicLink(path.resolve("linked-c.pem"), Paths.get("..data/c.pem"));
        Files.createSymbolicLink(path.resolve("linked-k.pem"), Paths.get("..data/k.pem"));
        TlsIdentity identity = folder.identity("certificate: linked-c.pem, key: linked-k.pem");
        assertIs(alpha, identity.current());
        Files.createSymbolicLink(path.resolve("..next"), Paths.get("..2"));
        Files.move(path.resolve("..next"), path.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        folder.pass(500);
        assertIs(beta, identity.current());
    }

    @Test
    void aPairThatDoesNotFitIsSaidOnceAndSoIsThatAllIsWellAgain() throws Exception {
        TlsIdentity identity = folder.identity(FIELDS);
        KeyAndChain first = identity.current();
        folder.write("k.pem", beta.pkcs8());
        assertEquals(NOTHING, folder.pass(5000));
        assertEquals(Arrays.asList("warn: credential 'c': 'key' names k.pem, which is not the key to the certificate of CN=alpha in c.pem, nor to another"
                + " one there; what was there before stays in use"), folder.pass(60_000));
        assertSame(first, identity.current());
        folder.write("k.pem", alpha.pkcs8());
        assertEquals(Arrays.asList("info: credential 'c': its files are well again"), folder.pass(60_000));
        assertSame(first, identity.current());
    }

    @Test
    void reasonsThatTakeTurnsAreSaidOnceEach() throws Exception {
        folder.identity(FIELDS);
        Files.delete(path.resolve("k.pem"));
        assertEquals(Arrays.asList("warn: credential 'c': 'key': k.pem is not there; what was there before stays in use"), folder.pass(10_000));
        for (int i = 0; i < 3; i++) {
            folder.write("k.pem", "no key");
            assertEquals(i > 0 ? NOTHING : Arrays.asList("warn: credential 'c': 'key' names k.pem, which has no block in PEM; expected is"
                    + " '-----BEGIN PRIVATE KEY-----'; what was there before stays in use"), folder.pass(10_000));
            Files.delete(path.resolve("k.pem"));
            assertEquals(NOTHING, folder.pass(10_000));
        }
    }

    @Test
    void theSameContentIsNoOtherPair() throws Exception {
        TlsIdentity identity = folder.identity(FIELDS);
        KeyAndChain first = identity.current();
        folder.write(alpha);
        folder.write("k.pem", alpha.sec1());
        folder.write("c.pem", "\n" + alpha.certificates());
        assertEquals(NOTHING, folder.pass(10_000));
        assertSame(first, identity.current());
        folder.write("c.pem", alpha.certificates() + ROOT.pem());
        folder.pass(500);
        assertNotSame(first, identity.current());
    }

    @Test
    void aFileThatComesLaterIsTaken() throws Exception {
        Files.delete(path.resolve("k.pem"));
        TlsIdentity identity = folder.identity(FIELDS);
        assertThrows(CredentialUnavailable.class, identity::current);
        assertEquals(NOTHING, folder.pass(60_000));
        folder.write("k.pem", beta.pkcs8());
        assertEquals(Arrays.asList("warn: credential 'c': 'key' names k.pem, which is not the key to the certificate of CN=alpha in c.pem, nor to another"
                + " one there; it is looked for again"), folder.pass(60_000));
        folder.write("k.pem", alpha.pkcs8());
        assertEquals(Arrays.asList("info: credential 'c': its files are well again"), folder.pass(500));
        assertIs(alpha, identity.current());
    }

    @Test
    void aKeyStoreIsReplacedAsAWhole() throws Exception {
        folder.write("store", alpha.pkcs12("sesame", "mine"));
        TlsIdentity identity = folder.identity("keystore: store, keystore-password: '${env:PASSWORD}'");
        KeyAndChain first = identity.current();
        folder.write("store", alpha.jks("sesame", "other"));
        assertEquals(NOTHING, folder.pass(10_000));
        assertSame(first, identity.current());
        folder.write("store", beta.pkcs12("sesame", "mine"));
        assertEquals(Arrays.asList("info: credential 'c': the certificate of CN=beta (store) is in use now"), folder.pass(500));
        assertIs(beta, identity.current());
    }

    @Test
    void thePasswordMayChangeWithIt() throws Exception {
        folder.write("password", "first");
        folder.write("store", alpha.pkcs12("first", "mine"));
        folder.write("k.pem", alpha.encryptedPkcs8("first"));
        for (String fields : new String[] {"keystore: store, keystore-password: '${file:password}'", FIELDS + ", key-password: '${file:password}'"}) {
            folder.write("password", "first");
            folder.write("store", alpha.pkcs12("first", "mine"));
            folder.write("c.pem", alpha.certificates());
            folder.write("k.pem", alpha.encryptedPkcs8("first"));
            folder.pass(500);
            TlsIdentity identity = folder.identity(fields);
            assertIs(alpha, identity.current());
            folder.write("store", beta.pkcs12("second", "mine"));
            folder.write("c.pem", beta.certificates());
            folder.write("k.pem", beta.encryptedPkcs8("second"));
            folder.pass(3000);
            assertIs(alpha, identity.current());
            folder.write("password", "second");
            folder.pass(1000);
            assertIs(beta, identity.current());
        }
    }

    @Test
    void theEndIsSaidThirtySevenAndOneDaysBeforeAndThenOnceEach() throws Exception {
        folder.write(ending(40));
        folder.identity(FIELDS);
        assertEquals(NOTHING, folder.warnings());
        assertEquals(NOTHING, days(9));
        String says = "warn: credential 'c': c.pem: the certificate of CN=ending ";
        assertEquals(Arrays.asList(says + "expires on 2027-02-24T08:00:00Z, in 30 days"), days(1));
        assertEquals(NOTHING, days(22));
        assertEquals(Arrays.asList(says + "expires on 2027-02-24T08:00:00Z, in 7 days"), days(1));
        assertEquals(NOTHING, days(5));
        assertEquals(Arrays.asList(says + "expires on 2027-02-24T08:00:00Z, in 24 hours"), days(1));
        assertEquals(Arrays.asList(says + "expired on 2027-02-24T08:00:00Z"), days(1));
        assertEquals(NOTHING, days(100));
    }

    @Test
    void ofOneThatEndsSoonTheNearestAloneIsSaid() throws Exception {
        folder.write(ending(5));
        folder.warns("c.pem: the certificate of CN=ending expires on 2027-01-20T08:00:00Z, in 5 days", "certificate: §c.pem, key: k.pem");
        assertEquals(NOTHING, days(3));
        assertEquals(1, days(1).size());
        folder.write(alpha);
        assertEquals(Arrays.asList("info: credential 'c': the certificate of CN=alpha (c.pem) is in use now"), days(1));
        folder.write(ending(2));
        assertEquals(Arrays.asList("info: credential 'c': the certificate of CN=ending (c.pem) is in use now",
                "warn: credential 'c': c.pem: the certificate of CN=ending expired on 2027-01-17T08:00:00Z"), days(1));
        assertEquals(NOTHING, days(100));
    }

    private static Identity ending(int days) {
        return INTERMEDIATE.issue(Spec.client("ending").valid(Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2027-01-15T08:00:00Z").plusSeconds(days * 86_400L)));
    }

    private List<String> days(int days) throws Exception {
        folder.policies.elsewhere.moments.millis += days * DAY - 500;
        return folder.pass(500);
    }
}
