package io.countersign.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code check --live}: what is tried against servers, and what is not. */
class LiveTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Terminal terminal;

    @BeforeEach
    void start() {
        terminal = new Terminal(folder);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /** A token endpoint that knows no secret but one. */
    private String tokenUrl() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            boolean isRight = exchange.getRequestHeaders().getFirst("Authorization").equals("Basic YzpjYW5hcnktN2Q0MS1lbnY=");
            byte[] answer = (isRight ? "{\"access_token\": \"canary-7d41-token\", \"token_type\": \"Bearer\", \"expires_in\": 60}"
                    : "{\"error\": \"invalid_client\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(isRight ? 200 : 401, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        open.add(() -> server.stop(0));
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** @param clients whose certificates it accepts; null if it asks for none */
    private int tls(Authority authority, Authority clients, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(authority.issue(Spec.server("server").ip("127.0.0.1")).keyManagers(), clients == null ? null : clients.trustManagers(), null);
        SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        server.setEnabledProtocols(new String[] {protocol});
        server.setNeedClientAuth(clients != null);
        open.add(server);
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                    // Until the client has gone, as one that waits for a request.
                    socket.getInputStream().read();
                } catch (IOException e) {
                    // It is sent away, or the test is over.
                }
            }
        }, "asking-server");
        thread.setDaemon(true);
        thread.start();
        return server.getLocalPort();
    }

    @Test
    void aTokenOfEachCredentialIsFetched() throws Exception {
        String url = tokenUrl();
        terminal.write("p.yaml", "version: 1", "credentials:",
                "  good: {type: oauth2, grant: client-credentials, token-url: '" + url + "', client-id: c, client-secret: '${env:KEY}'}",
                "  bound: {type: oauth2, grant: client-credentials, token-url: '" + url + "', client-id: c, client-secret: '${env:KEY}', scope: b}",
                "  person: {type: oauth2, grant: refresh-token, issuer: 'https://idp.example', client-id: c}",
                "rules: [{host: a.example, credentials: [good]}, {host: b.example, credentials: [bound]}, {host: c.example, credentials: [person]}]");
        assertEquals(0, terminal.run("check", "--live", "p.yaml"), () -> terminal.err);
        terminal.assertOut("skipped: credential 'person': a refresh token may be good for one use, which is the program's",
                "credential 'good': a token has been issued", "credential 'bound': a token has been issued", "p.yaml: 3 rules, no mistakes");
    }

    @Test
    void aTokenThatIsNotIssuedIs69() throws Exception {
        terminal.environment.put("WRONG", "canary-7d41-wrong");
        terminal.write("p.yaml", "version: 1", "credentials:",
                "  bad: {type: oauth2, grant: client-credentials, token-url: '" + tokenUrl() + "', client-id: c, client-secret: '${env:WRONG}'}",
                "rules: [{host: a.example, credentials: [bad]}]");
        assertEquals(69, terminal.run("check", "--live", "p.yaml"));
        assertTrue(terminal.err.contains("credential 'bad': ") && terminal.err.contains("invalid_client"), terminal.err);
        assertEquals(69, terminal.run("check", "--live", "--json", "p.yaml"));
        assertTrue(terminal.out.contains("\"what\": \"credential 'bad'\",\n          \"outcome\": \"failed\",\n"), terminal.out);
    }

    private void policy(Authority servers, Identity client, int... ports) throws IOException {
        Files.write(folder.resolve("ca.pem"), servers.pem().getBytes(StandardCharsets.US_ASCII));
        Files.write(folder.resolve("client.pem"), (client.certificates() + client.pkcs8()).getBytes(StandardCharsets.US_ASCII));
        StringBuilder all = new StringBuilder();
        for (int port : ports) {
            all.append(all.length() == 0 ? "" : ", ").append(port);
        }
        terminal.write("p.yaml", "version: 1", "credentials:", "  me: {type: client-certificate, certificate: client.pem, key: client.pem, trust: ca.pem}",
                "rules:", "  - {host: 127.0.0.1, ports: [" + all + "], credentials: [me]}", "  - {host: '*.example', credentials: [me]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aHandshakeIsMadeWithEachHostOfACertificate(String protocol) throws Exception {
        Authority authority = Authority.root("authority");
        int asks = tls(authority, authority, protocol);
        int asksNot = tls(authority, null, protocol);
        policy(authority, authority.issue(Spec.client("alpha")), asks, asksNot);
        assertEquals(0, terminal.run("check", "--live", "p.yaml"), () -> terminal.err);
        String asked = "127.0.0.1:" + asks + ", credential 'me': a handshake with the certificate of CN=alpha";
        String notAsked = "127.0.0.1:" + asksNot + ", credential 'me': a handshake, in which the server did not ask for a certificate";
        terminal.assertOut("skipped: *.example (p.yaml:6): no handshake, for it names no one host", asks < asksNot ? asked : notAsked,
                asks < asksNot ? notAsked : asked, "p.yaml: 2 rules, no mistakes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateThatIsNotAcceptedIs69(String protocol) throws Exception {
        Authority authority = Authority.root("authority");
        policy(authority, Authority.root("stranger").issue(Spec.client("alpha")), tls(authority, authority, protocol));
        assertEquals(69, terminal.run("check", "--live", "p.yaml"));
        assertTrue(terminal.err.contains(", credential 'me': no handshake (") && terminal.err.contains("; it was shown the certificate of CN=alpha"), terminal.err);
    }

    @Test
    void aServerThatIsNotTrustedOrNotThereIs69() throws Exception {
        Authority authority = Authority.root("authority");
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        policy(Authority.root("other"), authority.issue(Spec.client("alpha")), tls(authority, authority, "TLSv1.2"), port);
        assertEquals(69, terminal.run("check", "--live", "p.yaml"));
        assertTrue(terminal.err.contains("unable to find valid certification path"), terminal.err);
        assertTrue(terminal.err.contains("127.0.0.1:" + port + ", credential 'me': no handshake (Connection refused"), terminal.err);
    }
}
