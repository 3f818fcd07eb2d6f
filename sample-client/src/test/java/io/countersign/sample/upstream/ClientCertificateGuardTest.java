package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, with certificates of the sample's own authority. */
class ClientCertificateGuardTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Authority authority;
    private Listener listener;

    @BeforeEach
    void listen() throws Exception {
        authority = new Authority("sample", System.currentTimeMillis());
        authority.publish(folder.resolve("root.pem"));
        listener = Listener.tls("127.0.0.1", authority.server(), new GuardedService(new PrintStream(log, true))
                .guard("/batch", new ClientCertificateGuard("CN=batch")));
    }

    @AfterEach
    void close() {
        listener.close();
    }

    /** @param by who vouches for the client; null for a client without a certificate */
    private HttpsURLConnection get(String host, Authority by, String client) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (by != null) {
            Path key = folder.resolve("key.pem");
            by.issue(client, folder.resolve("certificate.pem"), key);
            own.setKeyEntry("own", key(key), new char[0], new Certificate[] {certificate("certificate.pem")});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", certificate("root.pem"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsURLConnection connection = (HttpsURLConnection) new URL(listener.url(host, "/batch").toString()).openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        return connection;
    }

    private Certificate certificate(String name) throws Exception {
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(Files.readAllBytes(folder.resolve(name))));
    }

    private static PrivateKey key(Path file) throws IOException {
        String pem = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @Test
    void theRightOneIsLetThroughByNameAndByNumber() throws Exception {
        assertEquals(200, get("127.0.0.1", authority, "batch").getResponseCode());
        Files.delete(folder.resolve("key.pem"));
        assertEquals(200, get("localhost", authority, "batch").getResponseCode());
        assertEquals("GET /batch 200 served\nGET /batch 200 served\n", log.toString());
    }

    @Test
    void noneIsABadRequestWithoutAChallenge() throws Exception {
        HttpsURLConnection connection = get("127.0.0.1", null, null);
        assertEquals(400, connection.getResponseCode());
        assertNull(connection.getHeaderField("WWW-Authenticate"));
        assertEquals("GET /batch 400 no client certificate\n", log.toString());
    }

    @Test
    void thatOfAnotherClientIsForbidden() throws Exception {
        assertEquals(403, get("127.0.0.1", authority, "reports").getResponseCode());
        assertEquals("GET /batch 403 the certificate of another client\n", log.toString());
    }

    @Test
    void aNamesakeOfAnotherAuthorityGetsNoFurtherThanTheHandshake() throws Exception {
        HttpsURLConnection connection = get("127.0.0.1", new Authority("sample", System.currentTimeMillis()), "batch");
        assertThrows(IOException.class, connection::getResponseCode);
        assertEquals("", log.toString());
    }

    @Test
    void overPlainHttpThereIsNone() {
        assertEquals(400, new ClientCertificateGuard("CN=batch").judge(Requests.with("Authorization")).status);
    }

    @Test
    void aKeyIsItsOwnersAlone() throws Exception {
        authority.issue("batch", folder.resolve("batch.pem"), folder.resolve("batch-key.pem"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("batch-key.pem"))));
    }
}
