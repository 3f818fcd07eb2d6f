package io.countersign.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Background;
import io.countersign.background.DaemonThreads;
import io.countersign.command.Explanation.Outcome;
import io.countersign.engine.Engine;
import io.countersign.engine.SystemMoments;
import io.countersign.log.Log;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyReader;
import io.countersign.request.Headers;
import io.countersign.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTest {
    private static final String SETTINGS = "settings     mode: enforce, plain-http: refuse, existing: keep, on-failure: refuse, max-body: 64MB";

    @TempDir
    Path folder;

    private Terminal terminal;

    @BeforeEach
    void write() throws Exception {
        terminal = new Terminal(folder);
        terminal.write("p.yaml", "version: 1", "credentials:",
                "  key: {type: api-key, value: '${env:KEY}'}",
                "  orders: {type: oauth2, grant: client-credentials, issuer: 'https://idp.example', client-id: c, client-secret: '${env:KEY}'}",
                "  batch: {type: basic, username: u, password: '${literal:" + Terminal.CANARY + "}'}",
                "  partner: {type: hmac, secret: '${env:KEY}', message: '{path}', headers: {X-Timestamp: '{timestamp}', X-Signature: '{signature}'}}",
                "  archive: {type: aws-sigv4, region: r, service: s3, access-key-id: '${env:KEY}', secret-access-key: '${env:KEY}'}",
                "  asked: {type: digest, username: u, password: '${env:KEY}'}",
                "  mesh: {type: client-certificate, certificate: none.pem, key: none.pem}",
                "rules:",
                "  - {host: a.example, ports: [8443], methods: [POST, PUT], credentials: [batch]}",
                "  - {host: a.example, paths: [/v2/**], credentials: [partner, key]}",
                "  - {host: '*.example', credentials: [orders]}",
                "  - {host: '*', credentials: []}",
                "  - {host: seen.example, mode: observe, credentials: [batch]}",
                "  - {host: strict.example, existing: refuse, credentials: [key]}",
                "  - {host: replaced.example, existing: replace, credentials: [key]}",
                "  - {host: mesh.example, credentials: [mesh, archive]}",
                "  - {host: digest.example, credentials: [asked]}");
    }

    private void explained(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "explain";
        all[1] = "p.yaml";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        assertEquals(0, terminal.run(all), () -> terminal.err);
    }

    @Test
    void theRuleAndWhatWasPassedOverAreTold() {
        explained("GET", "https://A.example./v2/x?y=z");
        terminal.assertOut("GET https://A.example.:443/v2/x?...", "host         a.example",
                "passed over  *.example (p.yaml:13), which is less specific", "passed over  * (p.yaml:14), which is less specific",
                "passed over  p.yaml:11, which is for port 8443", "rule         p.yaml:12",
                "put on       X-API-Key: ***   by 'key'", "put on       X-Timestamp: ***   by 'partner'", "put on       X-Signature: ***   by 'partner'",
                SETTINGS, "outcome      signed");
        explained("GET", "https://a.example:8443/v1");
        terminal.assertOut("GET https://a.example:8443/v1", "host         a.example",
                "passed over  *.example (p.yaml:13), which is less specific", "passed over  * (p.yaml:14), which is less specific",
                "passed over  p.yaml:11, which is for POST, PUT", "passed over  p.yaml:12, which is for /v2/**",
                "rule         none: nothing falls through to a wider host", "outcome      left as it is: no rule is for it");
    }

    @Test
    void schemesOfCredentialsAreShownAndSecretsAreNot() {
        explained("POST", "wss://a.example:8443/");
        assertTrue(terminal.out.contains("put on       Authorization: Basic ***   by 'batch'\n"), terminal.out);
        explained("GET", "https://b.example");
        assertTrue(terminal.out.contains("put on       Authorization: Bearer ***   by 'orders'\n"), terminal.out);
        explained("GET", "https://digest.example");
        assertTrue(terminal.out.contains("put on       Authorization: Digest *** (after a challenge)   by 'asked'\n"), terminal.out);
        explained("GET", "https://mesh.example");
        assertTrue(terminal.out.contains("put on       Authorization: AWS4-HMAC-SHA256 ***   by 'archive'\nput on       x-amz-date: ***"), terminal.out);
        assertTrue(terminal.out.contains("\ncertificate  'mesh', for a server that asks for one\n"), terminal.out);
    }

    @Test
    void whatTheUrlHasOfSecretsIsNotShown() {
        for (String url : new String[] {"https://me:canary-7d41@b.example/?key=canary-7d41#canary-7d41", "ftp://me:canary-7d41@b.example",
            "https://me:canary-7d41@", "https://me:canary-7d41@b.example:x/", "https://canary-7d41@b.example:0"}) {
            assertEquals(url.startsWith("https://me:canary-7d41@b.example/") ? 0 : 64, terminal.run("explain", "p.yaml", "GET", url));
        }
        explained("GET", "https://b.example", "--header", "Cookie: canary-7d41", "--header", "Authorization:canary-7d41");
    }

    @Test
    void whatTheApplicationSetsItselfCounts() {
        explained("GET", "https://a.example/v2", "--header", "x-api-key:1");
        assertTrue(terminal.out.contains("left out     'key': the application sets X-API-Key itself\n"), terminal.out);
        assertFalse(terminal.out.contains("put on       X-API-Key"), terminal.out);
        explained("GET", "https://b.example/v2", "--header", "Authorization");
        assertTrue(terminal.out.endsWith("outcome      sent as it is: nothing of its rule is put on\n"), terminal.out);
        explained("GET", "https://replaced.example/", "--header", "X-API-Key");
        assertTrue(terminal.out.contains("put on       X-API-Key: ***"), terminal.out);
        explained("GET", "https://strict.example/", "--header", "X-API-Key");
        assertTrue(terminal.out.endsWith("outcome      countersign: GET to https://strict.example:443 refused by rule strict.example (p.yaml:16), credential 'key':"
                + " the application has set header X-API-Key itself, and the rule says 'existing: refuse'\n"), terminal.out);
    }

    @Test
    void refusalsAreTheEngines() {
        explained("GET", "http://mesh.example/");
        assertTrue(terminal.out.endsWith("outcome      countersign: GET to http://mesh.example:80 refused by rule mesh.example (p.yaml:18): credentials do not go over plain"
                + " http; use https, or set 'plain-http: allow' on the rule\n"), terminal.out);
        explained("GET", "https://a.example/v2/..%2fadmin");
        assertTrue(terminal.out.contains(" refused by rule a.example (p.yaml:11): its path hides dots"), terminal.out);
        explained("GET", "http://seen.example/");
        assertTrue(terminal.out.contains("outcome      sent as it is: its rule is only observed; else countersign: GET to http://seen.example:80 refused by rule"), terminal.out);
        explained("GET", "https://seen.example/");
        assertTrue(terminal.out.endsWith("put on       Authorization: Basic ***   by 'batch'\n" + SETTINGS.replace("enforce", "observe")
                + "\noutcome      sent as it is: its rule is only observed\n"), terminal.out);
        explained("GET", "https://other/");
        assertTrue(terminal.out.endsWith("outcome      left as it is: its rule has no credentials\n"), terminal.out);
    }

    @Test
    void aScriptReadsOneObject() {
        explained("GET", "https://a.example/v2/x", "--json", "--header", "X-Signature");
        terminal.assertJson("{\"request\": \"GET https://a.example:443/v2/x\", \"outcome\": \"signed\", \"message\": \"signed\","
                + " \"hosts\": [\"a.example\", \"*.example\", \"*\"], \"rule\": {\"host\": \"a.example\", \"file\": \"p.yaml\", \"line\": 12},"
                + " \"passed\": [{\"file\": \"p.yaml\", \"line\": 11, \"why\": \"is for port 8443\"}],"
                + " \"headers\": [{\"name\": \"X-API-Key\", \"value\": \"***\", \"credential\": \"key\"}], \"leftOut\": [\"partner\"], \"certificate\": null,"
                + " \"settings\": {\"mode\": \"enforce\", \"plain-http\": \"refuse\", \"existing\": \"keep\", \"on-failure\": \"refuse\", \"max-body\": \"64MB\"}}");
    }

    @Test
    void aWrongPolicyIs78AndAWrongMethod64() throws Exception {
        terminal.write("bad.yaml", "version: 2");
        assertEquals(78, terminal.run("explain", "bad.yaml", "GET", "https://a.example"));
        terminal.assertErr("bad.yaml:1:10: 'version: 1' is expected");
        assertEquals(64, terminal.run("explain", "p.yaml", "get", "https://a.example"));
    }

    @Test
    void everyExampleCanBeExplained() throws IOException {
        terminal.environment.put("ORDERS_USER", "u");
        terminal.environment.put("ORDERS_HOST", "orders.example.com");
        Path examples = Paths.get("../../config");
        try (Stream<Path> files = Files.list(examples)) {
            List<Path> policies = files.filter(file -> file.toString().endsWith(".yaml") || file.endsWith("folder")).collect(Collectors.toList());
            assertTrue(policies.size() > 10);
            for (Path policy : policies) {
                for (String url : new String[] {"https://api.example.com/v2/x?a=b", "http://localhost:8080/", "https://ledger.example.com/v2/entries/1",
                    "https://[::1]/%2e%2e/x", "https://x.mesh.example.com:8443", "ws://partner.example.com/..%2f"}) {
                    int status = terminal.run("explain", policy.toString(), "POST", url);
                    // It takes a system property, too, for it.
                    assertEquals(policy.endsWith("environments.yaml") ? 78 : 0, status, () -> policy + " " + url + terminal.err);
                }
            }
        }
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    /** Each rule with a key of its own, by which one sees whose it was. */
    private List<String> randomPolicy(Random random) {
        List<String> credentials = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            credentials.add("  k" + i + ": {type: api-key, value: '${literal:rule" + i + "}'}");
            rules.add("  - {host: '" + pick(random, "a.example", "b.a.example", "*.example", "*.a.example", "*", "127.0.0.1", "::1") + "'"
                    + pick(random, "", ", ports: [443]", ", ports: [80, 8443]") + pick(random, "", "", ", methods: [GET]", ", methods: [POST, PUT]")
                    + pick(random, "", ", paths: [/v2/**]", ", paths: [/v2/*/x, /v1]", ", paths: [/]")
                    + pick(random, "", "", ", mode: observe", ", plain-http: allow", ", existing: refuse", ", existing: replace")
                    + ", credentials: [" + (random.nextInt(6) == 0 ? "" : "k" + i) + "]}");
        }
        List<String> all = new ArrayList<>(Collections.singletonList("version: 1"));
        all.add("credentials:");
        all.addAll(credentials);
        all.add("rules:");
        all.addAll(rules);
        return all;
    }

    @Test
    void itAgreesWithTheEngineOnRandomRequests() throws Exception {
        Random random = new Random(20261126);
        Log log = new Log(Log.Level.ERROR, System.err);
        Background background = new Background(null, new DaemonThreads(), new SystemMoments(), log, folder);
        Secrets secrets = new Secrets(Collections.emptyMap(), new Properties(), log, System::nanoTime, Secrets.POLL_NANOS);
        Set<Outcome> seen = EnumSet.noneOf(Outcome.class);
        for (int i = 0; i < 60; ) {
            List<String> lines = randomPolicy(random);
            Policy policy;
            try {
                policy = PolicyReader.read(terminal.write("random.yaml", lines.toArray(new String[0])), secrets, background);
            } catch (io.countersign.policy.PolicyException e) {
                // Rules that others hide.
                continue;
            }
            i++;
            Engine engine = new Engine(policy, background.moments);
            for (int j = 0; j < 40; j++) {
                Asked request = Asked.of(pick(random, "GET", "POST", "DELETE"), pick(random, "https", "http") + "://"
                        + pick(random, "a.example", "A.EXAMPLE.", "b.a.example", "c.b.a.example", "example", "127.1", "[::1]", "localhost", "x")
                        + pick(random, "", ":80", ":8443") + pick(random, "", "/", "/v2", "/v2/1/x", "/%761", "/v1/../v2/y", "/v2/..%2fx"));
                if (random.nextInt(4) == 0) {
                    request.carry("x-api-key");
                }
                Explanation explanation = new Explanation(policy, request, background.moments);
                assertAgreed(engine, request, explanation, lines);
                seen.add(explanation.outcome);
            }
        }
        assertEquals(EnumSet.allOf(Outcome.class), seen);
    }

    private static void assertAgreed(Engine engine, Asked request, Explanation explanation, List<String> lines) {
        String what = request + " " + explanation.outcome + " by " + String.join("\n", lines);
        Headers signed;
        try {
            signed = engine.sign(request);
        } catch (IOException e) {
            assertEquals(Outcome.REFUSED, explanation.outcome, what);
            assertEquals(e.getMessage(), explanation.refusal);
            return;
        }
        assertEquals(signed != null, explanation.outcome == Outcome.SIGNED, what);
        if (signed != null) {
            assertNotNull(explanation.rule, what);
            assertEquals("k" + signed.value("X-API-Key").substring("rule".length()), explanation.rule.credential(0).name(), what);
            assertEquals("***", explanation.headers.value("X-API-Key"));
        }
    }
}
