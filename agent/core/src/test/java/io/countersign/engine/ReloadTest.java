package io.countersign.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Background;
import io.countersign.background.TestBackground;
import io.countersign.log.Log;
import io.countersign.policy.Outcome;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyFiles;
import io.countersign.policy.PolicyFolder;
import io.countersign.policy.PolicyReader;
import io.countersign.request.Headers;
import io.countersign.request.TestRequest;
import io.countersign.secret.Secret;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that is changed while requests are made. */
class ReloadTest {
    private static final String KEYS = "  k: {type: api-key, value: '${env:KEY}'}\n  other: {type: api-key, header: X-Other, value: '${env:KEY}'}\n";

    @TempDir
    Path folder;

    private PolicyFolder policies;
    private Engine engine;
    private Reload reload;
    private long written = 1_700_000_000_000L;
    private final List<Policy> prepared = new ArrayList<>();

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
        policies.environment.put("KEY", "secret");
    }

    private void write(String name, String... lines) throws IOException {
        Files.setLastModifiedTime(policies.write(name, lines), FileTime.fromMillis(written += 1000));
    }

    private void policy(String rules) throws IOException {
        write("p.yaml", "version: 1", "credentials:", KEYS + rules);
    }

    private void start(String name) throws Exception {
        start(name, policies.background);
    }

    private void start(String name, Background background) throws Exception {
        Path where = folder.resolve(name);
        List<Object> stamp = PolicyFiles.stamp(where);
        Policy policy = PolicyReader.read(where, policies.secrets, background);
        policies.secrets.inForce(policy.watched());
        engine = new Engine(policy, background.moments);
        reload = new Reload(where, stamp, engine, policies.secrets, background, prepared::add);
    }

    /** Looks, and does what is to be done then. */
    private void look() {
        reload.poll();
        policies.elsewhere.work();
    }

    private Headers get(String url) throws IOException {
        return engine.sign(new TestRequest("GET", url));
    }

    private String log() {
        return policies.log.toString().replace(folder + "/", "");
    }

    @Test
    void aChangedPolicyIsInForceOnceNobodyWritesItAnyMore() throws Exception {
        policy("rules: [{host: a.example, credentials: [k]}]");
        start("p.yaml");
        Policy first = engine.policy();
        look();
        assertSame(first, engine.policy());

        policy("rules: [{host: b.example, credentials: [k]}]");
        look();
        assertSame(first, engine.policy(), "it may be half written");
        look();
        assertNull(get("https://a.example/"));
        assertEquals("[X-API-Key]", get("https://b.example/").toString());
        assertEquals(1, reload.state().reloads);
        assertEquals(engine.policy(), reload.state().policy);
        assertEquals(1, prepared.size());
        assertTrue(log().contains("info: policy p.yaml is in force in version " + engine.policy().version() + ", 1 rule; before it was " + first.version()), log());
    }

    @Test
    void aChangeForWhichThereIsNoThreadIsReadWhenThereIsOne() throws Exception {
        policy("rules: [{host: a.example, credentials: [k]}]");
        start("p.yaml");
        policy("rules: [{host: b.example, credentials: [k]}]");
        policies.elsewhere.noThread = new OutOfMemoryError("unable to create native thread");
        for (int looks = 0; looks < 30; looks++) {
            look();
        }
        policies.elsewhere.noThread = null;
        look();
        assertEquals(1, reload.state().reloads);
    }

    @Test
    void aPolicyThatIsInForceIsSaidToBeThoughTheLogFails() throws Exception {
        policy("rules: [{host: a.example, credentials: [k]}]");
        boolean[] fails = {false};
        start("p.yaml", policies.elsewhere.background(new Log(Log.Level.INFO, new PrintStream(policies.log, true) {
            @Override
            public void println(String line) {
                if (fails[0]) {
                    fails[0] = false;
                    throw new IllegalStateException("the application's own stream");
                }
                super.println(line);
            }
        }), folder));
        policy("rules: [{host: b.example, credentials: [k]}]");
        fails[0] = true;
        look();
        look();
        assertSame(engine.policy(), reload.state().policy);
        assertEquals(1, reload.state().reloads);
        assertEquals(Collections.emptyList(), reload.state().mistakes);
    }

    @Test
    void whoNeverStopsWritingDoesNotKeepItOut() throws Exception {
        policy("rules: [{host: a.example, credentials: [k]}]");
        start("p.yaml");
        for (int i = 0; i < 30; i++) {
            policy("rules: [{host: a" + i + ".example, credentials: [k]}]");
            look();
        }
        assertTrue(reload.state().reloads >= 2, "reloads " + reload.state().reloads);
    }

    @Test
    void oneWithMistakesIsRefusedWithAllOfThemAndTheOneBeforeGoesOn() throws Exception {
        policy("rules: [{host: a.example, credentials: [k]}]");
        start("p.yaml");
        Policy first = engine.policy();
        policy("rules: [{host: a.example, credentials: [q]}, {hots: b.example, credentials: [k]}]");
        look();
        look();
        assertSame(first, engine.policy());
        assertEquals("[X-API-Key]", get("https://a.example/").toString());
        assertEquals(3, reload.state().mistakes.size(), reload.state().mistakes.toString());
        assertTrue(log().contains("error: p.yaml:5:41: unknown credential 'q'"), log());
        assertTrue(log().contains("unknown field 'hots'"), log());
        assertTrue(log().contains("policy p.yaml has mistakes; version " + first.version() + " stays in force"), log());

        int length = policies.log.size();
        for (int i = 0; i < 100; i++) {
            look();
        }
        assertEquals(length, policies.log.size(), "said once: " + log());

        policy("rules: [{host: a.example, credentials: [k]}]");
        look();
        look();
        assertTrue(reload.state().mistakes.isEmpty());
        assertTrue(log().contains("is as it is in force again"), log());
        assertEquals(0, reload.state().reloads);
    }

    @Test
    void whatWasWrongInAnotherFileIsLookedForAgain() throws Exception {
        Files.write(folder.resolve("key.pem"), "-----BEGIN NONSENSE".getBytes(StandardCharsets.UTF_8));
        policy("rules: [{host: a.example, credentials: [k]}]");
        start("p.yaml");
        write("p.yaml", "version: 1", "credentials:", "  j: {type: jwt, algorithm: HS256, key: '${file:key.pem}'}", "rules: [{host: a.example, credentials: [j]}]");
        look();
        look();
        assertFalse(reload.state().mistakes.isEmpty());
        Files.write(folder.resolve("key.pem"), "a shared secret of thirty-two bytes or more".getBytes(StandardCharsets.UTF_8));
        policies.secrets.poll();
        for (int i = 0; i < 21; i++) {
            look();
        }
        assertTrue(reload.state().mistakes.isEmpty(), reload.state().mistakes.toString());
        assertEquals("[Authorization]", get("https://a.example/").toString());
    }

    @Test
    void whatDidNotChangeIsTheSameCredentialWhereverItStandsNow() throws Exception {
        policy("rules: [{host: a.example, credentials: [k, other]}]");
        start("p.yaml");
        Policy first = engine.policy();
        write("p.yaml", "# moved", "version: 1", "credentials:", "  other:", "    header: X-Other2", "    type: api-key", "    value: ${env:KEY}",
                "  k: {type: api-key, value: \"${env:KEY}\"}", "rules: [{host: a.example, credentials: [k, other]}]");
        look();
        look();
        assertNotSame(first, engine.policy());
        assertNotSame(first.credential("other"), engine.policy().credential("other"));
        assertEquals("[X-API-Key, X-Other2]", get("https://a.example/").toString());
        // Written with other quotes it is read as another: that costs a token at most.
        policy("rules: [{host: a.example, credentials: [k]}, {host: b.example, credentials: [other]}]");
        look();
        look();
        Policy third = engine.policy();
        policy("rules: [{host: b.example, credentials: [other, k]}]");
        look();
        look();
        assertNotSame(third, engine.policy());
        assertSame(third.credential("k"), engine.policy().credential("k"));
        assertSame(third.credential("other"), engine.policy().credential("other"));
    }

    @Test
    void aTokenSurvivesWhereItsCredentialDidNotChange() throws Exception {
        policies.elsewhere.server = call -> TestBackground.json(200, "{\"access_token\":\"t" + policies.elsewhere.calls.size() + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
        String token = "  o: {type: oauth2, grant: client-credentials, token-url: https://idp.example/token, client-id: c, client-secret: '${env:KEY}'}\n";
        policy(token + "rules: [{host: a.example, credentials: [o]}]");
        start("p.yaml");
        TestRequest waiting = new TestRequest("GET", "https://a.example/");
        waiting.whileWaiting = policies.elsewhere::work;
        assertEquals("Bearer t1", engine.sign(waiting).value(0));
        assertEquals("Bearer t1", get("https://a.example/").value(0));
        policy(token + "rules: [{host: a.example, credentials: [o, k]}]");
        look();
        look();
        assertEquals(1, reload.state().reloads);
        assertEquals("Bearer t1", get("https://a.example/").value(0));
        assertEquals(1, policies.elsewhere.calls.size());
    }

    @Test
    void oneThatNamesAnotherWhichChangedIsMadeAnew() throws Exception {
        String jwt = "  j: {type: jwt, algorithm: HS256, key: '${env:KEY}', key-id: %s}\n"
                + "  o: {type: oauth2, grant: jwt-bearer, token-url: https://idp.example/token, client-id: c, client-secret: '${env:KEY}', assertion: j}\n";
        policies.environment.put("KEY", "a shared secret of thirty-two bytes or more");
        policy(String.format(jwt, "one") + "rules: [{host: a.example, credentials: [o]}]");
        start("p.yaml");
        Policy first = engine.policy();
        policy(String.format(jwt, "one") + "rules: [{host: b.example, credentials: [o]}]");
        look();
        look();
        assertSame(first.credential("o"), engine.policy().credential("o"));
        policy(String.format(jwt, "two") + "rules: [{host: b.example, credentials: [o]}]");
        look();
        look();
        assertNotSame(first.credential("o"), engine.policy().credential("o"));
    }

    @Test
    void whatAReferenceStandsForIsPartOfACredential() throws Exception {
        policies.properties.setProperty("header", "X-One");
        write("p.yaml", "version: 1", "credentials:", "  k: {type: api-key, header: '${sys:header}', value: '${env:KEY}'}", "rules: [{host: a.example, credentials: [k]}]");
        start("p.yaml");
        policies.properties.setProperty("header", "X-Two");
        reload.now();
        assertEquals("[X-Two]", get("https://a.example/").toString());
    }

    @Test
    void whatARuleHasCountedGoesOnWhereTheRuleIsTheSame() throws Exception {
        policy("rules: [{host: a.example, credentials: [k]}, {host: b.example, credentials: [k]}]");
        start("p.yaml");
        get("https://a.example/");
        get("https://b.example/");
        policy("rules: [{host: b.example, existing: replace, credentials: [k]}, {host: a.example, credentials: [k]}]");
        look();
        look();
        get("https://a.example/");
        get("https://b.example/");
        assertEquals(2, engine.policy().rulesFor("a.example").first().tally().of(Outcome.SIGNED));
        assertEquals(1, engine.policy().rulesFor("b.example").first().tally().of(Outcome.SIGNED));
        assertEquals(4, engine.outcomes().of(Outcome.SIGNED));
    }

    @Test
    void aFolderIsReadWhenAFileIsAddedOrTakenAway() throws Exception {
        write("d/a.yaml", "version: 1", "credentials:", KEYS + "rules: [{host: a.example, credentials: [k]}]");
        start("d");
        write("d/b.yaml", "version: 1", "rules: [{host: b.example, credentials: [other]}]");
        look();
        look();
        assertEquals("[X-Other]", get("https://b.example/").toString());
        Files.delete(folder.resolve("d/b.yaml"));
        look();
        look();
        assertNull(get("https://b.example/"));
    }

    /** As Kubernetes does with a ConfigMap. */
    @Test
    void aLinkThatLeadsToAnotherIsSeen() throws Exception {
        write("one/p.yaml", "version: 1", "credentials:", KEYS + "rules: [{host: a.example, credentials: [k]}]");
        write("two/p.yaml", "version: 1", "credentials:", KEYS + "rules: [{host: a.example, credentials: [other]}]");
        Files.createDirectory(folder.resolve("mount"));
        Files.createSymbolicLink(folder.resolve("mount/..data"), folder.resolve("one"));
        Files.createSymbolicLink(folder.resolve("mount/p.yaml"), Paths.get("..data/p.yaml"));
        start("mount/p.yaml");
        Files.createSymbolicLink(folder.resolve("mount/..new"), folder.resolve("two"));
        Files.move(folder.resolve("mount/..new"), folder.resolve("mount/..data"), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        look();
        look();
        assertEquals("[X-Other]", get("https://a.example/").toString());
    }

    @Test
    void aFileThatIsGoneForAWhileChangesNothing() throws Exception {
        policy("rules: [{host: a.example, credentials: [k]}]");
        start("p.yaml");
        Files.delete(folder.resolve("p.yaml"));
        look();
        look();
        assertEquals("[X-API-Key]", get("https://a.example/").toString());
        assertEquals("[p.yaml:1:1: is not there]", reload.state().mistakes.toString().replace(folder + "/", ""));
        policy("rules: [{host: a.example, credentials: [k]}]");
        look();
        look();
        assertTrue(reload.state().mistakes.isEmpty());
    }

    @Test
    void theVersionIsThatOfSha256sum() throws Exception {
        policy("rules: [{host: a.example, credentials: [k]}]");
        start("p.yaml");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve("p.yaml")));
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            hex.append(String.format("%02x", digest[i]));
        }
        assertEquals(hex.toString(), engine.policy().version());
        String before = engine.policy().version();
        policy("rules: []");
        reload.now();
        assertNotEquals(before, engine.policy().version());
    }

    @Test
    void whatAPolicyHadIsLetGoWithIt() throws Exception {
        Files.write(folder.resolve("key"), "one".getBytes(StandardCharsets.UTF_8));
        write("p.yaml", "version: 1", "credentials:", "  f: {type: api-key, value: '${file:key}'}", "rules: [{host: a.example, credentials: [f]}]");
        start("p.yaml");
        WeakReference<Object> credential = new WeakReference<>(engine.policy().credential("f"));
        WeakReference<Object> secret = new WeakReference<>(policies.secrets.resolve("${file:key}", folder));
        policy("rules: [{host: a.example, credentials: [k]}]");
        look();
        look();
        for (int i = 0; i < 50 && (credential.get() != null || secret.get() != null); i++) {
            System.gc();
        }
        assertNull(credential.get(), "the credential");
        assertNull(secret.get(), "its secret");
    }

    /** Each of the two headers says which version of the policy it is of. */
    @Test
    void noRequestIsSignedByHalfOfOnePolicyAndHalfOfAnotherNorFails() throws Exception {
        versioned(0);
        start("p.yaml");
        AtomicBoolean done = new AtomicBoolean();
        List<FutureTask<Set<String>>> all = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            FutureTask<Set<String>> task = new FutureTask<>(() -> {
                Set<String> versions = new HashSet<>();
                while (!done.get()) {
                    Headers headers = get("https://a.example/x");
                    assertEquals(2, headers.size());
                    assertEquals(headers.value(0), headers.value(1));
                    versions.add(headers.value(0));
                }
                return versions;
            });
            all.add(task);
            new Thread(task).start();
        }
        for (int version = 1; version <= 200; version++) {
            versioned(version);
            assertEquals(version, reload.now().reloads);
        }
        done.set(true);
        Set<String> versions = new HashSet<>();
        for (FutureTask<Set<String>> task : all) {
            versions.addAll(task.get());
        }
        assertTrue(versions.size() > 10, "versions that were seen: " + versions.size());
        assertEquals("200", get("https://a.example/x").value(0));
    }

    private void versioned(int version) throws IOException {
        write("p.yaml", "version: 1", "credentials:", "  a: {type: api-key, header: X-A, value: '${literal:" + version + "}'}",
                "  b: {type: api-key, header: X-B, value: '${literal:" + version + "}'}", "rules: [{host: a.example, credentials: [a, b]}]");
    }

    @Test
    void whatARefusedPolicyRefersToIsNotLookedAtNorRun() throws Exception {
        policy("rules: [{host: a.example, credentials: [k]}]");
        start("p.yaml");
        Files.write(folder.resolve("key"), "one".getBytes(StandardCharsets.UTF_8));
        write("p.yaml", "version: 1", "credentials:", "  f: {type: api-key, value: '${file:key}'}", "rules: [{host: a.example, credentials: [f, nobody]}]");
        look();
        look();
        assertFalse(reload.state().mistakes.isEmpty());
        Secret secret = policies.secrets.resolve("${file:key}", folder, new ArrayList<>());
        Object before = secret.value();
        Files.write(folder.resolve("key"), "two".getBytes(StandardCharsets.UTF_8));
        policies.secrets.poll();
        assertSame(before, secret.value());
        write("p.yaml", "version: 1", "credentials:", "  f: {type: api-key, value: '${file:key}'}", "rules: [{host: a.example, credentials: [f]}]");
        look();
        look();
        policies.secrets.poll();
        assertEquals("two", get("https://a.example/").value(0));
        Secret inForce = policies.secrets.resolve("${file:key}", folder, new ArrayList<>());
        policy("rules: [{host: a.example, credentials: [k]}]");
        look();
        look();
        Files.write(folder.resolve("key"), "three".getBytes(StandardCharsets.UTF_8));
        policies.secrets.poll();
        assertEquals("two", inForce.value().text());
    }
}
