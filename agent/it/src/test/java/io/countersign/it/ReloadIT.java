package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The policy is changed while the application runs. */
class ReloadIT extends Fixture {
    private static final String BEAN = "io.countersign:type=Agent";

    private String caller = "UrlConnectionCaller";

    @Override
    String caller() {
        return caller;
    }

    /** Two headers that say by which version of the policy they are. */
    private Path version(int version) throws IOException {
        Path policy = folder.resolve("policy.yaml");
        CertificateFixture.write(policy, "version: 1\ncredentials:\n"
                + "  a: {type: api-key, header: X-A, value: '${literal:" + version + "}'}\n"
                + "  b: {type: api-key, header: X-B, value: '${literal:" + version + "}'}\n"
                + "  token: {type: bearer, token: '${file:token}'}\n"
                + "rules: [{host: 127.0.0.1, credentials: [a, token, b]}]\n");
        return policy;
    }

    private static void await(Callable<Boolean> condition, Application application) throws Exception {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, application.errors());
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static String versionOf(String head) {
        List<String> a = Recorder.values(head, "X-A");
        List<String> b = Recorder.values(head, "X-B");
        assertEquals(1, a.size(), head);
        assertEquals(a, b, head);
        assertEquals(List.of("Bearer token-1"), Recorder.values(head, "Authorization"), head);
        return a.get(0);
    }

    @Test
    void aChangedPolicyHoldsFromThenOnAndABrokenOneIsRefusedWithItsMistakes() throws Exception {
        Files.writeString(folder.resolve("token"), "token-1\n");
        Application a = with(List.of(Application.agent(version(1))));
        a.call("GET " + guarded.url("/a"));
        version(2);
        await(() -> a.errors().contains(" is in force in version "), a);
        a.call("GET " + guarded.url("/a"));

        CertificateFixture.write(folder.resolve("policy.yaml"), "version: 1\ncredentials:\n  a: {type: api-kei, value: '${env:KEY}'}\n"
                + "rules: [{hosts: 127.0.0.1, credentials: [a]}]\n");
        await(() -> a.errors().contains(" stays in force"), a);
        assertTrue(a.errors().contains("policy.yaml:3:13: type 'api-kei' of credential 'a' is unknown; did you mean 'api-key'?"), a.errors());
        assertTrue(a.errors().contains("policy.yaml:4:10: unknown field 'hosts' in the rule; did you mean 'host'?"), a.errors());
        a.call("GET " + guarded.url("/a"));
        Process status = new ProcessBuilder(Application.JAVA_HOME + "/bin/java", "-XX:TieredStopAtLevel=1", "-jar",
                System.getProperty("countersign.it.agent"), "status", String.valueOf(a.pid())).redirectErrorStream(true).start();
        String said = new String(status.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, status.waitFor(), said);
        assertTrue(said.contains(", reloaded once\n  not in force: "), said);
        assertTrue(said.contains("  127.0.0.1 (" + folder + "/policy.yaml:6): a, token, b\n    signed 3\n"), said);
        assertTrue(said.contains("  HttpURLConnection: woven\n"), said);
        assertEquals(List.of("1", "2", "2"), guarded.heads.stream().map(ReloadIT::versionOf).toList());
    }

    /** For some seconds, and for {@code -Dcountersign.it.reload.seconds=60} a minute. */
    @Test
    void noRequestFailsOrIsHalfSignedWhileThePolicyIsReloadedEveryFiftyMillisecondsUnderLoad() throws Exception {
        Files.writeString(folder.resolve("token"), "token-1\n");
        caller = "ManagedCaller";
        Application a = with(List.of(Application.agent(version(0))));
        assertTrue(a.call("BEANS " + BEAN).startsWith("true "), a.errors());
        a.call("GET " + guarded.url("/a") + " +load=32 +begin=load");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("countersign.it.reload.seconds", 3));
        int written = 0;
        while (System.nanoTime() < end) {
            version(++written);
            assertEquals("[]", a.call("INVOKE " + BEAN), a.errors());
            LockSupport.parkNanos(50_000_000);
        }
        a.call("GET - +stop=load");
        String outcome = a.call("GET - +end=load");
        assertTrue(outcome.matches("\\{200=\\d+}"), outcome + a.errors());
        List<Integer> versions = guarded.heads.stream().map(ReloadIT::versionOf).map(Integer::valueOf).distinct().toList();
        assertTrue(versions.size() > written / 2, versions.size() + " of " + written + " versions were seen");
        assertTrue(a.errors().split(" is in force in version ", -1).length > written, "each of the " + written + " was put in force");
    }
}
