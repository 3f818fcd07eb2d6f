package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.KeyKind;
import io.countersign.authority.Pem;
import io.countersign.authority.Spec;
import io.countersign.it.ServerTls.Asks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Client certificates before nginx and HAProxy, by each client. Hosts are told apart by their loopback address: each has another certificate. */
class MutualTlsIT extends CertificateFixture {
    private static final Authority ISSUING = CLIENTS.intermediate(Spec.authority("Issuing").key(KeyKind.EC_P384)).intermediate("Issuing below");
    private static final Instant THEN = Instant.parse("2021-01-01T00:00:00Z");
    private static final String NO_RULE = "127.0.0.9";

    private static final Map<String, Identity> RIGHT = new LinkedHashMap<>();
    private static final Map<String, Identity> WRONG = new LinkedHashMap<>();

    static {
        RIGHT.put("127.0.0.1", ISSUING.issue(Spec.client("ec")));
        RIGHT.put("127.0.0.2", ISSUING.issue(Spec.client("rsa").key(KeyKind.RSA)));
        RIGHT.put("127.0.0.3", CLIENTS.issue(Spec.client("p384").key(KeyKind.EC_P384)));
        if (Application.JAVA >= 16) {
            RIGHT.put("127.0.0.4", CLIENTS.issue(Spec.client("ed25519").key(KeyKind.ED25519)));
        }
        WRONG.put("127.0.0.5", Authority.root("Clients").issue(Spec.client("namesake")));
        WRONG.put("127.0.0.6", Authority.root("Others").issue(Spec.client("other")));
        WRONG.put("127.0.0.7", ISSUING.issue(Spec.client("expired").valid(THEN, THEN.plusSeconds(60))));
    }

    private String caller;

    /** Each a caller and what it runs with. */
    static Stream<String> clients() {
        return Stream.of("UrlConnectionCaller", "JdkHttpClientCaller", "OkHttpCaller").filter(each -> Application.JAVA >= 11 || !each.startsWith("Jdk"));
    }

