package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.KeyKind;
import io.countersign.authority.Spec;
import io.countersign.it.ServerTls.Asks;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Who a program is in the connections that it makes by the JDK's TLS itself, whichever way and by whichever context. */
class TlsIT extends CertificateFixture {
    private static final List<String> WAYS = List.of("host", "unconnected", "layered", "address", "engine");
    private static final List<String> CONTEXTS = List.of("default", "own", "trust", "plain-trust");
    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");
    private static final Identity RSA_SERVER = Authority.root(Spec.authority("RSA").key(KeyKind.RSA)).issue(
            Spec.server("rsa").ip("127.0.0.1", "127.0.0.2").key(KeyKind.RSA));
    private static final String NOBODY = "- -";

    private static String who(Identity identity) {
        return identity.subject() + " " + identity.serial();
    }

    private static String call(Application a, TlsPeer server, String options) throws IOException {
        return a.call("GET " + server.url("/a") + " " + options);
    }

    private static void assertSees(String who, String how, Application a, TlsPeer server, String options) throws IOException {
        assertEquals(who + " " + how + " /a", call(a, server, options), () -> options + said(a));
    }

    private static String said(Application a) {
        try {
            return "\n" + a.errors();
        } catch (IOException e) {
            return "";
        }
    }

    /** @param why all that is told */
    private static void assertRefused(String answer, String... why) {
        // An SSLEngine that fails in a task says so when it is used next; by then its handshake may seem to have ended. Java 25 names the alert.
        assertTrue(answer.matches("! (handshake|writing): javax.net.ssl.SSLHandshakeException: ([(]\\w+[)] )?countersign: connection to .*"), answer);
        for (String each : why) {
            assertTrue(answer.contains(each), answer);
        }
    }

    @Test
    void aServerThatAsksSeesTheCertificateHoweverTheConnectionIsMade() throws Exception {
        Application a = with(policyFor("127.0.0.1"));
        for (String protocol : PROTOCOLS) {
            try (MutualServer server = new MutualServer("127.0.0.1", tls().protocols(protocol));
                    MutualServer forgetful = new MutualServer("127.0.0.1", tls().protocols(protocol).withoutResumption())) {
                for (String context : CONTEXTS) {
                    for (String way : context.equals("own") ? WAYS : List.of("host", "engine")) {
                        String options = "+by=" + way + " +context=" + context + " +protocols=" + protocol;
                        boolean isFresh = !context.equals("default");
                        boolean isFirst = way.equals(WAYS.get(0));
                        assertSees(who(OURS), protocol + (isFresh || isFirst ? " new" : " resumed"), a, server, options + (isFresh ? " +fresh" : ""));
                        assertSees(who(OURS), protocol + " resumed", a, server, options);
                        if (context.equals("own")) {
                            assertSees(who(OURS), protocol + " new", a, forgetful, options);
                        }
                    }
                }
            }
        }
    }

    @Test
    void oneThatOnlyWantsItSeesItAndOneThatDoesNotAskSeesNone() throws Exception {
        Application a = with(policyFor("127.0.0.1"));
        for (String protocol : PROTOCOLS) {
            try (MutualServer wants = new MutualServer("127.0.0.1", tls().protocols(protocol).asks(Asks.WANTS));
                    MutualServer silent = new MutualServer("127.0.0.1", tls().protocols(protocol).asks(Asks.NEVER))) {
                for (String way : WAYS) {
                    String options = "+fresh +context=own +by=" + way + " +protocols=" + protocol;
                    assertSees(who(OURS), protocol + " new", a, wants, options);
                    assertSees(NOBODY, protocol + " new", a, silent, options);
                }
            }
        }
    }

    @Test
    void aHostWithoutARuleSeesTheApplicationAsItIs() throws Exception {
        Application a = with(policyFor("127.0.0.1"));
        Path own = keys("own", OWN);
        for (String protocol : PROTOCOLS) {
            try (MutualServer server = new MutualServer("127.0.0.2", tls().protocols(protocol).asks(Asks.WANTS))) {
                for (String way : WAYS) {
                    String options = "+by=" + way + " +protocols=" + protocol;
                    assertSees(NOBODY, protocol + " new", a, server, options + " +fresh +context=own");
                    assertSees(NOBODY, protocol + " resumed", a, server, options + " +context=own");
                }
                for (String way : List.of("host", "engine")) {
                    String options = "+by=" + way + " +protocols=" + protocol;
                    assertSees(NOBODY, protocol + " new", a, server, options + " +fresh +context=plain-trust");
                    for (String context : List.of("keys", "plain-keys")) {
                        String shown = isAsked(context, way) ? who(OWN) : NOBODY;
                        assertSees(shown, protocol + " new", a, server, options + " +fresh +context=" + context + " +keys=" + own);
                        assertSees(shown, protocol + " resumed", a, server, options + " +context=" + context + " +keys=" + own);
                    }
                }
            }
        }
    }

