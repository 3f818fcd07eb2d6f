package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credential.Token;
import io.countersign.policy.Settings.Existing;
import io.countersign.policy.Settings.Mode;
import io.countersign.policy.Settings.OnFailure;
import io.countersign.policy.Settings.PlainHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy without a mistake means. */
class PolicyReaderTest {
    @TempDir
    Path folder;

    private PolicyFolder policies;

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
        policies.environment.put("KEY", "k");
    }

    private static final String CREDENTIALS = "credentials:\n  k: {type: api-key, value: '${env:KEY}'}\n  t: {type: bearer, token: '${env:KEY}'}";

    private static String ruleOf(Policy policy, String host, int port, String method, String path) {
        HostRules rules = policy.rulesFor(host);
        Rule rule = rules == null ? null : rules.ruleFor(port, method, path);
        return rule == null ? "none" : "line " + rule.place.line;
    }

    @Test
    void theFirstRuleOfTheMostSpecificHostWinsAndNothingFallsThrough() throws Exception {
        Policy policy = policies.policy("version: 1", "rules:",
                "- {host: '*', credentials: []}",
                "- {host: '*.b.example', ports: 443, credentials: []}",
                "- {host: a.b.example, methods: GET, paths: /x/**, credentials: []}",
                "- {host: a.b.example, methods: [GET, POST], credentials: []}");
        assertEquals("line 5", ruleOf(policy, "a.b.example", 443, "GET", "/x/y"));
        assertEquals("line 6", ruleOf(policy, "a.b.example", 443, "GET", "/y"));
        assertEquals("none", ruleOf(policy, "a.b.example", 443, "PUT", "/x"));
        assertEquals("line 4", ruleOf(policy, "c.a.b.example", 443, "PUT", "/"));
        assertEquals("none", ruleOf(policy, "c.a.b.example", 80, "PUT", "/"));
        assertEquals("line 3", ruleOf(policy, "b.example", 80, "PUT", "/"));
        assertEquals(4, policy.ruleCount());
    }

    @Test
    void aHostMayBeWrittenInAnyWay() throws Exception {
        Policy policy = policies.policy("version: 1", "rules:",
                "- {host: B\u00dccher.Example., credentials: []}",
                "- {host: '[0:0::1]', credentials: []}",
                "- {host: 127.1, credentials: []}",
                "- {host: 2001:DB8::1, credentials: []}");
        assertEquals("line 3", ruleOf(policy, "xn--bcher-kva.example", 1, "GET", "/"));
        assertEquals("line 4", ruleOf(policy, "0:0:0:0:0:0:0:1", 1, "GET", "/"));
        assertEquals("line 5", ruleOf(policy, "127.0.0.1", 1, "GET", "/"));
        assertEquals("line 6", ruleOf(policy, "2001:db8:0:0:0:0:0:1", 1, "GET", "/"));
    }

    @Test
    void whatARuleSetsWinsOverTheDefaultsWhichWinOverTheStandard() throws Exception {
        Policy policy = policies.policy("version: 1", "rules:",
                "- {host: a, mode: observe, max-body: 1KB, credentials: []}",
                "- {host: b, credentials: []}",
                "defaults: {existing: replace, plain-http: allow, max-body: 2GB}");
        Settings a = policy.rulesFor("a").first().settings;
        Settings b = policy.rulesFor("b").first().settings;
        assertEquals(Mode.OBSERVE, a.mode);
        assertEquals(1024, a.maxBody);
        assertEquals(Existing.REPLACE, a.existing);
        assertEquals(PlainHttp.ALLOW, b.plainHttp);
        assertEquals(2L << 30, b.maxBody);
        assertEquals(Mode.ENFORCE, b.mode);
        assertEquals(OnFailure.REFUSE, b.onFailure);
    }

    @Test
    void aFolderIsOnePolicyWhateverTheOrderOfItsFiles() throws Exception {
        policies.write("f/a.yaml", "version: 1", "rules:", "- {host: a, credentials: [k]}");
        policies.write("f/b.yml", "version: 1", CREDENTIALS, "defaults: {mode: observe}");
        Policy policy = PolicyReader.read(folder.resolve("f"), policies.secrets, policies.background);
        assertEquals(1, policy.rulesFor("a").first().credentialCount());
        assertEquals(Mode.OBSERVE, policy.rulesFor("a").first().settings.mode);
        assertEquals(folder.resolve("f").toString(), policy.source());
    }

    @Test
    void aFolderOfLinksAsKubernetesMountsItIsRead() throws Exception {
        policies.write("f/..2026_11/a.yaml", "version: 1", "rules:", "- {host: a, credentials: []}");
        Files.createSymbolicLink(folder.resolve("f/..data"), folder.resolve("f/..2026_11").getFileName());
        Files.createSymbolicLink(folder.resolve("f/a.yaml"), folder.getFileSystem().getPath("..data", "a.yaml"));
        assertEquals(1, PolicyReader.read(folder.resolve("f"), policies.secrets, policies.background).ruleCount());
    }

    @Test
    void anyValueMayBeAReference() throws Exception {
        policies.environment.put("HOST", "b.example");
        policies.properties.setProperty("port", "8443");
        policies.write("mode", "observe\n");
        Policy policy = policies.policy("version: 1", CREDENTIALS, "rules:",
                "- host: ${env:HOST}", "  ports: ['${sys:port}']", "  mode: ${file:mode}", "  credentials: ${literal:k}");
        Rule rule = policy.rulesFor("b.example").ruleFor(8443, "GET", "/");
        assertNotNull(rule);
        assertEquals(Mode.OBSERVE, rule.settings.mode);
        assertEquals("k", rule.credential(0).name());
        assertNull(policy.rulesFor("b.example").ruleFor(443, "GET", "/"));
    }

    @Test
    void aSecretThatIsNotThereIsAWarningWithItsPlaceAndIsLookedForAgain() throws Exception {
        Policy policy = policies.policy("version: 1", "credentials:", "  k:", "    type: api-key", "    value: ${file:late}",
                "rules: [{host: a, credentials: k}]");
        assertEquals(Collections.singletonList("p.yaml:5:12: 'value': ${file:late}: late is not there; it is looked for again"),
                policies.relative(policy.warnings()));
        assertEquals("", policies.log.toString("UTF-8"));
        policies.write("late", "now");
        policies.secrets.poll();
        assertEquals("now", ((Token) policy.rulesFor("a").first().credential(0)).headers(null).value(0));
    }

    @Test
    void anAuthorIsAdvisedOfSecretsInThePolicyAndOfCredentialsThatNoRuleNames() throws Exception {
        Policy policy = policies.policy("version: 1", "credentials:", "  k: {type: api-key, value: '${literal:hunter2}'}");
        assertEquals("p.yaml:3:29: 'value' stands in the policy itself; ${file:PATH} keeps it out of it",
                policies.relative(policy.advice()).get(0));
        assertEquals("p.yaml:3:3: no rule names credential 'k'", policies.relative(policy.advice()).get(1));
        assertEquals(Collections.emptyList(), policy.warnings());
    }

    @Test
    void aByteOrderMarkIsFine() throws Exception {
        Path file = Files.write(folder.resolve("bom.yaml"), "\ufeffversion: 1\nrules: []\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(0, PolicyReader.read(file, policies.secrets, policies.background).ruleCount());
    }

    @Test
    void aPolicyWithNothingButItsVersionSignsNothing() throws Exception {
        assertNull(policies.policy("version: 1").rulesFor("a"));
    }

    @Test
    void aHostMayHaveThousandsOfRules() throws Exception {
        StringBuilder rules = new StringBuilder("version: 1\nrules:\n");
        for (int i = 0; i < 20_000; i++) {
            rules.append("- {host: a, paths: [/p").append(i).append("/**], credentials: []}\n");
        }
        assertEquals(20_000, policies.policy(rules.toString()).ruleCount());
    }

    @Test
    void aRuleNamesItself() throws IOException, PolicyException {
        String rule = policies.policy("version: 1", "rules:", "- {host: A.example, credentials: []}").rulesFor("a.example").first().toString();
        assertTrue(rule.startsWith("a.example (") && rule.endsWith("p.yaml:3)"), rule);
    }
}
