package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Client certificates: whose is shown to whom, on which connection, for how long; and whom it is shown to. */
abstract class CertificatesContract extends TokensContract {
    private static final Authority SERVERS = Authority.root("Servers");
    private static final Authority STRANGERS = Authority.root("Strangers");
    private static final Authority CLIENTS = Authority.root("Clients");
    private static final Identity OWN = CLIENTS.issue(Spec.client("own"));

    /** All that ask, and go on without. */
    private static final ServerTls ASKS = ServerTls.of(SERVERS, CLIENTS).asks(ServerTls.Asks.WANTS);

    /** Whether this client and this JDK have HTTP/2 over TLS. */
    boolean http2() {
        return true;
    }

    /** Whether it sends two hosts of one address and one server's certificate over one connection of HTTP/2. */
    boolean coalesces() {
        return false;
    }

    /** Whether a request has its connection when it is signed. */
    boolean connectsFirst() {
        return true;
    }

    /** Whether it checks host names although the application has it take any. */
    boolean alwaysChecksNames() {
        return false;
    }

    List<String> protocols() {
        return List.of("TLSv1.2", "TLSv1.3");
    }

    private static MutualServer server(String address) {
        return new MutualServer(address, ASKS);
    }

    /** Puts a new certificate, and another key, where the policy has that credential's. */
    private Identity write(String credential) throws IOException {
        Identity identity = CLIENTS.issue(Spec.client(credential));
        Files.writeString(folder.resolve(credential + ".pem"), identity.certificates());
        Files.writeString(folder.resolve(credential + "-key.pem"), identity.pkcs8());
        return identity;
    }

    private static String certificate(String name, String files, String more) {
        return "  " + name + ": {type: client-certificate, certificate: " + files + ".pem, key: " + files + "-key.pem" + more + "}\n";
    }

    /** An application whose JVM trusts the servers, with the credentials {@code alpha} and {@code beta} and these rules. */
    private Application withRules(String... rules) throws IOException {
        write("alpha");
        write("beta");
        return withRulesAndTrust(SERVERS, rules);
    }

    private Application withRulesAndTrust(Authority trusted, String... rules) throws IOException {
        Files.writeString(folder.resolve("servers.pem"), SERVERS.pem());
        Files.write(folder.resolve("trusted.jks"), trusted.trustStore(Tls.PASSWORD));
        Path policy = rules(rules);
        return with(List.of(Application.agent(policy)), "-Djavax.net.ssl.trustStore=" + folder.resolve("trusted.jks"),
                "-Djdk.tls.client.protocols=TLSv1.2,TLSv1.3");
    }

    /** The policy with these rules, put in its place at once. */
    private Path rules(String... rules) throws IOException {
        Path policy = folder.resolve("policy.yaml");
        CertificateFixture.write(policy, "version: 1\ncredentials:\n" + certificate("alpha", "alpha", "") + certificate("beta", "beta", "")
                + certificate("mesh", "alpha", ", trust: servers.pem") + "rules:\n"
                + Stream.of(rules).map(rule -> "  - {" + rule + "}\n").collect(Collectors.joining()));
        return policy;
    }