    /** JSSE has no use for a plain X509KeyManager where there is an SSLEngine. */
    private static boolean isAsked(String context, String way) {
        return context.equals("keys") || !way.equals("engine");
    }

    /** Java 8 asks a key manager for one type of key after another; the application's is not of the type that ours is of. */
    @Test
    void whereTheApplicationHasOneOfItsOwnTheRuleSaysWhichGoesFirst() throws Exception {
        Path own = keys("own", OWN);
        Application a = with(policy(credential("mesh", OURS, ""), rule("127.0.0.1", "mesh") + rule("127.0.0.2", "mesh", "existing: replace")
                + rule("127.0.0.3", "mesh", "existing: refuse")));
        for (String protocol : PROTOCOLS) {
            try (MutualServer keeps = new MutualServer("127.0.0.1", tls().protocols(protocol));
                    MutualServer replaces = new MutualServer("127.0.0.2", tls().protocols(protocol));
                    MutualServer refuses = new MutualServer("127.0.0.3", tls().protocols(protocol))) {
                for (String way : List.of("host", "engine")) {
                    for (String context : List.of("keys", "plain-keys")) {
                        String options = "+fresh +by=" + way + " +context=" + context + " +keys=" + own + " +protocols=" + protocol;
                        assertSees(who(isAsked(context, way) ? OWN : OURS), protocol + " new", a, keeps, options);
                        assertSees(who(OURS), protocol + " new", a, replaces, options);
                        if (!isAsked(context, way)) {
                            continue;
                        }
                        String refused = call(a, refuses, options);
                        assertRefused(refused, "policy.yaml:7", "'existing: refuse'");
                    }
                    assertSees(who(OURS), protocol + " new", a, refuses, "+fresh +context=own +by=" + way + " +protocols=" + protocol);
                }
                assertEquals(List.of(who(OURS), who(OURS)), refuses.seen.stream().map(seen -> seen.subject() + " " + seen.serial()).toList());
            }
        }
    }

    @Test
    void oneOfTheApplicationsThatTheServersAuthoritiesDidNotIssueKeepsOursAwayFromNobody() throws Exception {
        Path own = keys("other", Authority.root("Others").issue(Spec.client("own")));
        Application a = with(policyFor("127.0.0.1"));
        try (MutualServer server = new MutualServer("127.0.0.1", tls())) {
            for (String way : List.of("host", "engine")) {
                for (String context : List.of("keys", "plain-keys")) {
                    assertTrue(call(a, server, "+fresh +by=" + way + " +context=" + context + " +keys=" + own).startsWith(who(OURS)));
                }
            }
        }
    }

    @Test
    void theKeyStoreOfTheJvmIsTheApplicationsOwn() throws Exception {
        Path own = keys("own", OWN);
        Application a = with(policy(credential("mesh", OURS, ""), rule("127.0.0.1", "mesh") + rule("127.0.0.2", "mesh", "existing: replace")),
                "-Djavax.net.ssl.keyStore=" + own, "-Djavax.net.ssl.keyStorePassword=changeit", "-Djavax.net.ssl.keyStoreType=JKS");
        try (MutualServer keeps = new MutualServer("127.0.0.1", tls());
                MutualServer replaces = new MutualServer("127.0.0.2", tls());
                MutualServer stranger = new MutualServer("127.0.0.3", tls())) {
            for (String way : List.of("host", "engine")) {
                assertTrue(call(a, keeps, "+by=" + way).startsWith(who(OWN)));
                assertTrue(call(a, replaces, "+by=" + way).startsWith(who(OURS)));
                assertTrue(call(a, stranger, "+by=" + way).startsWith(who(OWN)));
            }
        }
    }

