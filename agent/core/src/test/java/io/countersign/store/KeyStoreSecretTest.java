package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.TestBackground;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With stores as the JDK that runs the test writes them; SecretStoresIT has those of others, by keytool. */
class KeyStoreSecretTest extends StoresFixture {
    private static final byte[] KEY = new byte[32];

    static {
        Arrays.fill(KEY, (byte) 0xe9); // no text in UTF-8
    }

    @BeforeEach
    void password() {
        env.put("PASSWORD", "canary-hunter2");
    }

    private Path store(String type, String alias, SecretKey key, String password) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setEntry(alias, new KeyStore.SecretKeyEntry(key), new KeyStore.PasswordProtection(password.toCharArray()));
        Path file = dir.resolve("store");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    private static SecretKey key(byte[] bytes) {
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    private static SecretKey text(String text) throws Exception {
        return SecretKeyFactory.getInstance("PBE").generateSecret(new PBEKeySpec(text.toCharArray()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JCEKS"})
    void theBytesOfASecretKey(String type) throws Exception {
        store(type, "partner", key(KEY), "canary-hunter2");
        Secret secret = resolve("${keystore:store#Partner?password=env:PASSWORD}");
        assertArrayEquals(KEY, secret.value().bytes());
        assertEquals("${keystore:store#Partner}", secret.toString());
        has(assertThrows(CredentialUnavailable.class, () -> secret.value().text()).getMessage(), "bytes that are no text in UTF-8");
        assertSame(secret, resolve("${keystore:store#Partner?password=env:PASSWORD}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JCEKS"})
    void aPasswordThatKeytoolHasImportedIsAText(String type) throws Exception {
        store(type, "db", text("s3same"), "canary-hunter2");
        assertEquals("s3same", resolve("${keystore:store#db?password=env:PASSWORD}").value().text());
        assertEquals("s3same", secrets.read("${keystore:store#db?password=env:PASSWORD}", dir), "other values may be there too");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JCEKS"})
    void aStoreThatIsThereAndWrongIsAMistake(String type) throws Exception {
        Path file = store(type, "partner", key(KEY), "canary-hunter2");
        has(wrong("${keystore:store#other?password=env:PASSWORD}"), file + " has no secret key by the alias 'other'; its secret keys are 'partner'");
        env.put("WRONG", "canary");
        has(wrong("${keystore:store#partner?password=env:WRONG}"), file + " has another password than '?password=', or is damaged");
        has(wrong("${keystore:store#partner}"), file + " has a password, and there is no '?password='");
        byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length / 2));
        has(wrong("${keystore:./store#partner?password=env:PASSWORD}"), "damaged");
        Files.write(file, "hunter2".getBytes(StandardCharsets.UTF_8));
        has(wrong("${keystore:././store#partner?password=env:PASSWORD}"), "is no key store: neither PKCS#12 nor JCEKS");
    }

    @Test
    void whatIsNoReferenceIsAMistake() {
        for (String bad : new String[] {"store", "#alias", "store#", "store#a?pass=env:PASSWORD", "?password=env:A"}) {
            has(wrong("${keystore:" + bad + "}"), "must be ${keystore:PATH#ALIAS?password=env:NAME}");
        }
        has(wrong("${keystore:store#a?password=hunter2}"), "behind '?password=', which stands without its ${}: a reference needs a scheme");
        has(wrong("${keystore:store#a?password=evn:A}"), "did you mean ${env:NAME}");
        has(wrong("${keystore:store#a?password=literal:hunter2}"), "a reference to another place, without its ${}: ?password=env:NAME");
        has(wrong("${keystore:store#a?password=${env:A}}"), "none within another");
    }

    @Test
    void aStoreThatIsReplacedIsReadAnewAndABrokenOneLeavesTheKeyInUse() throws Exception {
        Path file = store("PKCS12", "partner", key(KEY), "canary-hunter2");
        Secret secret = resolve("${keystore:store#partner?password=env:PASSWORD}");
        Secret.Value one = secret.value();
        Files.write(file, "nothing".getBytes(StandardCharsets.UTF_8));
        pass(1_000);
        pass(1_000);
        assertSame(one, secret.value());
        assertEquals(1, told("${keystore:store#partner}: " + file + " is no key store: neither PKCS#12 nor JCEKS; the value of before stays in use"));
        byte[] other = KEY.clone();
        other[0] = 1;
        store("PKCS12", "partner", key(other), "canary-hunter2");
        pass(1_000);
        assertArrayEquals(other, secret.value().bytes());
        assertEquals(1, told("is well again"));
        assertTrue(secret.refresh());
        store("PKCS12", "partner", key(other), "canary-hunter2");
        Secret.Value same = secret.value();
        pass(5_000);
        assertSame(same, secret.value(), "the same key in a new file");
    }

    @Test
    void aStoreOrAPasswordThatIsNotThereMayCome() throws Exception {
        Secret secret = resolve("${keystore:store#partner?password=file:password}");
        has(failure(secret), "${keystore:store#partner}: its password: ${file:password}: " + dir.resolve("password") + " is not there");
        Files.write(dir.resolve("password"), "canary-hunter2\n".getBytes(StandardCharsets.UTF_8));
        pass(500);
        pass(500);
        has(failure(secret), dir.resolve("store") + " is not there");
        store("PKCS12", "partner", key(KEY), "canary-hunter2");
        pass(500);
        assertArrayEquals(KEY, secret.value().bytes());
    }

    @Test
    void aPasswordMayBeWaitedFor() throws Exception {
        store("PKCS12", "partner", key(KEY), "canary-hunter2");
        Secret secret = resolve("${keystore:store#partner?password=exec:echo canary-hunter2}");
        assertTrue(secret.waits());
        assertNotNull(secret.pending());
        elsewhere.work();
        assertNull(secret.pending());
        assertArrayEquals(KEY, secret.value().bytes());
    }

    @Test
    void aPasswordThatIsNoTextIsSaidOnceAndNothingIsWellWhileItIsNone() throws Exception {
        env.put("AWS_ACCESS_KEY_ID", "id");
        env.put("AWS_SECRET_ACCESS_KEY", "key");
        env.put("AWS_REGION", "eu-west-1");
        elsewhere.server = call -> TestBackground.json(200, "{\"SecretBinary\":\"/wABAg==\"}");
        store("PKCS12", "partner", key(KEY), "canary-hunter2");
        Secret secret = resolve("${keystore:store#partner?password=aws-sm:keys}");
        secret.pending();
        elsewhere.work();
        pass(10_000);
        has(failure(secret), "its password: the secret is bytes that are no text in UTF-8");
        assertEquals(1, told("its password: the secret is bytes that are no text in UTF-8"));
        assertEquals(0, told("is well again"));
    }

    @Test
    void aRequestLooksAtTheStoreOnceForAPasswordThatHasComeAndTheWatcherFromThenOn() throws Exception {
        Secret secret = resolve("${keystore:store#partner?password=exec:echo canary-hunter2}");
        secret.pending();
        elsewhere.work();
        assertNull(secret.pending());
        has(failure(secret), dir.resolve("store") + " is not there");
        store("PKCS12", "partner", key(KEY), "canary-hunter2");
        assertNull(secret.pending());
        has(failure(secret), dir.resolve("store") + " is not there");
        pass(500);
        assertArrayEquals(KEY, secret.value().bytes());
    }
}
