package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client certificate belongs to a connection, which all requests to one host and port may share. */
class OneIdentityTest {
    private static final String BELONGS = "; it belongs to the connection, which requests of any method and path may share";

    @TempDir
    Path folder;

    private PolicyFolder policies;

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
        policies.environment.put("KEY", "k");
    }

    private static String[] lines(String... rules) {
        String[] lines = new String[rules.length + 5];
        lines[0] = "version: 1";
        lines[1] = "credentials:";
        lines[2] = "  a: {type: client-certificate, certificate: a.pem, key: a.key}";
        lines[3] = "  b: {type: client-certificate, certificate: b.pem, key: b.key}";
        lines[4] = "  k: {type: api-key, value: '${env:KEY}'}\nrules:";
        for (int i = 0; i < rules.length; i++) {
            lines[i + 5] = "- {host: " + rules[i] + "}";
        }
        return lines;
    }

    private void says(List<String> mistakes, String... rules) throws IOException {
        assertEquals(mistakes, policies.mistakes(lines(rules)));
    }

    private void isRight(String... rules) throws IOException {
        says(Collections.emptyList(), rules);
    }

    /** Its name; null if the connection has none. */
    private String identity(Policy policy, String host, int port) {
        Rule rule = policy.rulesFor(host).identityRule(port);
        return rule == null ? null : rule.identity().name();
    }

    @Test
    void rulesOfOnePortMayNotDifferByMethodOrPath() throws IOException {
        says(Collections.singletonList("p.yaml:8:3: this rule and the one in p.yaml:7:3 differ in their client certificate, 'b' and 'a'" + BELONGS),
                "h, paths: [/a], credentials: [a]", "h, credentials: [b]");
        says(Collections.singletonList("p.yaml:8:3: this rule and the one in p.yaml:7:3 differ in their client certificate, none and 'a'" + BELONGS),
                "h, methods: [POST], credentials: [a, k]", "h, credentials: [k]");
        says(Collections.singletonList("p.yaml:8:3: this rule and the one in p.yaml:7:3 differ in their client certificate, 'a' and none, on port 443" + BELONGS),
                "h, ports: [443], paths: [/public], credentials: []", "h, credentials: [a]");
    }

    /** What the handshake asks of them is asked once for all. */
    @Test
    void norInWhatTheHandshakeIsToDo() throws IOException {
        says(Collections.singletonList("p.yaml:8:3: this rule and the one in p.yaml:7:3 differ in 'existing', and share connections with client"
                + " certificate 'a', for which there can be one"), "h, paths: [/a], existing: keep, credentials: [a]", "h, existing: refuse, credentials: [a]");
        says(Collections.singletonList("p.yaml:8:3: this rule and the one in p.yaml:7:3 differ in 'on-failure', on port 443, and share connections with"
                + " client certificate 'a', for which there can be one"), "h, ports: [443], methods: [GET], on-failure: send-unsigned, credentials: [a]",
                "h, ports: [443], credentials: [a]");
        isRight("h, ports: [443], existing: keep, credentials: [a]", "h, ports: [444], existing: refuse, credentials: [a]");
    }

    @Test
    void onlyObservedOnOnePathIsNoneThere() throws IOException {
        says(Collections.singletonList("p.yaml:8:3: this rule and the one in p.yaml:7:3 differ in their client certificate,"
                + " 'a' and none that is more than observed" + BELONGS),
                "h, mode: observe, paths: [/a], credentials: [a]", "h, credentials: [a]");
    }

    @Test
    void rulesOfOtherPortsAndHostsMay() throws Exception {
        isRight("h, ports: [443], credentials: [a]", "h, credentials: [b]", "'*.h', credentials: [k]");
        Policy policy = policies.policy(lines("h, ports: [443, 8443], credentials: [a]", "h, ports: [444], credentials: [b]", "h, credentials: [k]",
                "'*.h', paths: [/x], credentials: [k, b]"));
        assertEquals("a", identity(policy, "h", 443));
        assertEquals("a", identity(policy, "H.", 8443));
        assertEquals("b", identity(policy, "h", 444));
        assertNull(identity(policy, "h", 80));
        assertEquals("b", identity(policy, "x.h", 80));
        assertEquals(1, policy.rulesFor("h").ruleFor(80, "GET", "/").credentialCount());
    }

    @Test
    void whatNoRequestCanReachDoesNotMatter() throws IOException {
        // The first has all of 443, so that the second is for other ports.
        isRight("h, ports: [443], credentials: [k]", "h, paths: [/a], credentials: [a]", "h, credentials: [a]");
    }

    @Test
    void theSameInAllIsRight() throws Exception {
        isRight("h, paths: [/a], credentials: [a, k]", "h, methods: [GET], credentials: [a]", "h, credentials: [k, a]");
        Policy policy = policies.policy(lines("h, paths: [/a], mode: observe, credentials: [a]"));
        assertNull(identity(policy, "h", 443));
    }

    @Test
    void thatOtherRequestsUseTheConnectionTooIsSaid() throws Exception {
        assertEquals(Collections.singletonList("p.yaml:7:3: every connection to h has client certificate 'a', and requests of other methods or"
                + " paths than its rules name use it too"), advice("h, methods: [POST], credentials: [a]"));
        assertEquals(Collections.emptyList(), advice("h, methods: [POST], credentials: [a]", "h, credentials: [a, k]"));
    }

    private List<String> advice(String... rules) throws Exception {
        List<String> said = new ArrayList<>(policies.relative(policies.policy(lines(rules)).advice()));
        said.removeIf(line -> line.contains("no rule names"));
        return said;
    }

    @Test
    void aRuleHasOneCertificate() throws IOException {
        says(Collections.singletonList("p.yaml:7:26: a connection has one client certificate, and 'a' and 'b' are two"), "h, credentials: [a, b]");
        says(Collections.singletonList("p.yaml:7:26: credential 'a' is named twice"), "h, credentials: [a, a]");
    }

    @Test
    void aFileThatIsNotThereIsAWarning() throws Exception {
        assertEquals(Arrays.asList("p.yaml:3:46: 'certificate': a.pem is not there; it is looked for again",
                "p.yaml:4:46: 'certificate': b.pem is not there; it is looked for again"),
                policies.relative(policies.policy(lines("h, credentials: [a]")).warnings()));
    }
}