    @Test
    void contextsAndSessionsThatWereThereBeforeTheAgentAreAsThePolicySaysFromThenOn() throws Exception {
        Application a = without();
        for (String protocol : PROTOCOLS) {
            try (MutualServer server = new MutualServer("127.0.0.1", tls().protocols(protocol).asks(Asks.WANTS));
                    MutualServer stranger = new MutualServer("127.0.0.2", tls().protocols(protocol).asks(Asks.WANTS))) {
                boolean isThere = !protocol.equals(PROTOCOLS.get(0));
                for (String how : List.of("new", "resumed")) {
                    for (String context : CONTEXTS) {
                        String options = "+context=" + context + " +protocols=" + protocol;
                        assertSees(isThere ? who(OURS) : NOBODY, protocol + " " + how, a, server, options);
                        assertSees(NOBODY, protocol + " " + how, a, stranger, options);
                    }
                }
                if (!isThere) {
                    a.attach(policyFor("127.0.0.1").toString());
                }
                for (String context : CONTEXTS) {
                    String options = "+context=" + context + " +protocols=" + protocol;
                    assertSees(who(OURS), protocol + (isThere ? " resumed" : " new"), a, server, options);
                    assertSees(who(OURS), protocol + " resumed", a, server, options + " +by=engine");
                    assertSees(NOBODY, protocol + " resumed", a, stranger, options);
                }
            }
        }
    }

    @Test
    void aPeerIsMatchedAsItIsNamedInWhateverSpelling() throws Exception {
        Application a = with(policy(credential("mesh", OURS, ""), rule("localhost", "mesh") + rule("*.example.test", "mesh") + rule("::1", "mesh")
                + rule("127.0.0.2", "mesh")));
        try (MutualServer server = new MutualServer("127.0.0.1", tls().asks(Asks.WANTS))) {
            String port = server.url("").replaceAll(".*:", ":");
            for (String way : List.of("layered", "engine")) {
                for (String host : List.of("localhost", "LocalHost", "localhost.", "API.example.test", "api.example.test.", "[::1]", "[0:0::1]", "127.0.2", "0x7f.2")) {
                    assertTrue(a.call("GET https://" + host + port + "/a +fresh +context=own +at=127.0.0.1 +by=" + way).startsWith(who(OURS)), host);
                }
                for (String host : List.of("127.0.0.1", "example.test", "localhost.test", "no_host", "[::2]", "a..b", "xn--", "256.256.256.256")) {
                    String answer = a.call("GET https://" + host + port + "/a +fresh +context=own +at=127.0.0.1 +by=" + way);
                    assertTrue(answer.startsWith(NOBODY), host + " " + answer);
                }
            }
            // Nobody says where it goes.
            assertTrue(call(a, server, "+by=engine-of-nobody").startsWith(NOBODY));
        }
    }

