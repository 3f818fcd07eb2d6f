package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.KeyKind;
import io.countersign.authority.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Applications that trust {@link #SERVERS}, and policies with client certificates for them. All that such an application prints
 * is read for the keys and the password that the agent was given.
 */
abstract class CertificateFixture {
    static final Authority SERVERS = Authority.root("Servers");
    static final Authority CLIENTS = Authority.root("Clients");

    /** What the policy has. */
    static final Identity OURS = CLIENTS.intermediate("Clients' issuer").issue(Spec.client("ours"));

    /** What the application has. */
    static final Identity OWN = CLIENTS.issue(Spec.client("own").key(KeyKind.RSA));

    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    private final List<Application> applications = new ArrayList<>();
    private int policies;
    private final List<String> secrets = new ArrayList<>(List.of(Fixture.CANARY));

    String caller() {
        return "TlsCaller";
    }

    String classPath() {
        return "";
    }

    static ServerTls tls() {
        return ServerTls.of(SERVERS, CLIENTS);
    }

    /** The line of a credential with that certificate, whose files have the credential's name; its key is encrypted. */
    String credential(String name, Identity identity, String more) throws IOException {
        put(name, identity);
        return "  " + name + ": {type: client-certificate, certificate: " + name + ".pem, key: " + name + ".key, key-password: '${env:KEY}'"
                + more + "}\n";
    }

    /** One whose key is not, which takes Java 8 a second less to read. */
    String plainCredential(String name, Identity identity) throws IOException {
        put(name, identity, identity.pkcs8());
        return "  " + name + ": {type: client-certificate, certificate: " + name + ".pem, key: " + name + ".key}\n";
    }

    void put(String name, Identity identity) throws IOException {
        put(name, identity, identity.encryptedPkcs8(Fixture.CANARY));
    }

    private void put(String name, Identity identity, String key) throws IOException {
        for (String line : (key + identity.pkcs8()).split("\n")) {
            if (!line.startsWith("-----")) {
                secrets.add(line);
            }
        }
        write(folder.resolve(name + ".key"), key);
        write(folder.resolve(name + ".pem"), identity.certificates());
    }

    /** In its place at once, as what renews certificates does. */
    static void write(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static String rule(String host, String credentials, String... more) {
        return "  - {host: '" + host + "', credentials: [" + credentials + "]" + (more.length == 0 ? "" : ", " + String.join(", ", more)) + "}\n";
    }

    /** Another file each time: an application has its own for as long as it runs. */
    Path policy(String credentials, String rules) throws IOException {
        return Files.writeString(folder.resolve(policies++ == 0 ? "policy.yaml" : "policy" + policies + ".yaml"), "version: 1\ncredentials:\n" + credentials + "rules:\n" + rules);
    }

    /** The certificate for that host, and no other. */
    Path policyFor(String host) throws IOException {
        return policy(credential("mesh", OURS, ""), rule(host, "mesh"));
    }

    Application with(Path policy, String... options) throws IOException {
        return start(List.of(Application.agent(policy)), options);
    }

    Application without(String... options) throws IOException {
        return start(List.of(), options);
    }

    private Application start(List<String> agents, String... options) throws IOException {
        Path trusted = folder.resolve("servers.jks");
        Files.write(trusted, SERVERS.trustStore(PASSWORD));
        List<String> all = new ArrayList<>(List.of("-Djavax.net.ssl.trustStore=" + trusted, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-Djavax.net.ssl.trustStoreType=JKS", "-Dcountersign.log=debug"));
        all.addAll(List.of(options));
        Application application = new Application(caller(), classPath(), folder.resolve("errors" + applications.size()),
                Map.of("KEY", Fixture.CANARY), agents, all.toArray(new String[0]));
        applications.add(application);
        return application;
    }

    /** A key store that an application has for itself. */
    Path keys(String name, Identity identity) throws IOException {
        return Files.write(folder.resolve(name + ".jks"), identity.jks(PASSWORD, "own"));
    }

    void assertTellsNoSecret(String said) {
        secrets.forEach(secret -> assertFalse(said.contains(secret), "a secret in what was said"));
    }

    @AfterEach
    void stop() throws IOException {
        for (Application application : applications) {
            application.close();
            assertTellsNoSecret(application.errors());
        }
    }
}
