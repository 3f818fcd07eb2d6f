package io.countersign.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.KeyKind;
import io.countersign.authority.Spec;
import io.countersign.background.AgentThread;
import io.countersign.background.Call;
import io.countersign.background.KeyAndChain;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.background.Transport;
import io.countersign.request.CredentialUnavailable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent's calls show to a server that asks for a certificate, and what is said when it does not accept that. */
class ClientCertificateTest {
    private static final Authority SERVERS = Authority.root("Servers");
    private static final Authority CLIENTS = Authority.root("Clients");
    private static final Authority ISSUING = CLIENTS.intermediate("Issuing");
    private static final Identity SERVER = SERVERS.issue(Spec.server("idp").ip("127.0.0.1"));

    private final Transport transport = new OkHttpTransport(Collections.emptyMap(), new Properties());
    private AskingServer server;
    private Path trust;

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        trust = Files.write(folder.resolve("servers.pem"), SERVERS.pem().getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    /** One of the policy, which a test renews. */
    private static final class Renewable implements io.countersign.background.Identity {
        volatile KeyAndChain pair;

        Renewable(Identity identity) {
            pair = pair(identity);
        }

        @Override
        public KeyAndChain current() throws CredentialUnavailable {
            if (pair == null) {
                throw new CredentialUnavailable("'key': client.pem is not there");
            }
            return pair;
        }

        @Override
        public String toString() {
            return "mesh";
        }
    }

    private static KeyAndChain pair(Identity identity) {
        List<byte[]> chain = new ArrayList<>();
        try {
            for (X509Certificate each : identity.chain()) {
                chain.add(each.getEncoded());
            }
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
        return new KeyAndChain(identity.key(), chain, identity.subject());
    }

    private static Identity client(String name) {
        return ISSUING.issue(Spec.client(name));
    }

    private Reply post(io.countersign.background.Identity identity) throws IOException {
        // On a thread of the agent's, as credentials do: what OkHttp starts keeps what the thread has.
        FutureTask<Reply> call = new FutureTask<>(() -> transport.send(
                new Call(URI.create(server.url("/token")), "client_secret=canary", new Route(trust, null, identity))));
        AgentThread.of(call, "countersign-tokens").start();
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw (IOException) e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String failure(io.countersign.background.Identity identity) {
        IOException e = assertThrows(IOException.class, () -> post(identity));
        assertNull(e.getCause());
        assertFalse(e.getMessage().contains("canary"), e.getMessage());
        return e.getMessage().replace("127.0.0.1:" + server.port(), "IDP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatAsksIsShownTheCertificateWithItsChain(String protocol) throws Exception {
        server = new AskingServer(SERVER, CLIENTS, true, protocol);
        for (KeyKind kind : new KeyKind[] {KeyKind.EC_P256, KeyKind.RSA}) {
            Renewable mesh = new Renewable(ISSUING.issue(Spec.client("mesh " + kind).key(kind)));
            Reply reply = post(mesh);
            assertEquals("CN=mesh " + kind, reply.body);
            assertSame(mesh.pair, reply.shown);
        }
    }

    @Test
    void aServerThatDoesNotAskIsShownNothing() throws Exception {
        server = new AskingServer(SERVER, null, false, "TLSv1.2");
        assertEquals("-", post(new Renewable(client("one"))).body);
    }

    /** As with each policy that is read anew, and has another. */
    @Test
    void oneThatNobodyHasAnyMoreIsLetGo() throws Exception {
        server = new AskingServer(SERVER, CLIENTS, true, "TLSv1.2");
        WeakReference<Renewable> mesh = shown("one");
        for (int i = 0; i < 50 && mesh.get() != null; i++) {
            System.gc();
        }
        assertNull(mesh.get());
    }

    private WeakReference<Renewable> shown(String name) throws IOException {
        Renewable mesh = new Renewable(client(name));
        assertEquals("CN=" + name, post(mesh).body);
        return new WeakReference<>(mesh);
    }

    @Test
    void aCallWithoutOneShowsNone() throws Exception {
        server = new AskingServer(SERVER, CLIENTS, false, "TLSv1.2");
        Reply reply = post(null);
        assertEquals("-", reply.body);
        assertNull(reply.shown);
    }

    /** With a session of TLS 1.2 the server would be shown the one before, with none at all. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void neitherAConnectionNorASessionOfTheOneBeforeIsUsedAgain(String protocol) throws Exception {
        server = new AskingServer(SERVER, CLIENTS, true, protocol);
        Renewable mesh = new Renewable(client("one"));
        assertEquals("CN=one", post(mesh).body);
        assertEquals("CN=one", post(mesh).body);
        assertEquals(1, server.connections.get(), "there was one to use again");
        KeyAndChain one = mesh.pair;
        mesh.pair = pair(client("two"));
        Reply reply = post(mesh);
        assertEquals("CN=two", reply.body);
        assertSame(mesh.pair, reply.shown);
        mesh.pair = one;
        assertEquals("CN=one", post(mesh).body);
        assertEquals(3, server.connections.get());
    }

    @Test
    void twoOfThePolicyShareNoConnection() throws Exception {
        server = new AskingServer(SERVER, CLIENTS, false, "TLSv1.2");
        Renewable one = new Renewable(client("one"));
        Renewable two = new Renewable(client("two"));
        for (int i = 0; i < 2; i++) {
            assertEquals("CN=one", post(one).body);
            assertEquals("CN=two", post(two).body);
            assertEquals("-", post(null).body);
        }
        assertEquals(3, server.connections.get());
    }

    /** What is recorded with a token is what was shown, whatever the policy's is by then. */
    @Test
    void theReplyKnowsWhatWasShownThoughThatIsRenewedMeanwhile() throws Exception {
        Renewable mesh = new Renewable(client("one"));
        KeyAndChain one = mesh.pair;
        server = new AskingServer(SERVER, CLIENTS, true, "TLSv1.2");
        server.meanwhile = () -> mesh.pair = pair(client("two"));
        Reply reply = post(mesh);
        assertEquals("CN=one", reply.body);
        assertSame(one, reply.shown);
        assertEquals("CN=two", post(mesh).body);
    }

    @Test
    void oneThatIsNotThereIsSaidAndNothingIsSent() throws Exception {
        server = new AskingServer(SERVER, CLIENTS, true, "TLSv1.2");
        Renewable mesh = new Renewable(client("one"));
        mesh.pair = null;
        assertEquals("credential 'mesh' cannot be had: 'key': client.pem is not there", failure(mesh));
        assertEquals(0, server.connections.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatWantsOneSaysSo(String protocol) throws Exception {
        server = new AskingServer(SERVER, CLIENTS, true, protocol);
        String failure = failure(null);
        assertTrue(failure.matches("IDP wants a client certificate, and is shown none \\((bad_certificate|certificate_required)\\)"
                + "|.*; it asks for a client certificate, and is shown none"), failure);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatDoesNotAcceptItSaysSo(String protocol) throws Exception {
        server = new AskingServer(SERVER, CLIENTS, true, protocol);
        Instant then = Instant.parse("2021-01-01T00:00:00Z");
        for (Identity wrong : Arrays.asList(Authority.root("Clients").issue(Spec.client("wrong")), Authority.selfSigned(Spec.client("wrong")),
                ISSUING.issue(Spec.client("wrong").valid(then, then.plusSeconds(60))))) {
            String failure = failure(new Renewable(wrong));
            assertTrue(failure.matches("IDP does not accept the client certificate of CN=wrong \\([a-z_]+\\)"
                    + "|.*; it may not accept the client certificate of CN=wrong"), failure);
        }
        assertEquals("CN=right", post(new Renewable(client("right"))).body);
    }

    /** As a proxy before a server may do it: whatever it has against the certificate, it does not say. */
    @Test
    void aServerThatEndsTheConnectionMayBeOneThatDoesNotAcceptIt() throws Exception {
        server = new AskingServer(SERVER, CLIENTS, true, "TLSv1.2");
        server.meanwhile = () -> {
            throw new IllegalStateException();
        };
        assertEquals("IDP ended the connection before its answer was whole; it may not accept the client certificate of CN=one",
                failure(new Renewable(client("one"))));
    }
}
