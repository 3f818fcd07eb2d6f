package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import io.countersign.it.ServerTls.Asks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is on the wire, and what an application is told when a handshake fails: with the agent as without. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandshakesIT extends CertificateFixture {
    private static final List<String> WAYS = List.of("host", "engine");
    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    private static final Identity STRANGER = Authority.root("Others").issue(Spec.client("ours"));

    @TempDir
    static Path shared;

    private final Map<String, Application> applications = new LinkedHashMap<>();

    /** With one for this host whose certificate its server refuses. */
    private Application refused;

    @BeforeAll
    void startAll() throws IOException {
        folder = shared;
        applications.put("no agent", without());
        applications.put("no certificate", with(policy("  key: {type: api-key, value: '${env:KEY}'}\n", rule("127.0.0.1", "key"))));
        applications.put("another host", with(policyFor("127.0.0.2")));
        applications.put("this host", with(policy(credential("mesh", OURS, ""), rule("127.0.0.1", "mesh") + rule("*.example.test", "mesh"))));
        refused = with(policy(credential("wrong", STRANGER, ""), rule("127.0.0.1", "wrong")));
    }

    /** After all of them, for they share the applications. */
    @Override
    void stop() {}

    @AfterAll
    void stopAll() throws IOException {
        super.stop();
    }

    /** The kinds of the messages of a handshake in TLS 1.2 until they are encrypted, and the lengths of all records. */
    private static List<String> shape(List<byte[]> records) {
        List<String> shape = new ArrayList<>();
        boolean isPlain = true;
        for (byte[] record : records) {
            isPlain &= record[0] != 20;
            if (isPlain && record[0] == 22) {
                for (int at = 5; at < record.length; at += 4 + ClientHello.at(record, at + 1, 3)) {
                    shape.add("message " + record[at] + " of " + ClientHello.at(record, at + 1, 3));
                }
            } else {
                shape.add("record " + record[0] + " of " + record.length);
            }
        }
        return shape;
    }

    @Test
    void whatIsOfferedIsTheSame() throws Exception {
        Map<String, List<String>> hellos = new LinkedHashMap<>();
        for (Map.Entry<String, Application> each : applications.entrySet()) {
            List<String> fields = new ArrayList<>();
            try (MutualServer server = new MutualServer("127.0.0.1", tls().asks(Asks.NEVER)); Tap tap = new Tap("127.0.0.1", server)) {
                // An address has no server_name.
                for (String options : List.of("", "+protocols=TLSv1.2", "+protocols=TLSv1.3 +alpn=h2,http/1.1", "+checks +context=own", "+context=plain-trust")) {
                    for (String way : List.of("layered", "engine")) {
                        // By address and by name, then by a name whose session it would resume.
                        for (int i = 0; i < 3; i++) {
                            String url = i == 0 ? tap.url("/a") : tap.url("/a").replace("127.0.0.1", "api.example.test");
                            String call = "GET " + url + " +at=127.0.0.1 +by=" + way + " " + options;
                            String answer = each.getValue().call(call);
                            assertTrue(answer.startsWith("- -"), answer);
                            fields.add(options + " " + way + " " + i + " " + String.join("\n", ClientHello.fields(tap.sent().get(0))));
                        }
                    }
                }
            }
            hellos.put(each.getKey(), fields);
        }
        String without = hellos.get("no agent").toString();
        // server_name, application_layer_protocol_negotiation and, as part of a session_ticket or a pre_shared_key, what is resumed.
        assertTrue(without.contains("extension 0 ") && without.contains("extension 16 ") && without.matches("(?s).*extension (35|41) full.*"), without);
        hellos.forEach((name, fields) -> assertEquals(String.join("\n\n", hellos.get("no agent")), String.join("\n\n", fields), name));
    }

    @Test
    void whatIsSentIsTheSameUntilTheServerAsksForACertificateThatARuleHas() throws Exception {
        for (Asks asks : List.of(Asks.NEVER, Asks.WANTS)) {
            Map<String, List<String>> sent = new LinkedHashMap<>();
            for (Map.Entry<String, Application> each : applications.entrySet()) {
                List<String> shapes = new ArrayList<>();
                for (String protocol : PROTOCOLS) {
                    try (MutualServer server = new MutualServer("127.0.0.1", tls().asks(asks)); Tap tap = new Tap("127.0.0.1", server)) {
                        for (String way : WAYS) {
                            String answer = each.getValue().call("GET " + tap.url("/a") + " +context=own +fresh +protocols=" + protocol + " +by=" + way);
                            assertEquals(asks == Asks.WANTS && each.getKey().equals("this host"), !answer.startsWith("- -"), answer);
                            shapes.add(protocol + " " + way + " " + shape(tap.sent()));
                        }
                    }
                }
                sent.put(each.getKey(), shapes);
            }
            List<String> before = sent.get("no agent");
            // An empty Certificate (11) where one is asked for, none where not.
            assertEquals(asks == Asks.WANTS, before.get(0).contains("message 11 of 3,"), before.get(0));
            assertEquals(asks == Asks.WANTS, before.get(0).contains("message 11 "), before.get(0));
            assertEquals(before, sent.get("no certificate"));
            assertEquals(before, sent.get("another host"));
            if (asks == Asks.NEVER) {
                sent.forEach((name, shapes) -> assertEquals(before, shapes, name));
            } else {
                assertTrue(sent.get("this host").get(0).contains("message 15 of"), "a CertificateVerify: " + sent.get("this host").get(0));
            }
        }
    }

    @Test
    void aHandshakeThatFailsIsToldAsItIsWithoutTheAgent() throws Exception {
        Map<String, List<String>> told = new LinkedHashMap<>();
        for (Map.Entry<String, Application> each : applications.entrySet()) {
            List<String> answers = new ArrayList<>();
            for (String protocol : PROTOCOLS) {
                try (MutualServer server = new MutualServer("127.0.0.1", tls().asks(Asks.NEVER).protocols(protocol)); Tap tap = new Tap("127.0.0.1", server)) {
                    for (Tap.End end : Tap.End.values()) {
                        for (String way : WAYS) {
                            tap.end = end;
                            String call = "GET " + tap.url("/a") + " +protocols=" + protocol + " +context=own +by=" + way;
                            String answer = each.getValue().call(call);
                            assertEquals(end == Tap.End.WELL, answer.startsWith("- -"), answer);
                            answers.add(protocol + " " + end + " " + way + " " + answer);
                        }
                        // Nothing of it stays.
                        tap.end = Tap.End.WELL;
                        String after = each.getValue().call("GET " + tap.url("/a") + " +protocols=" + protocol + " +context=own");
                        assertTrue(after.startsWith("- - " + protocol), after);
                    }
                }
            }
            told.put(each.getKey(), answers);
        }
        told.forEach((name, answers) -> assertEquals(String.join("\n", told.get("no agent")), String.join("\n", answers), name));
    }

    @Test
    void aServerThatRefusesTheCertificateIsToldAsForOneOfTheApplications() throws Exception {
        Map<String, List<String>> told = new LinkedHashMap<>();
        Path own = keys("own", STRANGER);
        for (String each : List.of("no agent", "another host", "this host")) {
            Application a = each.equals("this host") ? refused : applications.get(each);
            List<String> answers = new ArrayList<>();
            String context = each.equals("this host") ? "own" : "keys-for-anyone";
            for (String protocol : PROTOCOLS) {
                try (MutualServer server = new MutualServer("127.0.0.1", tls().protocols(protocol))) {
                    for (String way : WAYS) {
                        String call = "GET " + server.url("/a") + " +mute +protocols=" + protocol + " +context=" + context + " +keys=" + own + " +by=" + way;
                        answers.add(protocol + " " + way + " " + a.call(call));
                        answers.add(a.call(call));
                        assertEquals(List.of(), server.seen);
                        answers.add(server.refused.poll(10, TimeUnit.SECONDS));
                        answers.add(server.refused.poll(10, TimeUnit.SECONDS));
                    }
                }
            }
            told.put(each, answers);
        }
        assertTrue(told.get("no agent").toString().contains("Received fatal alert: "), told::toString);
        assertFalse(told.toString().contains("Empty client certificate"), told::toString);
        assertEquals(told.get("no agent"), told.get("another host"));
        assertEquals(told.get("no agent"), told.get("this host"));
    }

    @Test
    void aCertificateThatIsAskedForInASecondHandshakeAloneIsShownThere() throws Exception {
        Path own = keys("own", OWN);
        String without = null;
        for (Map.Entry<String, Application> each : applications.entrySet()) {
            try (Renegotiating server = new Renegotiating("127.0.0.1", tls())) {
                for (String way : WAYS) {
                    String call = "GET " + server.url("/a") + " +protocols=TLSv1.2 +fresh +by=" + way;
                    String answer = each.getValue().call(call + " +context=own");
                    if (each.getKey().equals("this host")) {
                        assertEquals("- - then " + OURS.subject() + " " + OURS.serial(), answer);
                    } else {
                        without = without == null ? answer : without;
                        assertEquals(without, answer, each.getKey());
                    }
                    assertEquals("- - then " + OWN.subject() + " " + OWN.serial(), each.getValue().call(call + " +context=keys +keys=" + own), each.getKey());
                }
            }
        }
        assertTrue(without.startsWith("! reading: javax.net.ssl.SSLHandshakeException: "), without);
    }

    @Test
    void oneSideMaySayThatItHasSaidAllWhileTheOtherGoesOn() throws Exception {
        Map<String, List<String>> told = new LinkedHashMap<>();
        for (Map.Entry<String, Application> each : applications.entrySet()) {
            List<String> answers = new ArrayList<>();
            for (String protocol : PROTOCOLS) {
                try (MutualServer server = new MutualServer("127.0.0.1", tls().asks(Asks.NEVER).protocols(protocol))) {
                    for (String way : WAYS) {
                        answers.add(protocol + " " + each.getValue().call("GET " + server.url("/a") + " +half +context=own +fresh +by=" + way + " +protocols=" + protocol));
                    }
                }
            }
            told.put(each.getKey(), answers);
        }
        assertEquals("TLSv1.3 - - TLSv1.3 new /a", told.get("no agent").get(2));
        told.forEach((name, answers) -> assertEquals(told.get("no agent"), answers, name));
    }
}