    /** @param times how often it has been reloaded */
    private static void awaitReload(Application a, int times) throws IOException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (a.errors().split(" is in force in version ", -1).length <= times) {
            assertTrue(System.nanoTime() < deadline, a.errors());
            lookAgain();
        }
    }

    /** @param times how often it has been renewed */
    private static void awaitRenewal(Application a, int times) throws IOException {
        awaitRenewal(a, "alpha", times);
    }

    private static void awaitRenewal(Application a, String credential, int times) throws IOException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (a.errors().split("credential '" + credential + "': .* is in use now", -1).length <= times) {
            assertTrue(System.nanoTime() < deadline, a.errors());
            lookAgain();
        }
    }

    /** Not at once: what is waited for needs the processors too. */
    private static void lookAgain() {
        LockSupport.parkNanos(5_000_000);
    }

    /** In its handshake, or before there is one; the JDKs of late say the alert first. */
    private static void assertConnectionRefused(String answer, String why) {
        assertTrue(answer.matches("! (javax.net.ssl.SSLHandshake|java.io.IO|java.net.Protocol)Exception: (\\(\\w+\\) )?countersign: .*"), answer);
        assertTrue(answer.contains("policy.yaml:"), answer);
        assertTrue(answer.contains(why), answer);
    }

    private static void get(Application a, String url) throws IOException {
        assertWell(a.call("GET " + url), a);
    }

    private static List<String> subjects(MutualServer server) {
        return server.seen.stream().map(MutualServer.Seen::subject).collect(Collectors.toList());
    }

    @Test
    void eachHostIsShownItsOwnCertificateAndOneWithoutARuleNone() throws Exception {
        try (MutualServer one = server("127.0.0.1"); MutualServer two = server("127.0.0.2"); MutualServer none = server("127.0.0.3")) {
            Application a = withRules("host: 127.0.0.1, credentials: [alpha]", "host: 127.0.0.2, credentials: [beta]");
            for (String way : List.of("", ways().get(ways().size() - 1), "")) {
                for (MutualServer server : List.of(one, two, none)) {
                    get(a, server.url("/a") + way);
                }
            }
            assertEquals(Collections.nCopies(3, "CN=alpha"), subjects(one));
            assertEquals(Collections.nCopies(3, "CN=beta"), subjects(two));
            assertEquals(Collections.nCopies(3, "-"), subjects(none));
            assertEquals(List.of(1, 1, 1), List.of(one.connections.get(), two.connections.get(), none.connections.get()));
        }
    }

    @Test
    void aRenewedCertificateIsOnANewConnectionThatResumesNoSessionOfTheOneBefore() throws Exception {
        List<MutualServer> servers = new ArrayList<>();
        try (MutualServer other = server("127.0.0.2")) {
            for (String protocol : protocols()) {
                servers.add(new MutualServer("127.0.0.1", ASKS.protocols(protocol)));
            }
            Application a = withRules("host: 127.0.0.1, credentials: [alpha]", "host: 127.0.0.2, credentials: [beta]");
            get(a, other.url("/a"));
            for (MutualServer server : servers) {
                for (String path : List.of("/a", "/close", "/b")) {
                    get(a, server.url(path));
                }
            }
            Identity renewed = write("alpha");
            awaitRenewal(a, 1);
            for (MutualServer server : servers) {
                for (String path : List.of("/c", "/close", "/d")) {
                    get(a, server.url(path));
                }
            }
            get(a, other.url("/a"));
            assertEquals(1, other.connections.get());
            for (MutualServer server : servers) {
                String protocol = server.seen.get(0).protocol();
                String before = "CN=alpha " + server.seen.get(0).serial() + " " + protocol;
                String after = "CN=alpha " + renewed.serial() + " " + protocol;
                assertEquals(List.of(before + " new /a", before + " new /close", before + " resumed /b",
                        after + " new /c", after + " new /close", after + " resumed /d"),
                        server.seen.stream().map(MutualServer.Seen::line).collect(Collectors.toList()), server.seen.toString());
                assertEquals(4, server.connections.get());
            }
            assertEquals(protocols(), servers.stream().map(server -> server.seen.get(0).protocol()).collect(Collectors.toList()));
        } finally {
            servers.forEach(MutualServer::close);
        }
    }

    /** The agent has woven nothing of TLS when the first connection is made. */
    @Test
    void aReloadedPolicyHoldsForConnectionsThatAreThereToo() throws Exception {
        try (MutualServer server = server("127.0.0.1"); MutualServer none = server("127.0.0.3")) {
            Application a = withRules("host: 127.0.0.1, credentials: []");
            String[] rules = {"host: 127.0.0.1, credentials: [alpha]", "host: 127.0.0.1, credentials: [beta]", "host: 127.0.0.1, credentials: []",
                "host: 127.0.0.2, credentials: [alpha]"};
            for (int i = 0; i <= rules.length; i++) {
                get(a, server.url("/a"));
                get(a, server.url("/b"));
                get(a, none.url("/a"));
                if (i < rules.length) {
                    rules(rules[i]);
                    awaitReload(a, i + 1);
                }
            }
            assertEquals(List.of("-", "-", "CN=alpha", "CN=alpha", "CN=beta", "CN=beta", "-", "-", "-", "-"), subjects(server));
            assertEquals(4, server.connections.get(), "what stayed the same stayed on its connection");
            assertEquals(1, none.connections.get());
        }
    }

    /** Has a call made whose connection is there before something happens, and whose request is sent after that. */
    private String callAround(Application a, String url, Happening meanwhile) throws Exception {
        Path pause = folder.resolve("pause");
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return a.call("GET " + url + " +pause=" + pause);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!Files.exists(pause)) {
            assertTrue(System.nanoTime() < deadline && !answer.isDone(), a.errors());
            lookAgain();
        }
        meanwhile.happen();
        Files.delete(pause);
        return answer.get(20, TimeUnit.SECONDS);
    }

    private interface Happening {
        void happen() throws IOException;
    }

    @Test
    void aConnectionThatWasMadeBeforeItsRuleIsNotSentWhatThatSigns() throws Exception {
        assumeTrue(connectsFirst(), "a request of this client is signed before it has a connection");
        try (MutualServer server = server("127.0.0.1")) {
            Application a = withRules("host: 127.0.0.1, credentials: []");
            String[] rules = {"host: 127.0.0.1, credentials: [alpha]", "host: 127.0.0.1, credentials: [mesh]"};
            for (int i = 0; i < rules.length; i++) {
                int next = i;
                assertConnectionRefused(callAround(a, server.url("/early"), () -> {
                    rules(rules[next]);
                    awaitReload(a, next + 1);
                }), "its connection was made before the policy");
                get(a, server.url("/close"));
            }
            assertEquals(List.of("CN=alpha", "CN=alpha"), subjects(server));
        }
    }

    @Test
    void aCertificateThatIsRenewedBeforeTheRequestIsSentHasNoneFail() throws Exception {
        assumeTrue(connectsFirst(), "a request of this client is signed before it has a connection");
        try (MutualServer server = server("127.0.0.1")) {
            Application a = withRules("host: 127.0.0.1, credentials: [mesh]");
            String answer = callAround(a, server.url("/a"), () -> {
                write("alpha");
                Files.writeString(folder.resolve("servers.pem"), SERVERS.pem() + STRANGERS.pem());
                awaitRenewal(a, "mesh", 1);
            });
            assertTrue(answer.startsWith("200"), answer);
            get(a, server.url("/b"));
            assertEquals(2, server.connections.get());
        }
    }

    @Test
    void noRequestFailsWhereCertificatesAreRenewedUnderLoad() throws Exception {
        try (MutualServer server = server("127.0.0.1"); ModernServer modern = new ModernServer("127.0.0.2", ASKS)) {
            Application a = withRules("host: 127.0.0.1, credentials: [alpha]", "host: 127.0.0.2, credentials: [alpha]");
            a.call("GET " + server.url("/a") + " +load=16 +timeout=60000 +begin=http1");
            a.call("GET " + modern.secureUrl("/a") + " +load=16 +timeout=60000 +begin=http2");
            Identity last = null;
            for (int i = 1; i <= 3; i++) {
                last = write("alpha");
                awaitRenewal(a, i);
            }
            int http1 = server.seen.size();
            int http2 = modern.peers.size();
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (server.seen.size() < http1 + 100 || modern.peers.size() < http2 + 100) {
                assertTrue(System.nanoTime() < deadline, a.errors());
                lookAgain();
            }
            for (String load : List.of("http1", "http2")) {
                a.call("GET - +stop=" + load);
            }
            for (String load : List.of("http1", "http2")) {
                String outcome = a.call("GET - +end=" + load);
                assertTrue(outcome.matches("\\{200=\\d+}"), outcome + a.errors());
            }
            // Those that were under way when it was renewed may have come later.
            String serial = last.serial();
            long older = server.seen.stream().skip(http1).filter(seen -> !seen.serial().equals(serial)).count();
            assertTrue(older <= 16, older + " after the last renewal");
            older = modern.peers.stream().skip(http2).filter(peer -> !peer.equals("CN=alpha " + serial)).count();
            assertTrue(older <= 16, older + " after the last renewal");
            get(a, server.url("/a"));
            get(a, modern.secureUrl("/a"));
            assertEquals(serial, server.seen.get(server.seen.size() - 1).serial());
            assertEquals("CN=alpha " + serial, modern.peers.get(modern.peers.size() - 1));
            assertEquals(http2(), modern.heads.get(0).contains("HTTP/2"), modern.heads.get(0));
        }
    }

    private static String rule(String host, int port, String credential) {
        return "host: " + host + ", ports: [" + port + "], credentials: [" + credential + "]";
    }

    @Test
    void twoNamesOfOneAddressShareAConnectionOnlyWhereTheyHaveOneIdentity() throws Exception {
        List<MutualServer> servers = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                servers.add(server("127.0.0.1"));
            }
            Application a = withRules(rules(servers.stream().map(MutualServer::port).collect(Collectors.toList())));
            for (int i = 0; i < 5; i++) {
                for (String host : List.of("localhost", "127.0.0.1", "localhost", "127.0.0.1")) {
                    get(a, "https://" + host + ":" + servers.get(i).port() + "/a");
                }
                assertEquals(shownToTwoNames(i), subjects(servers.get(i)));
                assertEquals(2, servers.get(i).connections.get());
            }
        } finally {
            servers.forEach(MutualServer::close);
        }
    }

    @Test
    void twoNamesOfOneAddressShareAConnectionOfHttp2OnlyWhereTheyHaveOneIdentity() throws Exception {
        assumeTrue(http2(), "no HTTP/2 over TLS");
        List<ModernServer> servers = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                servers.add(new ModernServer("127.0.0.1", ASKS));
            }
            // Ended before the servers, which wait for those that are connected.
            try (Application a = withRules(rules(servers.stream().map(ModernServer::securePort).collect(Collectors.toList())))) {
                for (ModernServer server : servers) {
                    for (String host : List.of("localhost", "127.0.0.1", "localhost", "127.0.0.1")) {
                        get(a, "https://" + host + ":" + server.securePort() + "/a");
                    }
                }
            }
            for (int i = 0; i < 5; i++) {
                assertEquals(shownToTwoNames(i),
                        servers.get(i).peers.stream().map(peer -> peer.split(" ")[0]).collect(Collectors.toList()));
                assertEquals(coalesces() && i >= 3 ? 1 : 2, servers.get(i).connections.get());
                assertTrue(servers.get(i).heads.get(0).contains("HTTP/2"), servers.get(i).heads.get(0));
            }
        } finally {
            servers.forEach(ModernServer::close);
        }
    }

    /** The name that comes first has a rule, the other has, both have another, both the same, neither has. */
    private static String[] rules(List<Integer> ports) {
        return new String[] {rule("localhost", ports.get(0), "alpha"), rule("127.0.0.1", ports.get(1), "alpha"),
            rule("localhost", ports.get(2), "alpha"), rule("127.0.0.1", ports.get(2), "beta"),
            rule("localhost", ports.get(3), "alpha"), rule("127.0.0.1", ports.get(3), "alpha")};
    }

    private static List<String> shownToTwoNames(int server) {
        String first = List.of("CN=alpha", "-", "CN=alpha", "CN=alpha", "-").get(server);
        String second = List.of("-", "CN=alpha", "CN=beta", "CN=alpha", "-").get(server);
        return List.of(first, second, first, second);
    }

    @Test
    void throughATunnelThePeerIsTheHostThatTheRequestGoesTo() throws Exception {
        try (MutualServer server = server("127.0.0.1"); Recorder proxy = new Recorder("127.0.0.1")) {
            proxy.tunnelsTo = server.address();
            Application a = withRules("host: api.example.test, credentials: [alpha]", "host: 127.0.0.1, credentials: [beta]");
            get(a, "https://api.example.test:" + server.port() + "/a +proxy=" + proxy.port());
            get(a, "https://api.example.test:" + server.port() + "/b +proxy=" + proxy.port());
            get(a, "https://localhost:" + server.port() + "/c +proxy=" + proxy.port());
            assertEquals(List.of("CN=alpha", "CN=alpha", "-"), subjects(server));
            assertEquals(2, server.connections.get());
        }
    }

    /** A socket that is laid over the proxy's has its port, for SunJSSE, and the rule of another must not be taken for this one's. */
    @Test
    void throughATunnelThePortIsThatOfTheRequestToo() throws Exception {
        try (MutualServer server = server("127.0.0.1"); Recorder proxy = new Recorder("127.0.0.1")) {
            proxy.tunnelsTo = server.address();
            Application a = withRules(rule("api.example.test", server.port(), "alpha"), rule("api.example.test", proxy.port(), "beta"));
            get(a, "https://api.example.test:" + server.port() + "/a +proxy=" + proxy.port());
            get(a, "https://api.example.test:" + server.port() + "/b +proxy=" + proxy.port());
            assertEquals(List.of("CN=alpha", "CN=alpha"), subjects(server));
            assertEquals(1, server.connections.get());
        }
    }

    @Test
    void whereTheApplicationHasACertificateOfItsOwnThePolicySaysWhichIsShown() throws Exception {
        Files.write(folder.resolve("own.jks"), OWN.jks(Tls.PASSWORD, "own"));
        String own = " +keys=" + folder.resolve("own.jks");
        try (MutualServer keep = server("127.0.0.1"); MutualServer replace = server("127.0.0.1");
                MutualServer refuse = server("127.0.0.1"); MutualServer none = server("127.0.0.1")) {
            Application a = withRules(rule("127.0.0.1", keep.port(), "alpha") + ", existing: keep",
                    rule("127.0.0.1", replace.port(), "alpha") + ", existing: replace",
                    rule("127.0.0.1", refuse.port(), "alpha") + ", existing: refuse");
            for (MutualServer server : List.of(keep, replace, none)) {
                get(a, server.url("/a") + own);
                get(a, server.url("/b") + own);
                get(a, server.url("/c"));
            }
            assertConnectionRefused(a.call("GET " + refuse.url("/a") + own), "existing: refuse");
            get(a, refuse.url("/b"));
            assertEquals(List.of("CN=own", "CN=own", "CN=alpha"), subjects(keep));
            assertEquals(Collections.nCopies(3, "CN=alpha"), subjects(replace));
            assertEquals(List.of("CN=alpha"), subjects(refuse));
            assertEquals(List.of("CN=own", "CN=own", "-"), subjects(none));
            assertEquals(List.of(2, 2, 2), List.of(keep.connections.get(), replace.connections.get(), none.connections.get()));
        }
    }

    @Test
    void whomARuleTrustsIsForThePolicyToSayAndNotForTheApplication() throws Exception {
        write("alpha");
        write("beta");
        ServerTls elsewhere = new ServerTls(SERVERS.issue(Spec.server("elsewhere").dns("elsewhere.example")), CLIENTS,
                ServerTls.Asks.WANTS, List.of("TLSv1.2", "TLSv1.3"), true, false);
        try (MutualServer right = server("127.0.0.1"); MutualServer misnamed = new MutualServer("127.0.0.1", elsewhere);
                MutualServer wrong = new MutualServer("127.0.0.1", ServerTls.of(STRANGERS, CLIENTS))) {
            Application a = withRulesAndTrust(STRANGERS, "host: 127.0.0.1, credentials: [mesh]");
            for (String tls : List.of("", " +trusts=plain", " +trusts=extended")) {
                get(a, right.url("/a") + tls);
                assertConnectionRefused(a.call("GET " + wrong.url("/a") + tls), "CN=Strangers, is not trusted by 'trust'");
                String answer = a.call("GET " + misnamed.url("/a") + tls);
                assertEquals(tls.isEmpty() || alwaysChecksNames(), answer.startsWith("! "), answer);
            }
            assertEquals(Collections.nCopies(3, "CN=alpha"), subjects(right));
            assertEquals(List.of(), wrong.seen);
        }
    }

    @Test
    void aCertificateThatIsNotThereIsRefusedOrSentWithoutUntilItIs() throws Exception {
        write("beta");
        try (MutualServer refuse = server("127.0.0.1"); MutualServer without = server("127.0.0.2")) {
            Application a = withRulesAndTrust(SERVERS, "host: 127.0.0.1, credentials: [alpha]",
                    "host: 127.0.0.2, credentials: [alpha], on-failure: send-unsigned");
            assertConnectionRefused(a.call("GET " + refuse.url("/a")), "alpha.pem");
            get(a, without.url("/a"));
            assertEquals(List.of(), refuse.seen);
            write("alpha");
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (a.call("GET " + refuse.url("/b")).startsWith("! ")) {
                assertTrue(System.nanoTime() < deadline, a.errors());
            }
            get(a, without.url("/b"));
            assertEquals(List.of("CN=alpha"), subjects(refuse));
            assertEquals(List.of("-", "CN=alpha"), subjects(without));
        }
    }
}
