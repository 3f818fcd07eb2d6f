package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import io.countersign.it.probe.OtherProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications whose TLS is Conscrypt's or BouncyCastle's: the same certificates, the same hosts, the same trust. */
class OtherProvidersIT {
    @TempDir
    Path folder;

    private MutualServer guarded;
    private MutualServer stranger;

    @BeforeEach
    void start() throws Exception {
        Authority servers = Authority.root("Servers");
        Authority clients = Authority.root("Clients");
        Identity alpha = clients.issue(Spec.client("alpha"));
        Files.writeString(folder.resolve("alpha.pem"), alpha.certificates());
        Files.writeString(folder.resolve("alpha.key"), alpha.pkcs8());
        Files.writeString(folder.resolve("servers.pem"), servers.pem());
        Files.writeString(folder.resolve("others.pem"), Authority.root("Others").pem());
        Files.write(folder.resolve("servers.jks"), servers.trustStore("changeit"));
        ServerTls tls = ServerTls.of(servers, clients).asks(ServerTls.Asks.WANTS);
        guarded = new MutualServer("127.0.0.1", tls);
        stranger = new MutualServer("127.0.0.3", tls);
    }

    @AfterEach
    void stop() throws Exception {
        guarded.close();
        stranger.close();
    }

    /** What the program prints, a line for each URL. */
    private List<String> run(String provider, String trustManager, String trust, boolean trustsServers, String... urls) throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), "version: 1\ncredentials:\n"
                + "  mesh: {type: client-certificate, certificate: alpha.pem, key: alpha.key" + trust + "}\n"
                + "rules: [{host: 127.0.0.1, credentials: [mesh]}]\n");
        List<String> command = new ArrayList<>(List.of(Application.JAVA_HOME + "/bin/java", "-Dcountersign.log=warn", Application.agent(policy)));
        if (trustsServers) {
            command.addAll(List.of("-Djavax.net.ssl.trustStore=" + folder.resolve("servers.jks"), "-Djavax.net.ssl.trustStorePassword=changeit",
                    "-Djavax.net.ssl.trustStoreType=JKS"));
        }
        command.addAll(List.of("-cp", System.getProperty("countersign.it.probe") + ":" + System.getProperty("countersign.it.libraries") + "/tls/*",
                OtherProvider.class.getName(), provider, trustManager));
        command.addAll(Arrays.asList(urls));
        Path out = folder.resolve("out");
        Path errors = folder.resolve("errors");
        Process java = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
        assertEquals(0, java.waitFor(), () -> read(errors));
        assertFalse(read(errors).lines().anyMatch(line -> (line.startsWith("countersign: warn") || line.startsWith("countersign: error"))
                && !line.contains(" refused by rule ")), read(errors));
        return Files.readAllLines(out);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Conscrypt", "BCJSSE"})
    void theCertificateIsShownToItsHostAndToNoOther(String provider) throws Exception {
        List<String> said = run(provider, "own", "", true, guarded.url("/a"), stranger.url("/b"), guarded.url("/c"));
        assertTrue(said.get(0).startsWith("CN=alpha "), said.get(0));
        assertTrue(said.get(1).startsWith("- - "), said.get(1));
        assertTrue(said.get(2).startsWith("CN=alpha "), said.get(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Conscrypt", "BCJSSE"})
    void trustIsThatOfThePolicy(String provider) throws Exception {
        List<String> said = run(provider, "own", ", trust: servers.pem", false, guarded.url("/a"), stranger.url("/b"));
        assertTrue(said.get(0).startsWith("CN=alpha "), said.get(0));
        assertFalse(said.get(1).endsWith("/b"), said.get(1));
        assertTrue(stranger.seen.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Conscrypt", "BCJSSE"})
    void aServerOfAnotherAuthorityIsRefused(String provider) throws Exception {
        List<String> said = run(provider, "own", ", trust: others.pem", true, guarded.url("/a"), stranger.url("/b"));
        assertFalse(said.get(0).endsWith("/a"), said.get(0));
        assertTrue(guarded.seen.isEmpty());
        assertTrue(said.get(1).startsWith("- - "), said.get(1));
    }

    /** Which is the JDK's, and does not know Conscrypt's word for TLS 1.3: as without the agent, but for a host with 'trust'. */
    @Test
    void whatAProviderTakesByItselfGoesOnBeingAsked() throws Exception {
        List<String> said = run("Conscrypt", "default", ", trust: servers.pem", true, guarded.url("/a"), stranger.url("/b"));
        assertTrue(said.get(0).startsWith("CN=alpha "), said.get(0));
        assertEquals("Unknown authType: GENERIC", said.get(1));
    }

    /** Which is the application's own matter there. */
    @ParameterizedTest
    @ValueSource(strings = {"Conscrypt", "BCJSSE"})
    void aTrustManagerOfTheOlderKindDoesNotMatterWithoutTrust(String provider) throws Exception {
        List<String> said = run(provider, "plain", "", false, guarded.url("/a"), stranger.url("/b"));
        assertTrue(said.get(0).startsWith("CN=alpha "), said.get(0));
        assertTrue(said.get(1).startsWith("- - "), said.get(1));
    }

    /** It is told of no connection, so that 'trust' could not be kept: what the rule is for does not go out. */
    @ParameterizedTest
    @ValueSource(strings = {"Conscrypt", "BCJSSE"})
    void aTrustManagerOfTheOlderKindHasTheRuleRefuse(String provider) throws Exception {
        List<String> said = run(provider, "plain", ", trust: servers.pem", false, guarded.url("/a"));
        assertTrue(said.get(0).contains("with a trust manager that is not told where a connection goes"), said.get(0));
        assertTrue(guarded.seen.isEmpty());
    }

    /** The agent has not seen what contexts there are: it had no reason to look. */
    @ParameterizedTest
    @ValueSource(strings = {"Conscrypt", "BCJSSE"})
    void whereTheFirstCertificateComesWithAReloadItsRuleRefusesUntilARestart(String provider) throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), "version: 1\ncredentials:\n  k: {type: api-key, value: '${literal:k}'}\n"
                + "rules: [{host: 127.0.0.1, credentials: [k]}]\n");
        Path errors = folder.resolve("errors");
        Process java = new ProcessBuilder(Application.JAVA_HOME + "/bin/java", Application.agent(policy), "-cp", System.getProperty("countersign.it.probe") + ":"
                + System.getProperty("countersign.it.libraries") + "/tls/*", OtherProvider.class.getName(), provider, "plain", guarded.url("/a"), "-",
                guarded.url("/b"), stranger.url("/c")).redirectError(errors.toFile()).start();
        try (BufferedReader out = java.inputReader(StandardCharsets.UTF_8)) {
            String first = out.readLine();
            assertTrue(first != null && first.endsWith("/a"), first + read(errors));
            CertificateFixture.write(policy, "version: 1\ncredentials:\n  mesh: {type: client-certificate, certificate: alpha.pem, key: alpha.key,"
                    + " trust: others.pem}\nrules: [{host: 127.0.0.1, credentials: [mesh]}]\n");
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (!read(errors).contains(" is in force in version ")) {
                assertTrue(System.nanoTime() < deadline, read(errors));
                LockSupport.parkNanos(5_000_000);
            }
            java.getOutputStream().write('\n');
            java.getOutputStream().close();
            String second = out.readLine();
            assertTrue(second.contains("countersign: GET to ") && second.contains("it has to be started again"), second);
            assertTrue(out.readLine().endsWith("/c"));
            assertEquals(1, guarded.seen.size());
            assertEquals(0, java.waitFor(), read(errors));
        } finally {
            java.destroy();
        }
    }

    /** Conscrypt resumes a session of before without asking anybody. */
    @ParameterizedTest
    @ValueSource(strings = {"Conscrypt", "BCJSSE"})
    void whatWasMadeBeforeAReloadIsHeldAgainstTheTrustOfNow(String provider) throws Exception {
        Path policy = folder.resolve("policy.yaml");
        trusting(policy, "servers.pem", "127.0.0.9");
        Path errors = folder.resolve("errors");
        Process java = new ProcessBuilder(Application.JAVA_HOME + "/bin/java", Application.agent(policy), "-Djavax.net.ssl.trustStore="
                + folder.resolve("servers.jks"), "-Djavax.net.ssl.trustStorePassword=changeit", "-Djavax.net.ssl.trustStoreType=JKS", "-cp",
                System.getProperty("countersign.it.probe") + ":" + System.getProperty("countersign.it.libraries") + "/tls/*",
                OtherProvider.class.getName(), provider, "own", guarded.url("/a"), "-", guarded.url("/b"), guarded.url("/b"), "-", guarded.url("/c"),
                guarded.url("/d")).redirectError(errors.toFile()).start();
        try (BufferedReader out = java.inputReader(StandardCharsets.UTF_8)) {
            assertTrue(out.readLine().endsWith("/a"), read(errors));
            trusting(policy, "others.pem", "127.0.0.1");
            goOn(java, errors, 1);
            for (int i = 0; i < 2; i++) {
                String refused = out.readLine();
                assertFalse(refused.endsWith("/b"), refused);
            }
            trusting(policy, "servers.pem", "127.0.0.1");
            goOn(java, errors, 2);
            // The first may be refused yet: its connection may be of a session of before, which is given up then.
            out.readLine();
            String last = out.readLine();
            assertTrue(last.endsWith("/d"), last + read(errors));
            assertTrue(guarded.seen.stream().noneMatch(seen -> seen.line().endsWith("/b")), guarded.seen.toString());
            assertEquals(0, java.waitFor(), read(errors));
        } finally {
            java.destroy();
        }
    }

    private static void trusting(Path policy, String trust, String host) throws IOException {
        CertificateFixture.write(policy, "version: 1\ncredentials:\n  mesh: {type: client-certificate, certificate: alpha.pem, key: alpha.key, trust: "
                + trust + "}\n  k: {type: api-key, value: '${literal:k}'}\nrules: [{host: " + host + ", credentials: [mesh, k]}]\n");
    }

    private static void goOn(Process java, Path errors, int reloads) throws IOException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (read(errors).split(" is in force in version ", -1).length <= reloads) {
            assertTrue(System.nanoTime() < deadline, read(errors));
            LockSupport.parkNanos(5_000_000);
        }
        java.getOutputStream().write('\n');
        java.getOutputStream().flush();
    }
}
