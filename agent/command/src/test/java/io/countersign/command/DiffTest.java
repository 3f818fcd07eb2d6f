package io.countersign.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffTest {
    private static final String[] OLD = {"version: 1", "defaults: {existing: replace}", "credentials:",
        "  key: {type: api-key, value: '${file:a}'}",
        "  orders: {type: oauth2, grant: client-credentials, issuer: 'https://idp.example', client-id: c, client-secret: '${env:KEY}', scope: [a],"
                + " parameters: {x: y, u: v}, default-lifetime: 300s}",
        "  batch: {type: basic, username: u, password: '${literal:canary-7d41}'}",
        "rules:",
        "  - {host: a.example, methods: [POST], paths: [/v2/**], credentials: [key]}",
        "  - {host: a.example, methods: [GET], paths: [/v2/**], credentials: [key, orders]}",
        "  - {host: a.example, credentials: [batch]}",
        "  - {host: b.example, credentials: [key]}"};

    @TempDir
    Path folder;

    private Terminal terminal;

    @BeforeEach
    void write() throws Exception {
        terminal = new Terminal(folder);
        terminal.write("old.yaml", OLD);
    }

    private void differs(String... lines) {
        assertEquals(1, terminal.run("diff", "old.yaml", "new.yaml"), () -> terminal.out + terminal.err);
        terminal.assertOut(lines);
    }

    /** The old policy with some of it replaced by other text. */
    private void change(String... pairs) throws IOException {
        String text = String.join("\n", OLD);
        for (int i = 0; i < pairs.length; i += 2) {
            assertTrue(text.contains(pairs[i]), pairs[i]);
            text = text.replace(pairs[i], pairs[i + 1]);
        }
        terminal.write("new.yaml", text);
    }

    @Test
    void aPolicyIsNoOtherThanItself() throws Exception {
        assertEquals(0, terminal.run("diff", "old.yaml", "old.yaml"));
        terminal.assertOut("no difference");
        terminal.environment.put("ORDERS_USER", "u");
        terminal.environment.put("ORDERS_HOST", "orders.example.com");
        try (Stream<Path> files = Files.list(Paths.get("../../config"))) {
            List<Path> policies = files.filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("environments.yaml") || file.endsWith("folder"))
                    .collect(Collectors.toList());
            assertTrue(policies.size() > 10);
            for (Path policy : policies) {
                assertEquals(0, terminal.run("diff", policy.toString(), policy.toString()), () -> policy + terminal.out + terminal.err);
            }
        }
    }

    @Test
    void whatMeansTheSameIsNoDifference() throws Exception {
        terminal.write("new.yaml", "# Another style, another order, other names, standards written out, defaults on the rules.", "version: 1", "credentials:",
                "  secret:", "    username: \"u\"", "    password: ${literal:canary-7d41}", "    type: basic",
                "  token:", "    type: oauth2", "    scope: a", "    parameters: {u: v, x: y}", "    default-lifetime: 5m", "    header: Authorization",
                "    client-secret: ${env:KEY}", "    client-id: c", "    issuer: https://idp.example", "    grant: client-credentials",
                "  k:", "    type: api-key", "    header: X-API-Key", "    value: ${file:a}",
                "rules:",
                "  - {host: B.example., existing: replace, credentials: k, mode: enforce}",
                "  - {host: a.example, methods: POST, paths: /v2/**, existing: replace, credentials: k, max-body: 64MB}",
                "  - {host: a.example, methods: GET, paths: [/%762/**], existing: replace, credentials: [token, k]}".replace("[token, k]", "[k, token]"),
                "  - {host: a.example, existing: replace, credentials: [secret]}");
        assertEquals(0, terminal.run("diff", "old.yaml", "new.yaml"), () -> terminal.out + terminal.err);
    }

    @Test
    void rulesThatComeAndGoAreTold() throws Exception {
        change("  - {host: b.example, credentials: [key]}", "  - {host: '*.c.example', ports: [443, 8443], plain-http: allow, credentials: [batch]}",
                "  - {host: a.example, methods: [POST], paths: [/v2/**], credentials: [key]}\n", "  - {host: a.example, methods: [PUT], credentials: []}\n");
        differs("a.example", "  - POST to /v2/**: [key], existing: replace  (old.yaml:8)", "  + PUT: [], existing: replace  (new.yaml:8)",
                "b.example", "  - any request: [key], existing: replace  (old.yaml:11)",
                "*.c.example", "  + any request on port 443, 8443: [batch], plain-http: allow, existing: replace  (new.yaml:11)");
    }

    @Test
    void theOrderOfRulesIsADifference() throws Exception {
        change(OLD[7] + "\n" + OLD[8], OLD[8] + "\n" + OLD[7]);
        differs("a.example", "  - POST to /v2/**: [key], existing: replace  (old.yaml:8)", "  + POST to /v2/**: [key], existing: replace  (new.yaml:9)");
    }

    private static String rule(int number) {
        return "  - {host: a.example, paths: [/" + number + "], credentials: [key]}";
    }

    @Test
    void oneRuleAmongThousandsIsFound() throws Exception {
        String head = String.join("\n", OLD).substring(0, String.join("\n", OLD).indexOf("rules:")) + "rules:\n";
        for (int[] change : new int[][] {{0, 0}, {999, 0}, {0, 999}, {500, 600}}) {
            List<String> rules = IntStream.range(0, 1000).mapToObj(DiffTest::rule).collect(Collectors.toList());
            terminal.write("old.yaml", head + String.join("\n", rules));
            rules.add(change[1], rules.remove(change[0]));
            rules.remove(rule(77));
            terminal.write("new.yaml", head + String.join("\n", rules));
            assertEquals(1, terminal.run("diff", "old.yaml", "new.yaml"));
            String signs = terminal.out.replaceAll("(?m)^(a\\.example|  ([-+]) any request to /(\\d+).*)$", "$2$3").replaceAll("\\s+", " ").trim();
            assertTrue(signs.contains("-77"), signs);
            assertEquals(change[0] == change[1] ? 1 : 3, signs.split(" ").length, signs);
        }
    }

    @Test
    void whatRulesPutOnAndTheirSettingsAreCompared() throws Exception {
        change("{existing: replace}", "{existing: keep, mode: observe}", "methods: [GET], paths: [/v2/**], credentials: [key, orders]",
                "methods: [GET], paths: [/v2/**], existing: replace, mode: enforce, credentials: [orders]");
        differs("a.example", "  ~ POST to /v2/**  (new.yaml:8)", "      'mode' enforce -> observe", "      'existing' replace -> keep",
                "  ~ GET to /v2/**  (new.yaml:9)", "      credentials [key, orders] -> [orders]",
                "  ~ any request  (new.yaml:10)", "      'mode' enforce -> observe", "      'existing' replace -> keep",
                "b.example", "  ~ any request  (new.yaml:11)", "      'mode' enforce -> observe", "      'existing' replace -> keep");
    }

    @Test
    void credentialsAreComparedByTheirDefinitionWithoutASecret() throws Exception {
        change("${file:a}", "${file:b}", "scope: [a], parameters: {x: y, u: v}", "scope: [a, b], parameters: {x: canary-7d41, u: v}, audience: z",
                "canary-7d41}'", "canary-7d41-other}'", ", default-lifetime: 300s", "");
        differs("a.example", "  ~ POST to /v2/**  (new.yaml:8)", "      credential 'key': 'value' ${file:a} -> ${file:b}",
                "  ~ GET to /v2/**  (new.yaml:9)", "      credential 'key': 'value' ${file:a} -> ${file:b}",
                "      credential 'orders': 'audience' is new: z, 'default-lifetime' is gone, 'parameters' is another, 'scope' a -> [a, b]",
                "  ~ any request  (new.yaml:10)", "      credential 'batch': 'password' is another",
                "b.example", "  ~ any request  (new.yaml:11)", "      credential 'key': 'value' ${file:a} -> ${file:b}");
    }

    @Test
    void aCredentialIsAnotherWhereOneThatItNamesIs() throws Exception {
        String[] bound = {"version: 1", "credentials:",
            "  c: {type: client-certificate, certificate: a.pem, key: a.pem}",
            "  t: {type: oauth2, grant: client-credentials, issuer: 'https://idp.example', client-id: c, certificate: c}",
            "rules: [{host: a.example, credentials: [t]}]"};
        terminal.write("old.yaml", bound);
        terminal.write("new.yaml", String.join("\n", bound).replace("key: a.pem", "key: b.pem"));
        differs("a.example", "  ~ any request  (new.yaml:5)", "      credential 'c': 'key' a.pem -> b.pem", "      credential 't': 'certificate' is another");
        terminal.write("new.yaml", String.join("\n", bound).replace("  c:", "  d:").replace("certificate: c}", "certificate: d}"));
        assertEquals(0, terminal.run("diff", "old.yaml", "new.yaml"), () -> terminal.out + terminal.err);
    }

    @Test
    void recordedRequestsAreJudged() throws Exception {
        change("${file:a}", "${file:b}", "  - {host: b.example, credentials: [key]}", "  - {host: b.example, credentials: []}", "methods: [GET]", "methods: [HEAD]");
        terminal.write("r.jsonl", SuggestTest.line("b.example", "count", "3"), SuggestTest.line("a.example"), SuggestTest.line("c.example"),
                SuggestTest.line("a.example", "method", "\"POST\"", "port", "8443"), SuggestTest.line("a.example", "method", "\"DELETE\""));
        assertEquals(1, terminal.run("diff", "old.yaml", "new.yaml", "--record", "r.jsonl"));
        assertEquals(String.join("\n", "recorded requests",
                "  ~ GET https://b.example by OkHttp, 3 times: [key] -> nothing",
                "  ~ GET https://a.example by OkHttp, 1 time: [key, orders] for /v2/**, else [batch] -> [batch]",
                "    GET https://c.example by OkHttp, 1 time: nothing",
                "  ~ POST https://a.example:8443 by OkHttp, 1 time: [key] for /v2/**, else [batch], which changes",
                "    DELETE https://a.example by OkHttp, 1 time: [batch]", ""), terminal.out.substring(terminal.out.indexOf("recorded requests")));
        terminal.write("bad.jsonl", "x");
        assertEquals(65, terminal.run("diff", "old.yaml", "new.yaml", "--record", "bad.jsonl"));
    }

    @Test
    void aScriptReadsOneObject() throws Exception {
        change("  - {host: a.example, credentials: [batch]}\n", "", "  - {host: b.example, credentials: [key]}", "  - {host: b.example, mode: observe, credentials: [key]}");
        terminal.write("r.jsonl", SuggestTest.line("b.example"));
        assertEquals(1, terminal.run("diff", "old.yaml", "new.yaml", "--json", "--record", "r.jsonl"));
        terminal.assertJson("{\"same\": false, \"hosts\": [{\"host\": \"a.example\", \"changes\": [{\"kind\": \"removed\", \"rule\": \"any request: [batch], existing: replace\","
                + " \"file\": \"old.yaml\", \"line\": 10, \"what\": []}]}, {\"host\": \"b.example\", \"changes\": [{\"kind\": \"changed\", \"rule\": \"any request\","
                + " \"file\": \"new.yaml\", \"line\": 10, \"what\": [\"'mode' enforce -> observe\"]}]}],"
                + " \"requests\": [{\"method\": \"GET\", \"url\": \"https://b.example\", \"client\": \"OkHttp\", \"count\": 1, \"changes\": true,"
                + " \"before\": \"[key]\", \"after\": \"[key]\"}]}");
    }

    @Test
    void aRecordedHostThatIsNoneIsLeftOutWhichIsSaid() throws Exception {
        change("  - {host: b.example, credentials: [key]}", "  - {host: b.example, credentials: []}");
        terminal.write("odd.jsonl", SuggestTest.line("A..b"), SuggestTest.line("b.example"), SuggestTest.line("a%25.example"));
        assertEquals(1, terminal.run("diff", "old.yaml", "new.yaml", "--record", "odd.jsonl"));
        terminal.assertErr("left out: GET https://A..b, whose host is none");
        assertTrue(terminal.out.contains("GET https://b.example by OkHttp, 1 time") && terminal.out.contains("GET https://a%25.example by OkHttp"), terminal.out);
    }

    @Test
    void aWrongPolicyIs78() throws Exception {
        terminal.write("new.yaml", "version: 1", "rules: ~");
        assertEquals(78, terminal.run("diff", "old.yaml", "new.yaml"));
        assertTrue(terminal.err.startsWith("new.yaml:2:8: "), terminal.err);
    }
}
