package io.countersign.authority;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final boolean BEFORE_15 = System.getProperty("java.specification.version").matches("1\\.8|9|1[0-4]");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void theJdkFindsAPathToTheRootAndToNoOther(KeyKind kind) throws Exception {
        assumeFalse(kind == KeyKind.ED25519 && BEFORE_15, "the JDK verifies no Ed25519 before 15");
        Authority root = Authority.root(Spec.authority("Mesh CA").key(kind));
        Identity alpha = root.intermediate(Spec.authority("Issuing CA").key(kind)).issue(Spec.client("alpha").key(kind));

        validate(alpha, root, NOW);
        assertEquals("CN=alpha 1001", alpha.subject() + " " + alpha.serial());
        assertEquals(2, alpha.chain().size());
        Authority namesake = Authority.root(Spec.authority("Mesh CA").key(kind));
        assertThrows(CertPathValidatorException.class, () -> validate(alpha, namesake, NOW));
    }

    @Test
    void aCertificateIsValidFromTheFirstToTheLastSecond() throws Exception {
        Authority root = Authority.root("Mesh CA");
        Identity alpha = root.issue(Spec.client("alpha").valid(NOW, NOW.plusSeconds(60)));

        validate(alpha, root, NOW);
        validate(alpha, root, NOW.plusSeconds(60));
        assertThrows(CertPathValidatorException.class, () -> validate(alpha, root, NOW.minusSeconds(1)));
        assertThrows(CertPathValidatorException.class, () -> validate(alpha, root, NOW.plusSeconds(61)));
    }

    @Test
    void aKeyIsNewUnlessItIsOnesOwn() {
        Authority root = Authority.root("Mesh CA");
        Identity alpha = root.issue(Spec.client("alpha"));

        assertNotEquals(alpha.key(), root.issue(Spec.client("alpha")).key());
        assertEquals(alpha.key(), root.issue(Spec.client("alpha").keyOf(alpha)).key());
    }

    @Test
    void keyStoresHoldTheKeyAndTheChain() throws Exception {
        Identity alpha = Authority.root("Mesh CA").intermediate("Issuing CA").issue(Spec.client("alpha"));
        assertHolds(alpha, "PKCS12", alpha.pkcs12("changeit", "mine"));
        assertHolds(alpha, "JKS", alpha.jks("changeit", "mine"));
        assertHolds(alpha, "JCEKS", alpha.jceks("changeit", "mine"));
    }

    private static void assertHolds(Identity identity, String type, byte[] bytes) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(new ByteArrayInputStream(bytes), "changeit".toCharArray());
        assertEquals(identity.key(), store.getKey("mine", "changeit".toCharArray()));
        assertArrayEquals(identity.chain().toArray(), store.getCertificateChain("mine"));
    }

    /** Also to a server whose list of authorities does not have the client's, which the JDK's own key manager would not. */
    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void bothSidesPresentTheirIdentityInTls(KeyKind kind) throws Exception {
        assumeFalse(kind == KeyKind.ED25519 && BEFORE_15, "the JDK verifies no Ed25519 before 15");
        Authority servers = Authority.root("Servers");
        Authority clients = Authority.root("Clients");
        Identity alpha = clients.intermediate("Issuing CA").issue(Spec.client("alpha").key(kind));
        Identity api = servers.intermediate("Issuing CA").issue(Spec.server("api").ip("127.0.0.1").key(kind));
        assertEquals(alpha.certificate(), handshake(context(api, clients), context(alpha, servers)));
        IOException refused = assertThrows(IOException.class, () -> handshake(context(api, servers), context(alpha, servers)));
        assertTrue(refused.getMessage().contains("PKIX path"), refused::toString);
    }

    private static SSLContext context(Identity identity, Authority trusted) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.keyManagers(), trusted.trustManagers(), null);
        return context;
    }

    /** What the server sees. */
    private static Certificate handshake(SSLContext server, SSLContext client) throws Exception {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        try (SSLServerSocket listening = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, here)) {
            listening.setNeedClientAuth(true);
            CompletableFuture<Integer> calling = CompletableFuture.supplyAsync(() -> {
                try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(here, listening.getLocalPort())) {
                    SSLParameters parameters = socket.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    socket.setSSLParameters(parameters);
                    return socket.getInputStream().read();
                } catch (IOException refused) {
                    return -1;
                }
            });
            try (SSLSocket socket = (SSLSocket) listening.accept()) {
                socket.startHandshake();
                socket.getOutputStream().write(7);
                assertEquals(7, calling.get(10, TimeUnit.SECONDS));
                return socket.getSession().getPeerCertificates()[0];
            }
        }
    }

    /** The same public key from each form of the key as from the certificate, and a chain that it accepts. */
    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void opensslReadsWhatIsWritten(KeyKind kind) throws Exception {
        assumeTrue(isThere("openssl"), "there is no openssl");
        Authority root = Authority.root("Mesh CA");
        Identity alpha = root.intermediate("Issuing CA").issue(Spec.client("alpha").key(kind));
        Path ca = write("ca.pem", root.pem());
        Path chain = write("chain.pem", alpha.certificates());

        String expected = openssl("x509", "-noout", "-pubkey", "-in", chain.toString());
        openssl("verify", "-purpose", "sslclient", "-CAfile", ca.toString(), "-untrusted", chain.toString(), chain.toString());
        assertEquals(expected, publicKey(alpha.pkcs8(), "unused"));
        assertEquals(expected, publicKey(alpha.encryptedPkcs8("s%c"), "s%c"));
        switch (kind) {
            case RSA:
                assertEquals(expected, publicKey(alpha.pkcs1(), "unused"));
                assertEquals(expected, publicKey(alpha.encryptedTraditional("DES-EDE3-CBC", "s%c"), "s%c"));
                break;
            case EC_P256:
            case EC_P384:
                assertEquals(expected, publicKey(alpha.sec1(), "unused"));
                assertEquals(expected, publicKey(alpha.encryptedTraditional("AES-256-CBC", "s%c"), "s%c"));
                break;
            default:
                assertThrows(IllegalStateException.class, alpha::pkcs1);
                assertThrows(IllegalStateException.class, alpha::sec1);
        }
    }

    @Test
    void noProviderIsRegistered() {
        Authority.root(Spec.authority("Mesh CA").key(KeyKind.ED25519)).issue(Spec.client("alpha"));
        assertNull(Security.getProvider("BC"));
    }

    private static void validate(Identity identity, Authority root, Instant at) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Collections.singleton(new TrustAnchor(root.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        CertPathValidator.getInstance("PKIX").validate(
                CertificateFactory.getInstance("X.509").generateCertPath(identity.chain()), parameters);
    }

    private String publicKey(String key, String password) throws Exception {
        return openssl("pkey", "-pubout", "-in", write("key.pem", key).toString(), "-passin", "pass:" + password);
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.US_ASCII));
    }

    private String openssl(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int status = process.waitFor();
        String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        assertEquals(0, status, said);
        return said;
    }

    private static boolean isThere(String program) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            if (new File(directory, program).canExecute()) {
                return true;
            }
        }
        return false;
    }
}
