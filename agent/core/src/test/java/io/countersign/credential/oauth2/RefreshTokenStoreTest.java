package io.countersign.credential.oauth2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.credential.oauth2.RefreshTokenStore.Stored;
import io.countersign.engine.SystemMoments;
import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.FixedMoments;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshTokenStoreTest {
    private static final String PURPOSE = "https://idp.example.com orders";

    @TempDir
    Path temporary;

    private Path folder;
    private Path file;
    private final FixedMoments moments = new FixedMoments(1_800_000_000_000L);

    @BeforeEach
    void name() {
        folder = temporary.resolve("own/tokens");
        file = folder.resolve("orders.token");
    }

    private RefreshTokenStore store() {
        return store(PURPOSE, null);
    }

    private RefreshTokenStore store(String purpose, String key) {
        Secrets secrets = new Secrets(Collections.emptyMap(), new Properties(), new Log(Log.Level.ERROR, System.err), () -> 0, 1);
        Secret secret = key == null ? null : secrets.resolve("${literal:" + key + "}", temporary);
        return new RefreshTokenStore(file, purpose, secret, moments);
    }

    private static void write(RefreshTokenStore store, String token) throws Exception {
        store.exclusively(() -> {
            store.write(token, null, null, null);
            return null;
        });
    }

    private static String read(RefreshTokenStore store) throws Exception {
        Stored stored = store.exclusively(store::read);
        return stored == null ? null : stored.refreshToken;
    }

    /** What reading says, which must not have changed anything. */
    private String refusal(RefreshTokenStore store) throws Exception {
        byte[] before = Files.readAllBytes(file);
        String message = assertThrows(CredentialUnavailable.class, () -> read(store)).getMessage();
        assertArrayEquals(before, Files.readAllBytes(file));
        assertFalse(message.contains("secret-token"), message);
        return message;
    }

    private static void has(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private TreeSet<String> files() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void whatIsWrittenIsReadByThisStoreAndByAnother() throws Exception {
        RefreshTokenStore store = store();
        assertNull(read(store));
        store.exclusively(() -> {
            store.write("secret-token-ü", "seed", "alice", "openid api");
            return null;
        });
        moments.millis += 1000;
        for (RefreshTokenStore each : new RefreshTokenStore[] {store, store()}) {
            Stored stored = each.exclusively(each::read);
            assertEquals("secret-token-ü", stored.refreshToken);
            assertEquals("alice", stored.subject);
            assertEquals("openid api", stored.scope);
            assertEquals(1_800_000_000_000L, stored.written);
            assertEquals("a refresh token of alice", stored.toString());
        }
        assertEquals(file.toString(), store.toString());
        assertEquals(new TreeSet<>(Arrays.asList("orders.token", "orders.token.store-key", "orders.token.store-lock")), files());
    }

    @Test
    void aLongTokenAndNoneOfTheRestAreKeptToo() throws Exception {
        char[] characters = new char[100_000];
        Arrays.fill(characters, 'x');
        write(store(), new String(characters));
        RefreshTokenStore store = store();
        Stored stored = store.exclusively(store::read);
        assertEquals(100_000, stored.refreshToken.length());
        assertNull(stored.subject);
        assertNull(stored.scope);
        assertEquals("a refresh token", stored.toString());
    }

    @Test
    void aChangedSeedIsNoticed() throws Exception {
        RefreshTokenStore store = store();
        store.exclusively(() -> {
            store.write("t", "seed", null, null);
            Stored stored = store.read();
            assertTrue(stored.isOf("seed"));
            assertFalse(stored.isOf("other"));
            assertFalse(stored.isOf(null));
            store.write("t", null, null, null);
            stored = store.read();
            assertTrue(stored.isOf(null));
            assertFalse(stored.isOf("seed"));
            return null;
        });
    }

    @Test
    void noFileHoldsTheTokenAndNoTwoAreTheSame() throws Exception {
        write(store(), "secret-token");
        byte[] one = Files.readAllBytes(file);
        write(store(), "secret-token");
        byte[] two = Files.readAllBytes(file);
        assertFalse(Arrays.equals(one, two));
        for (String name : files()) {
            assertFalse(new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.ISO_8859_1).contains("secret-token"), name);
        }
    }

    @Test
    void readingAndWritingAreDoneExclusively() {
        RefreshTokenStore store = store();
        assertThrows(IllegalStateException.class, store::read);
        assertThrows(IllegalStateException.class, () -> store.write("t", null, null, null));
        assertThrows(IllegalStateException.class, store::delete);
    }

    @Test
    void whoIsAloneAlreadyStaysSoAndAFailureEndsIt() throws Exception {
        RefreshTokenStore store = store();
        store.exclusively(() -> {
            write(store, "a");
            assertEquals("a", read(store));
            store.read();
            return null;
        });
        assertThrows(java.io.IOException.class, () -> store.exclusively(() -> {
            throw new java.io.IOException("of the server");
        }));
        assertThrows(IllegalStateException.class, store::read);
        assertEquals("a", read(store()));
    }

    @Test
    void whatIsDeletedIsGoneAndItsKeyWithIt() throws Exception {
        RefreshTokenStore store = store();
        assertFalse(store.exclusively(store::delete));
        write(store, "t");
        assertTrue(store.exclusively(store::delete));
        assertNull(read(store));
        assertEquals(new TreeSet<>(Arrays.asList("orders.token.store-lock")), files());
        write(store, "u");
        assertEquals("u", read(store()));
    }

    @Test
    void aFileThatCannotBeReadIsDeletedAllTheSame() throws Exception {
        for (byte[] torn : new byte[][] {{}, {'C', 'S', 'R', 'T'}, {'C', 'S', 'R', 'T', 2, 0, 1}}) {
            write(store(), "t");
            Files.write(file, torn);
            RefreshTokenStore store = store();
            assertTrue(store.exclusively(store::delete));
            assertNull(read(store));
        }
    }

    @Test
    void somebodysOwnFileIsNeitherReplacedNorDeleted() throws Exception {
        write(store(), "t");
        byte[] other = "-----BEGIN PRIVATE KEY-----".getBytes(StandardCharsets.UTF_8);
        Path key = folder.resolve("orders.token.store-key");
        for (Path each : new Path[] {file, key}) {
            byte[] before = Files.readAllBytes(each);
            Files.write(each, other);
            RefreshTokenStore store = store();
            has(assertThrows(CredentialUnavailable.class, () -> write(store, "u")).getMessage(), each.toString(), "'store'");
            if (each == file) {
                has(assertThrows(CredentialUnavailable.class, () -> store.exclusively(store::delete)).getMessage(), "is left as it is");
            }
            assertArrayEquals(other, Files.readAllBytes(each));
            Files.write(each, before);
        }
        Files.write(key, other);
        RefreshTokenStore store = store();
        assertTrue(store.exclusively(store::delete));
        assertArrayEquals(other, Files.readAllBytes(key));
    }

    // What is in the file

    @Test
    void aFileThatWasCutShortIsRefusedWhereverItEnds() throws Exception {
        write(store(), "secret-token");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            has(refusal(store()), file.toString(), "log in anew");
        }
        Files.write(file, whole);
        assertEquals("secret-token", read(store()));
    }

    @Test
    void aFileOfWhichAnyBitWasChangedIsRefused() throws Exception {
        write(store(), "secret-token");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            has(refusal(store()), file.toString(), "log in anew");
        }
    }

    @Test
    void anotherFileIsToldApart() throws Exception {
        write(store(), "t");
        Files.write(file, "-----BEGIN PRIVATE KEY-----\nABCDEFGHIJKLMNOPQRSTUVWXYZ".getBytes(StandardCharsets.UTF_8));
        has(refusal(store()), "is no store of a refresh token");
        Files.write(file, new byte[(1 << 20) + 1]);
        has(refusal(store()), "is larger than what is written there");
    }

    @Test
    void theFileOfAnotherCredentialIsRefused() throws Exception {
        write(store(), "secret-token");
        has(refusal(store("https://idp.example.com reports", null)), "belongs to a credential of other fields");
        assertEquals("secret-token", read(store()));
    }

    @Test
    void anotherKeyAMissingOneAndOneThatIsNoneAreToldApart() throws Exception {
        write(store(), "secret-token");
        Path key = folder.resolve("orders.token.store-key");
        byte[] right = Files.readAllBytes(key);
        assertEquals(65, right.length);
        byte[] other = right.clone();
        other[0] = (byte) (other[0] == '1' ? '2' : '1');
        Files.write(key, other);
        has(refusal(store()), "was encrypted by another key than that in " + key);
        Files.write(key, new byte[] {'x'});
        has(refusal(store()), key + " is no key of a store");
        Files.delete(key);
        has(refusal(store()), "the key in " + key + ", which is not there");
        assertFalse(Files.exists(key));
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(key, right);
        assertEquals("secret-token", read(store()));
    }

    @Test
    void aKeyOfThePolicyIsUsedInsteadOfOneInAFile() throws Exception {
        RefreshTokenStore store = store(PURPOSE, "a pass phrase of some length");
        write(store, "secret-token");
        write(store, "secret-token-2");
        assertEquals(new TreeSet<>(Arrays.asList("orders.token", "orders.token.store-lock")), files());
        assertEquals("secret-token-2", read(store(PURPOSE, "a pass phrase of some length")));
        has(refusal(store(PURPOSE, "another phrase of some length")), "was encrypted by another 'store-key'");
        has(refusal(store()), "by a 'store-key', and the policy has none now");
        has(refusal(store(PURPOSE, "fifteen chars..")), "'store-key' (${literal:…}) has fewer than 16 characters", "openssl rand");
        write(store(), "secret-token-3");
        has(refusal(store), "the policy has a 'store-key' now");
    }

    @Test
    void aWriterThatDiedHalfwayLeavesWhatWasThereBefore() throws Exception {
        write(store(), "old");
        Path half = folder.resolve("orders.token.store-new");
        Files.createFile(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(half, Arrays.copyOf(Files.readAllBytes(file), 20));
        assertEquals("old", read(store()));
        write(store(), "new");
        assertEquals("new", read(store()));
        assertFalse(Files.exists(half));
    }

    @Test
    void anInterruptedThreadLosesNoToken() throws Exception {
        RefreshTokenStore store = store();
        write(store, "old");
        store.exclusively(() -> {
            Thread.currentThread().interrupt();
            store.write("new", null, null, null);
            assertTrue(Thread.interrupted());
            return null;
        });
        assertEquals("new", read(store()));
    }

    // Whose it is

    private void mode(Path path, String permissions) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void assumePosix() {
        assumeTrue(Files.getFileAttributeView(temporary, PosixFileAttributeView.class) != null, "a file system without POSIX permissions");
    }

    @Test
    void filesAndFoldersAreMadeForTheirOwnerAlone() throws Exception {
        assumePosix();
        write(store(), "t");
        assertEquals("rwx------", mode(folder.getParent()));
        assertEquals("rwx------", mode(folder));
        for (String name : files()) {
            assertEquals("rw-------", mode(folder.resolve(name)), name);
        }
    }

    @Test
    void whatIsOpenToOthersIsRefusedAndStaysAsItIs() throws Exception {
        assumePosix();
        write(store(), "secret-token");
        for (String name : files()) {
            for (String open : new String[] {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-"}) {
                mode(folder.resolve(name), open);
                has(refusal(store()), folder.resolve(name) + " is open to others (" + open + ")", "chmod 600 " + folder.resolve(name));
                assertEquals(open, mode(folder.resolve(name)));
            }
            mode(folder.resolve(name), "rw-------");
        }
        for (String open : new String[] {"rwxr-x---", "rwx-w----", "rwx-----x"}) {
            mode(folder, open);
            has(refusal(store()), "the folder " + folder + " is open to others (" + open + ")", "chmod 700 " + folder);
            assertThrows(CredentialUnavailable.class, () -> write(store(), "u"));
            assertEquals(open, mode(folder));
        }
        mode(folder, "rwx------");
        assertEquals("secret-token", read(store()));
    }

    @Test
    void aSymbolicLinkInThePlaceOfAFileIsRefused() throws Exception {
        assumePosix();
        write(store(), "secret-token");
        for (String name : files()) {
            Path there = folder.resolve(name);
            Path moved = temporary.resolve(name);
            Files.move(there, moved);
            Files.createSymbolicLink(there, moved);
            has(refusal(store()), there + " is a symbolic link");
            Files.move(moved, there, StandardCopyOption.REPLACE_EXISTING);
        }
        assertEquals("secret-token", read(store()));
        Files.delete(file);
        Files.createDirectory(file);
        has(assertThrows(CredentialUnavailable.class, () -> read(store())).getMessage(), file + " is not a file");
    }

    @Test
    void aLinkToTheFolderIsFollowedUnlessItIsAnothersOwn() throws Exception {
        assumePosix();
        write(store(), "secret-token");
        Path link = temporary.resolve("link");
        Files.createSymbolicLink(link, folder);
        file = link.resolve("orders.token");
        assertEquals("secret-token", read(store()));
        assumeOtherUser();
        give(link, LinkOption.NOFOLLOW_LINKS);
        has(refusal(store()), "the folder " + link + " is a symbolic link that belongs to");
    }

    private static void assumeOtherUser() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a file to another user");
    }

    private static void give(Path path, LinkOption... options) throws Exception {
        Files.getFileAttributeView(path, FileOwnerAttributeView.class, options)
                .setOwner(path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }

    @Test
    void whatBelongsToAnotherIsRefused() throws Exception {
        assumePosix();
        assumeOtherUser();
        write(store(), "secret-token");
        give(file);
        has(refusal(store()), file + " belongs to nobody, and its folder to root");
        Files.delete(file);
        for (String name : files()) {
            Files.delete(folder.resolve(name));
        }
        give(folder);
        has(assertThrows(CredentialUnavailable.class, () -> write(store(), "t")).getMessage(),
                "the folder " + folder + " belongs to nobody, and this process runs as root");
        assertTrue(files().isEmpty());
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws Exception {
        Files.write(temporary.resolve("own"), new byte[0]);
        has(assertThrows(CredentialUnavailable.class, () -> write(store(), "t")).getMessage(), file + ".store-lock cannot be opened");
    }

    // One at a time

    @Test
    void whoComesWhileAnotherHasItIsToldAfterAWhile() throws Exception {
        write(store(), "t");
        RefreshTokenStore hasty = new RefreshTokenStore(file, PURPOSE, null, moments, 20);
        try (RandomAccessFile other = new RandomAccessFile(folder.resolve("orders.token.store-lock").toFile(), "rw")) {
            other.getChannel().lock();
            has(assertThrows(CredentialUnavailable.class, () -> read(hasty)).getMessage(), "another process has had the lock of", ".store-lock");
        }
        assertEquals("t", read(hasty));
        String[] message = {""};
        hasty.exclusively(() -> {
            Thread other = new Thread(() -> message[0] = assertThrows(CredentialUnavailable.class, () -> read(hasty)).getMessage());
            other.start();
            join(other);
            return null;
        });
        has(message[0], "another thread has had the lock of");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manyThreadsWithOneStoreOrOneEachLoseNoRotation() throws Exception {
        try (RotatingServer server = new RotatingServer("first")) {
            RefreshTokenStore shared = new RefreshTokenStore(file, PURPOSE, null, new SystemMoments());
            write(shared, "first");
            Thread[] threads = new Thread[8];
            Throwable[] failures = new Throwable[threads.length];
            for (int i = 0; i < threads.length; i++) {
                RefreshTokenStore store = i % 2 == 0 ? shared : new RefreshTokenStore(file, PURPOSE, null, new SystemMoments());
                int number = i;
                threads[i] = new Thread(() -> {
                    try {
                        Rotator.rotate(store, server.port(), 25);
                    } catch (Throwable e) {
                        failures[number] = e;
                    }
                });
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertArrayEquals(new Throwable[threads.length], failures);
            assertEquals("200 rotations, 0 reused", server.outcome());
            assertEquals(server.valid(), read(shared));
        }
    }

    @Test
    void twoProcessesLoseNoRotation() throws Exception {
        try (RotatingServer server = new RotatingServer("first")) {
            write(new RefreshTokenStore(file, PURPOSE, null, new SystemMoments()), "first");
            Process one = Rotator.start(file, PURPOSE, server.port(), 200);
            Process two = Rotator.start(file, PURPOSE, server.port(), 200);
            assertEquals(0, one.waitFor());
            assertEquals(0, two.waitFor());
            assertEquals("400 rotations, 0 reused", server.outcome());
            assertEquals(server.valid(), read(store()));
        }
    }

    @Test
    void aProcessThatDiesWithTheLockLeavesItToTheNext() throws Exception {
        write(store(), "t");
        Process dying = Rotator.start(file, PURPOSE, 0, 0);
        assertEquals('!', dying.getInputStream().read(), "it has the lock");
        RefreshTokenStore hasty = new RefreshTokenStore(file, PURPOSE, null, moments, 20);
        has(assertThrows(CredentialUnavailable.class, () -> read(hasty)).getMessage(), "another process");
        dying.destroyForcibly().waitFor();
        assertEquals("t", read(hasty));
    }

    @Test
    void aFilesNameIsReadAndTellsPurposesApart() {
        Path one = RefreshTokenStore.standardPath(Paths.get("home"), "Orders ../é-idp.example.com", "a");
        assertEquals("home/.countersign/tokens/orders-..---idp.example.com-ca978112ca1bbdca.token", one.toString().replace('\\', '/'));
        assertFalse(one.equals(RefreshTokenStore.standardPath(Paths.get("home"), "Orders ../é-idp.example.com", "b")));
        assertTrue(RefreshTokenStore.standardPath(Paths.get("home"), "..", "a").getFileName().toString().startsWith("-.-"));
    }
}
