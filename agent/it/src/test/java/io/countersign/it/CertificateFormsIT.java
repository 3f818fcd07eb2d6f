package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.KeyKind;
import io.countersign.authority.Spec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the packed agent reads a certificate in every form that there is, on every Java, and that its TLS signs by such a key. */
class CertificateFormsIT {
    private static final Authority SERVERS = Authority.root("Servers");
    private static final Authority CLIENTS = Authority.root("Clients").intermediate("Intermediate");

    /** Where distributions put it. */
    private static final List<Path> SOFT_HSM = List.of(Path.of("/usr/lib/softhsm/libsofthsm2.so"), Path.of("/usr/lib64/pkcs11/libsofthsm2.so"));

    static {
        FewRounds.set();
    }

    @TempDir
    Path folder;

    private final List<MutualServer> servers = new ArrayList<>();
    private final List<Identity> identities = new ArrayList<>();
    private final List<String> credentials = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (MutualServer server : servers) {
            server.close();
        }
    }

    private static Identity identity(String name, KeyKind kind) {
        return CLIENTS.issue(Spec.client(name).key(kind));
    }

    /** A server that is shown this identity, which has the fields. */
    private void add(Identity identity, String fields) {
        MutualServer server = new MutualServer("127.0.0.1", ServerTls.of(SERVERS, CLIENTS));
        String name = "c" + servers.size();
        credentials.add("  " + name + ": {type: client-certificate, trust: servers.pem, " + fields + "}");
        rules.add("  - {host: 127.0.0.1, ports: [" + port(server) + "], credentials: [" + name + "]}");
        servers.add(server);
        identities.add(identity);
    }

    private static int port(MutualServer server) {
        return URI.create(server.url("/")).getPort();
    }

    private void addPem(Identity identity, String key) throws IOException {
        String name = "pem" + servers.size();
        Files.writeString(folder.resolve(name), identity.certificates());
        Files.writeString(folder.resolve(name + ".key"), key);
        add(identity, "certificate: " + name + ", key: " + name + ".key, key-password: '${literal:sesame}'");
    }

    private void addStore(Identity identity, byte[] store) throws IOException {
        String name = "store" + servers.size();
        Files.write(folder.resolve(name), store);
        addStore(identity, name);
    }

    private void addStore(Identity identity, String name) {
        add(identity, "keystore: " + name + ", keystore-password: '${literal:sesame}'");
    }

    private void run(List<String> command, Map<String, String> environment) throws Exception {
        Path out = folder.resolve("command");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        assertEquals(0, status, command + ": " + Files.readString(out));
    }

    private void run(String command, Map<String, String> environment) throws Exception {
        run(List.of(command.split(" ")), environment);
    }

    /** keytool of the Java that the application runs on. */
    private void keytool(String arguments, Map<String, String> environment) throws Exception {
        List<String> command = new ArrayList<>(List.of(Application.JAVA_HOME + "/bin/keytool"));
        command.addAll(FewRounds.options());
        command.addAll(List.of(arguments.split(" ")));
        run(command, environment);
    }

    private void assertEachIsPresented(Map<String, String> environment) throws Exception {
        Files.writeString(folder.resolve("servers.pem"), SERVERS.pem());
        List<String> lines = new ArrayList<>(List.of("version: 1", "credentials:"));
        lines.addAll(credentials);
        lines.add("rules:");
        lines.addAll(rules);
        Path policy = Files.write(folder.resolve("policy.yaml"), lines);
        try (Application application = new Application("UrlConnectionCaller", "", folder.resolve("errors"), environment,
                List.of(Application.agent(policy)), "-Dcountersign.log=debug")) {
            for (int i = 0; i < servers.size(); i++) {
                String answer = application.call("GET " + servers.get(i).url("/"));
                assertTrue(answer.startsWith("200"), credentials.get(i) + ": " + answer + application.errors());
                MutualServer.Seen seen = servers.get(i).seen.get(0);
                assertEquals(identities.get(i).subject() + " " + identities.get(i).serial(), seen.subject() + " " + seen.serial(), credentials.get(i));
            }
            assertTrue(!application.errors().contains("sesame") && !application.errors().contains("warn: "), application.errors());
        }
    }

    @Test
    void everyFormInPem() throws Exception {
        Identity ec = identity("ec", KeyKind.EC_P256);
        Identity p384 = identity("p384", KeyKind.EC_P384);
        Identity rsa = identity("rsa", KeyKind.RSA);
        Identity pss = identity("pss", KeyKind.RSASSA_PSS);
        addPem(ec, ec.pkcs8());
        addPem(ec, ec.sec1());
        addPem(p384, p384.encryptedPkcs8("sesame"));
        addPem(ec, ec.encryptedTraditional("DES-EDE3-CBC", "sesame"));
        addPem(rsa, rsa.pkcs8());
        addPem(rsa, rsa.pkcs1());
        addPem(rsa, rsa.encryptedTraditional("AES-256-CBC", "sesame"));
        addPem(pss, pss.pkcs8());
        if (Application.JAVA >= 16) {
            Identity ed = identity("ed", KeyKind.ED25519);
            addPem(ed, ed.pkcs8());
        }
        assertEachIsPresented(Collections.emptyMap());
    }

    @Test
    void everyKindOfKeyStore() throws Exception {
        Identity ec = identity("ec", KeyKind.EC_P256);
        Identity rsa = identity("rsa", KeyKind.RSA);
        for (Identity each : List.of(ec, rsa)) {
            addStore(each, each.pkcs12("sesame", "mine"));
            addStore(each, each.jks("sesame", "mine"));
            addStore(each, each.jceks("sesame", "mine"));
        }
        Files.write(folder.resolve("rsa.p12"), rsa.pkcs12("sesame", "mine"));
        for (String type : List.of("PKCS12", "JKS", "JCEKS")) {
            keytool("-importkeystore -noprompt -srckeystore rsa.p12 -srcstoretype PKCS12 -srcstorepass sesame -deststoretype " + type
                    + " -deststorepass sesame -destkeystore keytool-" + type, Collections.emptyMap());
            addStore(rsa, "keytool-" + type);
        }
        assertEachIsPresented(Collections.emptyMap());
    }

    @Test
    void whatOpenSslWrites() throws Exception {
        Assumptions.assumeTrue(hasOpenSsl(), "there is no openssl");
        Identity rsa = identity("rsa", KeyKind.RSA);
        Files.writeString(folder.resolve("rsa.pem"), rsa.certificates());
        Files.writeString(folder.resolve("rsa.key"), rsa.pkcs8());
        for (String options : List.of("", " -legacy", " -nomac", " -keypbe NONE -certpbe NONE -macalg sha512 -iter 100", " -legacy -certpbe PBE-SHA1-RC2-128")) {
            String name = "openssl" + servers.size();
            run("openssl pkcs12 -export -in rsa.pem -inkey rsa.key -passout pass:sesame -out " + name + options, Collections.emptyMap());
            addStore(rsa, name);
        }
        assertEachIsPresented(Collections.emptyMap());
    }

    private static boolean hasOpenSsl() throws InterruptedException {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** SoftHSM's, into which keytool puts two keys. */
    @Test
    void aTokensKeys() throws Exception {
        Path library = SOFT_HSM.stream().filter(Files::exists).findFirst().orElse(null);
        Assumptions.assumeTrue(library != null, "there is no SoftHSM (libsofthsm2.so)");
        Path tokens = Files.createDirectory(folder.resolve("tokens"));
        Files.writeString(folder.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        Files.writeString(folder.resolve("pkcs11.cfg"), "name = it\nlibrary = " + library + "\nslotListIndex = 0\n");
        Map<String, String> environment = Map.of("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        run("softhsm2-util --init-token --free --label it --pin sesame --so-pin 12345678", environment);
        for (KeyKind kind : List.of(KeyKind.EC_P256, KeyKind.RSA)) {
            Identity identity = identity(kind == KeyKind.RSA ? "rsa" : "ec", kind);
            Files.write(folder.resolve("import.p12"), identity.pkcs12("sesame", kind == KeyKind.RSA ? "rsa" : "ec"));
            keytool("-importkeystore -noprompt -srckeystore import.p12 -srcstoretype PKCS12 -srcstorepass sesame -destkeystore NONE -deststoretype PKCS11"
                    + " -deststorepass sesame -providerclass sun.security.pkcs11.SunPKCS11 -providerarg pkcs11.cfg", environment);
            add(identity, "keystore: pkcs11.cfg, keystore-type: PKCS11, keystore-password: '${literal:sesame}', alias: "
                    + (kind == KeyKind.RSA ? "rsa" : "ec"));
        }
        assertEachIsPresented(environment);
        assertEquals("'keystore' names " + folder + "/pkcs11.cfg, which leads to a token that cannot be opened: 'keystore-password' is not its PIN"
                + " (CKR_PIN_INCORRECT)", mistake("'${literal:wrong}'", "ec", environment));
        assertEquals("'alias' is 'none'; the private keys of " + folder + "/pkcs11.cfg are 'ec', 'rsa'", mistake("'${literal:sesame}'", "none", environment));
        Files.writeString(folder.resolve("pkcs11.cfg"), "name = it\nlibrary = /none.so\n");
        assertTrue(mistake("'${literal:sesame}'", "ec", environment).startsWith("'keystore' names " + folder
                + "/pkcs11.cfg, which is not a configuration by which SunPKCS11 can be had: "));
    }

    /** What {@code check} says of a token, from the mistake's place on. */
    private String mistake(String pin, String alias, Map<String, String> environment) throws Exception {
        Path policy = Files.write(folder.resolve("wrong.yaml"), List.of("version: 1", "credentials:", "  c:", "    type: client-certificate",
                "    keystore: pkcs11.cfg", "    keystore-type: PKCS11", "    keystore-password: " + pin, "    alias: " + alias,
                "rules: [{host: a.example, credentials: [c]}]"));
        ProcessBuilder builder = new ProcessBuilder(Application.JAVA_HOME + "/bin/java", "-jar", System.getProperty("countersign.it.agent"), "check",
                policy.toString()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process check = builder.start();
        String said = new String(check.getInputStream().readAllBytes());
        assertEquals(78, check.waitFor(), said);
        String mistake = said.lines().filter(line -> line.startsWith(policy.toString())).findFirst().orElse(said);
        return mistake.substring(mistake.indexOf(": ") + 2);
    }
}