    @Override
    String caller() {
        return caller;
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/okhttp-5/*";
    }

    private static List<String> addresses() {
        List<String> all = new ArrayList<>(RIGHT.keySet());
        all.addAll(WRONG.keySet());
        all.add(NO_RULE);
        return all;
    }

    private static ServerTls server(String... protocols) {
        Identity identity = SERVERS.issue(Spec.server("countersign-it").ip(addresses().toArray(new String[0])));
        return new ServerTls(identity, CLIENTS, Asks.NEEDS, List.of(protocols), true, false);
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private Application application() throws IOException {
        StringBuilder credentials = new StringBuilder();
        StringBuilder rules = new StringBuilder();
        for (Map<String, Identity> some : List.of(RIGHT, WRONG)) {
            for (Map.Entry<String, Identity> each : some.entrySet()) {
                String name = "c" + each.getKey().replace('.', '-');
                credentials.append(plainCredential(name, each.getValue()));
                rules.append(rule(each.getKey(), name));
            }
        }
        // Chains in the orders that they are had in.
        List<X509Certificate> chain = new ArrayList<>(RIGHT.get("127.0.0.1").chain());
        Collections.reverse(chain);
        write(folder.resolve("c127-0-0-1.pem"), Pem.certificates(chain));
        chain = RIGHT.get("127.0.0.2").chain();
        write(folder.resolve("c127-0-0-2.pem"), Pem.certificates(chain.get(1), chain.get(0), chain.get(2), CLIENTS.certificate()));
        Application a = with(policy(credentials.toString(), rules.toString()));
        assertTrue(a.errors().contains("c127-0-0-7.pem: the certificate of CN=expired expired on 2021-01-01T00:01:00Z"), a.errors());
        return a;
    }

    /** Where a handshake is aborted the JDK's client (17) now and then waits for ever, without the agent too. */
    private static String call(Application a, String host, TlsPeer peer) throws IOException {
        return a.call("GET " + peer.url("/a").replace("127.0.0.1", host) + " +timeout=10000");
    }

    private void assertSees(TlsPeer peer, String protocols, String http) throws IOException {
        try (peer) {
            Application a = application();
            for (Map.Entry<String, Identity> each : RIGHT.entrySet()) {
                String answer = call(a, each.getKey(), peer);
                Identity identity = each.getValue();
                // On the connection of before, if it was one.
                answer += call(a, each.getKey(), peer);
                String line = identity.subject() + " " + identity.serial() + " " + protocols + " (new|resumed) /a";
                assertTrue(answer.matches("(?s)200 " + http + " " + line + ".*200 " + http + " " + line + ".*"), answer + a.errors());
            }
            for (String host : addresses().subList(RIGHT.size(), addresses().size())) {
                String answer = call(a, host, peer);
                if (peer instanceof Nginx) {
                    assertTrue(answer.startsWith("400 "), host + " " + answer);
                } else {
                    assertTrue(answer.startsWith("! "), host + " " + answer);
                    assertTrue(!answer.contains("countersign"), host + " " + answer);
                }
                assertTellsNoSecret(answer);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void nginxSeesWhoItIsAndAnswers400ToTheWrongOnes(String client) throws Exception {
        assumeTrue(Nginx.isThere(), "no nginx on the PATH");
        caller = client;
        assertSees(new Nginx(addresses(), server("TLSv1.2"), folder("nginx-1")), "TLSv1.2", "(HTTP|http)[/_]1.1");
        String http2 = client.startsWith("Url") ? "HTTP/1.1" : "(HTTP_2|h2)";
        assertSees(new Nginx(addresses(), server("TLSv1.2", "TLSv1.3").withHttp2(), folder("nginx-2")), "TLSv1.3", http2);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void haproxySeesWhoItIsAndAbortsTheHandshakesOfTheWrongOnes(String client) throws Exception {
        assumeTrue(HaProxy.isThere(), "no haproxy on the PATH");
        caller = client;
        assertSees(new HaProxy(addresses(), server("TLSv1.2"), folder("haproxy-1")), "TLSv1.2", ".*1.1");
        assertSees(new HaProxy(addresses(), server("TLSv1.2", "TLSv1.3").withHttp2(), folder("haproxy-2")), "TLSv1.3", ".*");
    }

    /** The alerts of RFC 8446, section 6.2, and RFC 5246, section 7.2.2. */
    @Test
    void anApplicationIsToldWhyItWasRefusedAsTheServerSaysIt() throws Exception {
        assumeTrue(HaProxy.isThere(), "no haproxy on the PATH");
        caller = "TlsCaller";
        Application a = application();
        Map<String, String> alerts = Map.of("127.0.0.6", "unknown_ca", "127.0.0.7", "certificate_expired", NO_RULE, "certificate_required");
        try (TlsPeer peer = new HaProxy(addresses(), server("TLSv1.3"), folder("haproxy"))) {
            for (Map.Entry<String, String> each : alerts.entrySet()) {
                for (String way : List.of("host", "engine")) {
                    // Twice: nothing of the first is taken up again.
                    for (int i = 0; i < 2; i++) {
                        assertTold(each.getValue(), () -> a.call("GET " + peer.url("/a").replace("127.0.0.1", each.getKey()) + " +mute +by=" + way));
                    }
                }
            }
        }
    }

    /** It closes the connection while the client has more to say of itself, which is told as a connection that broke, now and then. */
    private static void assertTold(String alert, Callable<String> call) throws Exception {
        String answer = "";
        for (int i = 0; i < 50 && !answer.startsWith("! reading: javax.net.ssl.SSLHandshakeException: "); i++) {
            answer = call.call();
            assertTrue(answer.matches("! reading: javax.net.ssl.SSLHandshakeException: ([(]\\w+[)] )?Received fatal alert: " + alert
                    + "|! (handshake|reading): (javax.net.ssl.SSLException: readHandshakeRecord <- )?java.net.SocketException: (Broken pipe|Connection reset).*"), answer);
        }
        assertTrue(answer.contains(alert), answer);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aCertificateThatIsRenewedUnderLoadFailsNoRequest(String client) throws Exception {
        assumeTrue(Nginx.isThere(), "no nginx on the PATH");
        caller = client;
        Identity first = CLIENTS.issue(Spec.client("first"));
        Identity second = ISSUING.issue(Spec.client("second").key(KeyKind.RSA));
        Application a = with(policy(credential("mesh", first, ""), rule("127.0.0.1", "mesh")));
        ServerTls tls = server("TLSv1.2", "TLSv1.3");
        try (Nginx nginx = new Nginx("127.0.0.1", tls.withHttp2(), folder("nginx"))) {
            String call = "GET " + nginx.url("/a");
            a.call(call + " +begin=load +load=32");
            assertSees(first, a.call(call));
            put("mesh", second);
            String seen = a.call(call);
            for (long end = System.nanoTime() + 30_000_000_000L; !seen.contains("CN=second") && System.nanoTime() < end;) {
                seen = a.call(call);
            }
            for (int i = 0; i < 10; i++) {
                assertSees(second, a.call(call));
            }
            a.call("GET - +stop=load");
            String outcomes = a.call("GET - +end=load");
            assertTrue(outcomes.matches("[{]200=\\d+[}]"), outcomes + a.errors());
        }
    }

    private static void assertSees(Identity identity, String answer) {
        assertTrue(answer.startsWith("200 ") && answer.contains(identity.subject() + " " + identity.serial() + " "), answer);
    }
}
