package io.countersign.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Call;
import io.countersign.background.Route;
import io.countersign.background.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Properties;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the agent's calls trust. */
class TrustTest {
    private final Transport transport = new OkHttpTransport(Collections.emptyMap(), new Properties());
    private RawServer server;

    @TempDir
    Path folder;

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private String get(Path trust) throws IOException {
        return transport.send(new Call(URI.create(server.url("/")), null, new Route(trust, null))).body;
    }

    private String failure(Path trust) {
        return assertThrows(IOException.class, () -> get(trust)).getMessage();
    }

    private void serve(Certificates certificates) {
        server = RawServer.saying(certificates, RawServer.ok("here"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aServerOfACertificateInTheFileIsTrusted() throws Exception {
        serve(Certificates.SERVER);
        assertEquals("here", get(Certificates.SERVER.file(folder)));
        assertEquals("here", get(write("marked.pem", "\uFEFF" + Certificates.SERVER.pem)));
        assertEquals("here", get(write("both.pem", "Two.\r\n" + Certificates.OTHER.pem.replace("\n", "\r\n") + "# Subject: ä\n" + Certificates.SERVER.pem)));
    }

    @Test
    void anyOtherServerIsNot() throws Exception {
        serve(Certificates.SERVER);
        Path other = Certificates.OTHER.file(folder);
        String failure = failure(other);
        assertTrue(failure.startsWith("the certificate of 127.0.0.1:" + server.port() + " is not trusted ("), failure);
        assertTrue(failure.endsWith("); 'trust' names " + other), failure);
        failure = failure(null);
        assertTrue(failure.startsWith("the certificate of 127.0.0.1:" + server.port()
                + " is not trusted (unable to find valid certification path to requested target); the JVM's own trust store is asked"), failure);
        assertEquals(0, server.heads.size());
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        serve(Certificates.ELSEWHERE);
        assertEquals("the certificate of 127.0.0.1:" + server.port() + " is not for 127.0.0.1, but for [elsewhere.example.test]",
                failure(Certificates.ELSEWHERE.file(folder)));
        assertEquals(0, server.heads.size());
    }

    @Test
    void aServerWithoutTlsIsSaidToBeOne() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            FutureTask<Void> answer = new FutureTask<>(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 canary\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    // Until the other side has had enough.
                    while (socket.getInputStream().read() >= 0) {
                    }
                }
                return null;
            });
            new Thread(answer).start();
            String failure = assertThrows(IOException.class, () -> transport.send(
                    new Call(URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/"), null, Route.STANDARD))).getMessage();
            assertTrue(failure.startsWith("no TLS with 127.0.0.1:" + plain.getLocalPort() + " ("), failure);
            assertFalse(failure.contains("canary"), failure);
        }
    }

    @Test
    void aChangedFileIsReadAgain() throws Exception {
        serve(Certificates.SERVER);
        Path file = write("changes.pem", Certificates.OTHER.pem);
        assertTrue(failure(file).contains("is not trusted"));
        write("changes.pem", Certificates.SERVER.pem);
        assertEquals("here", get(file));
        write("changes.pem", Certificates.OTHER.pem);
        assertTrue(failure(file).contains("is not trusted"));
        Files.delete(file);
        assertEquals("'trust' names " + file + ", which is not there", failure(file));
        write("changes.pem", "nothing");
        assertEquals("'trust' names " + file + ", which has no block in PEM; expected is '-----BEGIN CERTIFICATE-----'", failure(file));
        write("changes.pem", Certificates.SERVER.pem);
        assertEquals("here", get(file));
    }

    private String mistake(Path trust) {
        return transport.mistake(new Route(trust, null));
    }

    @Test
    void whatIsWrongWithAFileThatIsThereIsAMistake() throws Exception {
        Path file = write("good.pem", Certificates.SERVER.pem + Certificates.OTHER.pem);
        assertNull(mistake(file));
        assertNull(mistake(null));
        assertNull(mistake(folder.resolve("none.pem")));
        file = write("empty.pem", "");
        assertEquals("names " + file + ", which is empty", mistake(file));
        file = write("key.pem", "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n");
        assertEquals("names " + file + ", which has 'PRIVATE KEY' in PEM and no certificate; expected is '-----BEGIN CERTIFICATE-----'", mistake(file));
        file = write("garbage.pem", Certificates.SERVER.pem + "-----BEGIN CERTIFICATE-----\nY2FuYXJ5\n-----END CERTIFICATE-----\n");
        assertEquals("names " + file + ", which has a certificate that cannot be read", mistake(file));
        file = write("cut.pem", Certificates.SERVER.pem.substring(0, 200));
        assertEquals("names " + file + ", which has a block in PEM that is damaged or not ended: 'CERTIFICATE'", mistake(file));
        file = write("joined.pem", Certificates.SERVER.pem.substring(0, 200) + "\n" + Certificates.OTHER.pem);
        assertEquals("names " + file + ", which has a block in PEM that is damaged or not ended: 'CERTIFICATE'", mistake(file));
        assertEquals("names " + folder + ", which is not a regular file", mistake(folder));
        file = Files.write(folder.resolve("large.pem"), new byte[(1 << 20) + 1]);
        assertEquals("names " + file + ", which is larger than 1 MiB", mistake(file));
    }
}