    @Test
    void aPeerOfIpv6IsMatchedByItsAddress() throws Exception {
        assumeTrue(hasIpv6(), "no IPv6 on this machine's loopback");
        Application a = with(policyFor("::1"));
        try (MutualServer server = new MutualServer("::1", tls())) {
            String port = server.url("").replaceAll(".*:", ":");
            for (String way : WAYS) {
                assertTrue(a.call("GET https://[::1]" + port + "/a +by=" + way).startsWith(who(OURS)), way);
            }
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void whomThePolicyTrustsIsTrustedThoughTheApplicationTrustsEveryoneAndNobodyElseIs() throws Exception {
        write(folder.resolve("servers.pem"), SERVERS.pem());
        Application a = with(policy(credential("mesh", OURS, "") + credential("strict", OURS, ", trust: servers.pem"),
                rule("127.0.0.1", "mesh") + rule("127.0.0.2", "strict") + rule("other.test", "strict")));
        Identity namesake = ServerTls.identity(Authority.root("Servers"));
        for (String protocol : PROTOCOLS) {
            ServerTls wants = tls().protocols(protocol).asks(Asks.WANTS);
            ServerTls impostor = new ServerTls(namesake, CLIENTS, Asks.WANTS, List.of(protocol), true, false);
            try (MutualServer right = new MutualServer("127.0.0.2", wants); MutualServer wrong = new MutualServer("127.0.0.2", impostor);
                    MutualServer lax = new MutualServer("127.0.0.1", impostor); MutualServer stranger = new MutualServer("127.0.0.3", impostor)) {
                for (String way : List.of("host", "engine")) {
                    for (String context : List.of("trust", "plain-trust", "own")) {
                        String options = "+fresh +context=" + context + " +by=" + way + " +protocols=" + protocol;
                        assertSees(who(OURS), protocol + " new", a, right, options + " +checks");
                        assertRefused(call(a, wrong, options), "policy.yaml", "credential 'strict'", "CN=countersign-it issued by CN=Servers", "servers.pem");
                        if (!context.equals("own")) {
                            assertSees(who(OURS), protocol + " new", a, lax, options);
                            assertSees(NOBODY, protocol + " new", a, stranger, options);
                            String named = "GET https://other.test" + right.url("/a").replaceAll(".*:", ":") + " +at=127.0.0.2 +by="
                                    + (way.equals("host") ? "layered" : way) + " +fresh +context=" + context + " +protocols=" + protocol;
                            assertEquals(who(OURS) + " " + protocol + " new /a", a.call(named));
                            assertRefused(a.call(named + " +checks"), "policy.yaml", "other.test");
                        }
                    }
                }
                assertEquals(List.of(), wrong.seen);
            }
        }
    }

    @Test
    void nothingThatTheJvmTellsForDebuggingHoldsTheKey() throws Exception {
        Identity rsa = CLIENTS.issue(Spec.client("ours").key(KeyKind.RSA));
        Application a = with(policy(credential("mesh", rsa, ""), rule("127.0.0.1", "mesh")), "-Djavax.net.debug=all");
        String said;
        try (MutualServer server = new MutualServer("127.0.0.1", tls()); MutualServer refuses = new MutualServer("127.0.0.1", ServerTls.of(SERVERS, SERVERS))) {
            for (String protocol : PROTOCOLS) {
                for (String way : List.of("host", "engine")) {
                    assertTrue(call(a, server, "+by=" + way + " +protocols=" + protocol).startsWith(who(rsa)), said(a));
                    said = call(a, refuses, "+by=" + way + " +protocols=" + protocol);
                    assertTrue(said.startsWith("! "), said);
                    assertTellsNoSecret(said);
                }
            }
        }
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.key();
        said = a.errors();
        assertTrue(said.contains("CertificateVerify"), said);
        for (BigInteger secret : List.of(key.getPrivateExponent(), key.getPrimeP(), key.getPrimeQ())) {
            String hex = secret.toString(16).substring(0, 64);
            assertFalse(said.contains(secret.toString()) || said.replaceAll("\\W", "").toLowerCase(Locale.ROOT).contains(hex));
        }
    }

    @Test
    void whatTheJvmAllowsItselfIsKeptTo() throws Exception {
        Application a = with(policyFor("127.0.0.1"), "-Djdk.tls.client.protocols=TLSv1.2");
        try (MutualServer server = new MutualServer("127.0.0.1", tls())) {
            for (String way : List.of("host", "engine")) {
                assertSees(who(OURS), "TLSv1.2 new", a, server, "+fresh +context=own +by=" + way);
            }
        }
    }

    /** In TLS 1.2 Java 8 shows what the server asks for, whatever is disabled. */
    @Test
    void aKeyWhoseSignaturesTheJvmHasDisabledRefusesTheConnectionRatherThanShowNone() throws Exception {
        Path disabled = Files.writeString(folder.resolve("java.security"), "jdk.tls.disabledAlgorithms=SSLv3, TLSv1, TLSv1.1, ECDSA\n");
        Application a = with(policy(credential("mesh", OURS, ""), rule("127.0.0.1", "mesh") + rule("127.0.0.2", "mesh", "on-failure: send-unsigned")),
                "-Djava.security.properties=" + disabled);
        for (String protocol : PROTOCOLS) {
            ServerTls rsa = new ServerTls(RSA_SERVER, CLIENTS, Asks.WANTS, List.of(protocol), true, false);
            try (MutualServer strict = new MutualServer("127.0.0.1", rsa); MutualServer lax = new MutualServer("127.0.0.2", rsa)) {
                for (String way : List.of("host", "engine")) {
                    String options = "+fresh +context=plain-trust +by=" + way + " +protocols=" + protocol;
                    if (Application.JAVA == 8 && protocol.equals("TLSv1.2")) {
                        assertSees(who(OURS), protocol + " new", a, strict, options);
                    } else {
                        assertRefused(call(a, strict, options), "policy.yaml", "credential 'mesh'", "keys of the type EC");
                        assertSees(NOBODY, protocol + " new", a, lax, options);
                    }
                }
            }
        }
    }
}
