package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.KeyKind;
import io.countersign.authority.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The servers that the tests of client certificates believe, by a client of the JDK's and without the agent. */
class TlsPeersIT {
    private static final Authority SERVERS = Authority.root("Servers");
    private static final Authority CLIENTS = Authority.root("Clients");
    private static final Authority ISSUING = CLIENTS.intermediate("Clients' issuer");
    private static final Identity ALPHA = ISSUING.issue(Spec.client("alpha"));

    @TempDir
    Path folder;

    enum Kind {
        NGINX, HAPROXY, MUTUAL_SERVER
    }

    private TlsPeer start(Kind kind, ServerTls tls) throws Exception {
        switch (kind) {
            case NGINX:
                assumeTrue(Nginx.isThere(), "no nginx on the PATH");
                return new Nginx("127.0.0.1", tls, folder);
            case HAPROXY:
                assumeTrue(HaProxy.isThere(), "no haproxy on the PATH");
                return new HaProxy("127.0.0.1", tls, folder);
            default:
                return new MutualServer("127.0.0.1", tls);
        }
    }

    private static ServerTls tls() {
        return ServerTls.of(SERVERS, CLIENTS);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachSeesTheCertificateInBothProtocols(Kind kind) throws Exception {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            try (TlsPeer peer = start(kind, tls().protocols(protocol))) {
                assertSees(ALPHA, protocol + " new", peer, client(ALPHA));
                Identity other = CLIENTS.issue(Spec.client("beta").key(KeyKind.RSA));
                assertSees(other, protocol + " new", peer, client(other));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachRefusesNoneAndWhatItsAuthorityDoesNotVouchForNow(Kind kind) throws Exception {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            try (TlsPeer peer = start(kind, tls().protocols(protocol))) {
                for (SSLContext refused : refused()) {
                    assertRefuses(peer, refused);
                }
                // None of which is because it answers nobody.
                assertSees(ALPHA, protocol + " new", peer, client(ALPHA));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void oneThatOnlyWantsACertificateGoesOnWithoutOne(Kind kind) throws Exception {
        try (TlsPeer peer = start(kind, tls().asks(ServerTls.Asks.WANTS))) {
            assertEquals("- - TLSv1.3 new /a?b=c", get(peer, client(null)).body());
            assertSees(ALPHA, "TLSv1.3 new", peer, client(ALPHA));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void oneThatNeverAsksSeesNone(Kind kind) throws Exception {
        try (TlsPeer peer = start(kind, tls().asks(ServerTls.Asks.NEVER))) {
            assertEquals("- - TLSv1.3 new /a?b=c", get(peer, client(ALPHA)).body());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sessionsAreResumedWhereThatIsWanted(Kind kind) throws Exception {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            try (TlsPeer peer = start(kind, tls().protocols(protocol))) {
                SSLContext client = client(ALPHA);
                assertSees(ALPHA, protocol + " new", peer, client);
                assertSees(ALPHA, protocol + " resumed", peer, client);
            }
            try (TlsPeer peer = start(kind, tls().protocols(protocol).withoutResumption())) {
                SSLContext client = client(ALPHA);
                assertSees(ALPHA, protocol + " new", peer, client);
                assertSees(ALPHA, protocol + " new", peer, client);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "MUTUAL_SERVER", mode = EnumSource.Mode.EXCLUDE)
    void http2IsThereWhereThatIsWanted(Kind kind) throws Exception {
        try (TlsPeer peer = start(kind, tls().withHttp2())) {
            HttpResponse<String> answer = get(peer, client(ALPHA));
            assertEquals(HttpClient.Version.HTTP_2, answer.version());
            assertEquals("CN=alpha " + ALPHA.serial() + " TLSv1.3 new /a?b=c", answer.body());
        }
    }

    @Test
    void theServerInThisJvmKeepsWhatItSaw() throws Exception {
        try (MutualServer server = new MutualServer("127.0.0.1", tls())) {
            HttpClient client = HttpClient.newBuilder().sslContext(client(ALPHA)).build();
            assertEquals(200, client.send(HttpRequest.newBuilder(URI.create(server.url("/a")))
                    .POST(HttpRequest.BodyPublishers.ofString("body")).build(), HttpResponse.BodyHandlers.ofString()).statusCode());
            assertEquals(302, client.send(HttpRequest.newBuilder(URI.create(server.url("/302?to=/c"))).build(),
                    HttpResponse.BodyHandlers.ofString()).statusCode());
            get(server, client(ALPHA));
            assertRefuses(server, client(null));

            assertEquals(List.of(1, 1, 2), server.seen.stream().map(MutualServer.Seen::connection).toList());
            assertTrue(server.seen.get(0).head().startsWith("POST /a HTTP/1.1\r\n"), server.seen.get(0).head());
            assertEquals(List.of("CN=alpha"), server.seen.stream().map(MutualServer.Seen::subject).distinct().toList());
            assertEquals("Empty client certificate chain", server.refused.poll(10, TimeUnit.SECONDS));
            // The client may have tried it twice.
            assertTrue(server.connections.get() > 2, server.connections::toString);
        }
    }

    @Test
    void theServerOfHttp2SeesAndRefusesAsTheOthersDo() throws Exception {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            try (ModernServer server = new ModernServer("127.0.0.1", tls().protocols(protocol))) {
                for (SSLContext refused : refused()) {
                    assertThrows(IOException.class, () -> get(server.secureUrl("/a"), refused));
                }
                assertEquals(List.of(), server.peers);
                assertEquals(HttpClient.Version.HTTP_2, get(server.secureUrl("/a"), client(ALPHA)).version());
                assertEquals(List.of("CN=alpha " + ALPHA.serial()), server.peers);
            }
        }
        try (ModernServer server = new ModernServer("127.0.0.1", tls().asks(ServerTls.Asks.WANTS))) {
            assertEquals(200, get(server.secureUrl("/a"), client(null)).statusCode());
            assertEquals(List.of("- -"), server.peers);
        }
    }

    @Test
    void aPortThatSomebodyTookIsLeftForAnother() throws Exception {
        assumeTrue(Nginx.isThere(), "no nginx on the PATH");
        assumeTrue(HaProxy.isThere(), "no haproxy on the PATH");
        try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            List<Integer> ports = new ArrayList<>();
            try (ServerProcess nginx = ServerProcess.start("nginx", Nginx.READY, port -> {
                ports.add(port);
                return Nginx.arguments(List.of("127.0.0.1"), ports.size() == 1 ? taken.getLocalPort() : port, tls(), folder);
            })) {
                assertEquals(List.of(nginx.port), ports.subList(1, ports.size()));
            }
            ports.clear();
            try (ServerProcess haproxy = ServerProcess.start("haproxy", HaProxy.READY, port -> {
                ports.add(port);
                return HaProxy.arguments(List.of("127.0.0.1"), ports.size() == 1 ? taken.getLocalPort() : port, tls(), folder);
            })) {
                assertEquals(List.of(haproxy.port), ports.subList(1, ports.size()));
            }
        }
    }

    /** No certificate, one of a namesake of the authority, one of nobody's, one that expired, one that is not valid yet. */
    private static List<SSLContext> refused() {
        Instant then = Instant.parse("2021-01-01T00:00:00Z");
        Instant later = Instant.parse("2045-01-01T00:00:00Z");
        return List.of(client(null), client(Authority.root("Clients").issue(Spec.client("alpha"))),
                client(Authority.selfSigned(Spec.client("alpha"))),
                client(ISSUING.issue(Spec.client("alpha").valid(then, then.plusSeconds(60)))),
                client(ISSUING.issue(Spec.client("alpha").valid(later, later.plusSeconds(60)))));
    }

    private static void assertSees(Identity identity, String how, TlsPeer peer, SSLContext client) throws Exception {
        HttpResponse<String> answer = get(peer, client);
        assertEquals(200, answer.statusCode());
        assertEquals(identity.subject() + " " + identity.serial() + " " + how + " /a?b=c", answer.body());
    }

    private static void assertRefuses(TlsPeer peer, SSLContext client) throws Exception {
        if (peer instanceof Nginx) {
            assertEquals(400, get(peer, client).statusCode());
        } else {
            assertThrows(IOException.class, () -> get(peer, client));
        }
    }

    /** @param identity null for none */
    private static SSLContext client(Identity identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity == null ? null : identity.keyManagers(), SERVERS.trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> get(TlsPeer peer, SSLContext client) throws Exception {
        return get(peer.url("/a?b=c"), client);
    }

    /** By a connection of its own. */
    private static HttpResponse<String> get(String url, SSLContext client) throws Exception {
        return HttpClient.newBuilder().sslContext(client).build().send(
                HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
