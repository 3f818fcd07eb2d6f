package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credential.CredentialTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy's author is told, and where: the mark in a test's policy is no part of it and says where the mistake is told. */
class PolicyMistakesTest {
    private static final char MARK = '§';

    @TempDir
    Path folder;

    private PolicyFolder policies;

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
    }

    /** The one mistake, at the mark. */
    private void says(String expected, String... marked) throws IOException {
        assertEquals(Collections.singletonList("p.yaml:" + markIn(marked) + ": " + expected), policies.mistakes(unmarked(marked)));
    }

    private void rule(String expected, String marked) throws IOException {
        says(expected, "version: 1", "rules:", "- " + marked);
    }

    private void credential(String expected, String marked) throws IOException {
        says(expected, "version: 1", "credentials:", "  c: " + marked);
    }

    private static String markIn(String... lines) {
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].indexOf(MARK) >= 0) {
                return (i + 1) + ":" + (lines[i].indexOf(MARK) + 1);
            }
        }
        throw new AssertionError("the test has no mark");
    }

    private static String[] unmarked(String... lines) {
        String[] unmarked = new String[lines.length];
        for (int i = 0; i < lines.length; i++) {
            unmarked[i] = lines[i].replace(MARK + "", "");
        }
        return unmarked;
    }

    @Test
    void everyMistakeIsToldAtOnceInTheOrderOfTheFile() throws IOException {
        assertEquals(Arrays.asList(
                "p.yaml:2:1: unknown field 'rule' in the policy; did you mean 'rules'?",
                "p.yaml:4:6: credential 'a' of type basic has no 'username'",
                "p.yaml:4:7: unknown field 'usrname' in credential 'a' of type basic; did you mean 'username'?",
                "p.yaml:6:15: 'password' is a secret and stands here by a reference: ${env:NAME}, ${sys:NAME}, ${file:PATH},"
                        + " or ${literal:TEXT} where the policy itself is meant to hold it",
                "p.yaml:7:13: type 'basik' of credential 'b' is unknown; did you mean 'basic'?",
                "p.yaml:8:18: 'mode' is 'enforced'; did you mean 'enforce'?"),
                policies.mistakes("version: 1", "rule: []", "credentials:", "  a: {usrname: x,", "      type: basic,",
                        "    password: hunter2}", "  b: {type: basik}", "defaults: {mode: enforced}"));
    }

    @Test
    void theVersionIsOne() throws IOException {
        says("'version: 1' is expected", "§rules: []");
        says("'version: 1' is expected", "version: §2");
        says("a policy is a mapping that begins with 'version: 1', not a list", "§- version: 1");
        says("a policy is a mapping that begins with 'version: 1', not a single value", "§version 1");
        says("the file is empty; a policy begins with 'version: 1'", "§");
    }

    @Test
    void aPartIsNotNothing() throws IOException {
        says("'rules' is a list, not nothing", "version: 1", "rules: §~");
        says("'rules' is a list, not a mapping", "version: 1", "rules: §{}");
        says("'credentials' is a mapping from names to credentials, not nothing", "version: 1", "credentials: §~");
        says("'defaults' is a mapping, not a list", "version: 1", "defaults: §[]");
        says("a rule is a mapping with 'host' and 'credentials', not a single value", "version: 1", "rules:", "- §x");
    }

    @Test
    void aCredentialHasATypeAndItsFields() throws IOException {
        says("credential 'c' has no 'type'", "version: 1", "credentials:", "  §c: {value: '${env:A}'}");
        credential("credential 'c' is a mapping with a 'type', not a single value", "§x");
        credential("type 'secret' of credential 'c' is unknown; there are " + String.join(", ", CredentialTypes.names()), "{type: §secret}");
        credential("type 'api-kee' of credential 'c' is unknown; did you mean 'api-key'?", "{type: §api-kee}");
        credential("credential 'c' of type api-key has no 'value'", "§{type: api-key}");
        credential("unknown field 'realm' in credential 'c' of type bearer; there are token, header, prefix",
                "{type: bearer, token: '${literal:t}', §realm: 1}");
    }

    @Test
    void aHeaderCanCarryACredential() throws IOException {
        credential("'header' is 'X Key', which is not a header name (RFC 9110, section 5.1)",
                "{type: api-key, value: '${literal:t}', header: §X Key}");
        credential("'header' is 'transfer-Encoding', which belongs to the connection and cannot carry a credential",
                "{type: api-key, value: '${literal:t}', header: §transfer-Encoding}");
        credential("'header' has no value", "{type: api-key, value: '${literal:t}', header: §~}");
    }

    @Test
    void aUserNameHasNoColon() throws IOException {
        credential("'username' has a colon, which a user name cannot have (RFC 7617, section 2)",
                "{type: basic, username: §'a:b', password: '${literal:p}'}");
    }

    @Test
    void aReferenceIsWholeAndOfAKnownScheme() throws IOException {
        credential("'value': a reference is the whole value: nothing may follow its last '}'", "{type: api-key, value: §'${env:A}x'}");
        credential("'value': unknown scheme 'enw': did you mean ${env:NAME}?", "{type: api-key, value: §'${enw:A}'}");
        rule("'host': ${env:NONE}: environment variable NONE is not set", "{host: §'${env:NONE}', credentials: []}");
    }

    @Test
    void aRuleHasAHostAndCredentials() throws IOException {
        rule("the rule has no 'host'", "§credentials: []");
        rule("the rule has no 'credentials'", "§host: a");
        rule("unknown field 'hosts' in the rule; did you mean 'host'?", "{credentials: [], §hosts: a, host: b}");
        rule("'credentials' has no value", "{host: a, credentials: §~}");
        rule("unknown credential 'x'", "{host: a, credentials: [§x]}");
        says("unknown credential 'x-kee'; did you mean 'x-key'?", "version: 1", "credentials:",
                "  x-key: {type: api-key, value: '${literal:v}'}", "rules: [{host: a, credentials: §x-kee}]");
    }

    @Test
    void aHostIsAHost() throws IOException {
        for (String wrong : new String[] {"https://a.example", "a.example:443", "a.example/x", "user@a", "*a.example", "a.*.example", "*.",
            "a b", "[::1", "a..b", "a%2eb", ".", ".example.com"}) {
            rule("'host' is '" + wrong + "'; it may be a name, an address, '*.' and a name, or '*', without scheme, port or path",
                    "{host: §'" + wrong + "', credentials: []}");
        }
        rule("'host' is '*.10.0.0.1'; nothing is below an address", "{host: §'*.10.0.0.1', credentials: []}");
    }

    @Test
    void portsMethodsAndPathsAreWhatTheyAre() throws IOException {
        rule("'ports' holds '0'; a port is a number from 1 to 65535", "{host: a, ports: [§0], credentials: []}");
        rule("'ports' holds '65536'; a port is a number from 1 to 65535", "{host: a, ports: [443, §65536], credentials: []}");
        rule("'ports' holds 'https'; a port is a number from 1 to 65535", "{host: a, ports: §https, credentials: []}");
        rule("'ports' holds '99999999999'; a port is a number from 1 to 65535", "{host: a, ports: §99999999999, credentials: []}");
        rule("'ports' is empty and would match nothing; without it, all match", "{host: a, ports: §[], credentials: []}");
        rule("'methods' holds 'get'; a method is written in capitals, as in GET", "{host: a, methods: [§get], credentials: []}");
        rule("'paths' holds 'v2'; a path begins with '/'", "{host: a, paths: [§v2], credentials: []}");
        rule("'paths' holds '/a?b'; rules look at the path alone, which has no '?' and no '#'", "{host: a, paths: [§'/a?b'], credentials: []}");
        rule("'paths' holds '/a**'; '**' is a whole segment, as in '/a/**'", "{host: a, paths: [§/a**], credentials: []}");
        rule("'paths' holds '/%2561', which hides characters behind an encoding", "{host: a, paths: [§/%2561], credentials: []}");
        rule("an item of 'paths' is a single value, not a mapping", "{host: a, paths: [§{a: b}], credentials: []}");
    }

    @Test
    void settingsAreOfTheirWords() throws IOException {
        says("'max-body' is '64'; a size is a number with KB, MB or GB, as in 64MB", "version: 1", "defaults: {max-body: §64}");
        says("'max-body' is '99999999999GB'; a size is a number with KB, MB or GB, as in 64MB", "version: 1",
                "defaults: {max-body: §99999999999GB}");
        says("'existing' is 'Keep'; did you mean 'keep'?", "version: 1", "defaults: {existing: §Keep}");
        says("unknown field 'plainhttp' in 'defaults'; did you mean 'plain-http'?", "version: 1", "defaults: {§plainhttp: allow}");
        rule("'on-failure' is 'send'; did you mean 'send-unsigned'?", "{host: a, on-failure: §send, credentials: []}");
    }

    @Test
    void aRuleThatIsNeverReachedIsToldWithTheOneThatHidesIt() throws IOException {
        for (String[] pair : new String[][] {
            {"credentials: []", "credentials: []"},
            {"credentials: []", "paths: [/a], credentials: []"},
            {"paths: [/a/**], credentials: []", "paths: [/a/b/*, /a], credentials: []"},
            {"paths: ['/**'], credentials: []", "paths: [/], credentials: []"},
            {"paths: ['/*/x'], credentials: []", "paths: [/a/x], credentials: []"},
            {"paths: ['/*/x'], credentials: []", "paths: ['/*/x'], credentials: []"},
            {"paths: [/%61/b], credentials: []", "paths: [/a//b], credentials: []"},
            {"paths: [/a, /b], credentials: []", "paths: [/b], methods: [GET], credentials: []"},
            {"ports: [1, 2], credentials: []", "ports: 2, credentials: []"}}) {
            assertEquals(Collections.singletonList("p.yaml:4:3: this rule is never reached: the one in p.yaml:3:3"
                    + " takes every request that it would"), policies.mistakes("version: 1", "rules:",
                    "- {host: a.example, " + pair[0] + "}", "- {host: A.example., " + pair[1] + "}"), pair[0] + " " + pair[1]);
        }
        assertEquals(Collections.emptyList(), policies.mistakes("version: 1", "rules:",
                "- {host: a, paths: [/a/**], methods: [GET], credentials: []}", "- {host: a, paths: [/a/**], credentials: []}",
                "- {host: a, paths: [/b*], credentials: []}", "- {host: a, paths: [/b/**], credentials: []}",
                "- {host: a, ports: 443, credentials: []}", "- {host: a, credentials: []}", "- {host: '*', credentials: []}"));
    }

    @Test
    void oneHeaderHasOneWriter() throws IOException {
        String[] lines = {"version: 1", "credentials:", "  a: {type: api-key, value: '${literal:v}', header: authorization}",
            "  b: {type: bearer, token: '${literal:v}'}", "rules:", ""};
        lines[5] = "- {host: a, credentials: [a, §b]}";
        says("credentials 'a' and 'b' would both write header Authorization", lines);
        lines[5] = "- {host: a, credentials: [a, §a]}";
        says("credential 'a' is named twice", lines);
    }

    @Test
    void whatIsDefinedInTwoFilesIsToldWithBothPlaces() throws IOException {
        policies.write("f/a.yaml", "version: 1", "defaults: {mode: enforce}", "credentials:", "  k: {type: api-key, value: '${literal:v}'}",
                "rules:", "- {host: a, credentials: [k]}");
        policies.write("f/b.yml", "version: 1", "defaults: {mode: enforce}", "credentials:", "  k: {type: api-key, value: '${literal:v}'}",
                "rules:", "- {host: A, paths: [/b], credentials: [k]}");
        policies.write("f/c.txt", "not a policy");
        policies.write("f/below/d.yaml", "not a policy");
        assertEquals(Arrays.asList(
                "f/b.yml:2:11: 'defaults' stand in f/a.yaml:2:11 already, and may stand in one file",
                "f/b.yml:4:3: credential 'k' is defined in f/a.yaml:4:3 already",
                "f/b.yml:6:3: the rules of host a begin in f/a.yaml:6:3; all of a host stand in one file"),
                policies.mistakesOf(folder.resolve("f")));
    }

    @Test
    void yamlThatAPolicyHasNot() throws IOException {
        says("an anchor ('&x'); a policy has none, write values out", "version: 1", "rules: §&x []");
        assertEquals("p.yaml:2:14: an alias ('*x'); a policy has none, write the value out",
                policies.mistakes("version: 1", "credentials: *x").get(0));
        says("a merge key ('<<'); a policy has none, write the fields out", "version: 1", "defaults: {§<<: {mode: observe}}");
        says("a tag ('tag:yaml.org,2002:java.util.ArrayList'); a policy has none", "version: 1", "rules: §!!java.util.ArrayList []");
        says("'version' stands here a second time", "version: 1", "rules: []", "§version: 1");
        says("a second document begins here; a policy file is one", "version: 1", "§---", "version: 1");
        says("a name is expected here, not a list", "version: 1", "§[a]: b");
        says("not YAML: a tab, where YAML wants spaces", "version: 1", "rules:", "§\t- host: a");
        says("not YAML: a tab, where YAML wants spaces", "version: 1", "rules:", "  - host: a", "  §\tcredentials: []");
        assertTrue(policies.mistakes("version: 1", "rules: [").get(0).startsWith("p.yaml:2:9: not YAML: "));
    }

    @Test
    void billionLaughsAreRefusedWithoutBeingExpanded() throws IOException {
        StringBuilder laughs = new StringBuilder("version: 1\na0: &a0 [x,x,x,x,x,x,x,x,x]");
        for (int i = 1; i < 40; i++) {
            laughs.append("\na").append(i).append(": &a").append(i).append(" [*a").append(i - 1).append(",*a").append(i - 1).append(']');
        }
        List<String> mistakes = policies.mistakes(laughs.toString());
        assertTrue(mistakes.contains("p.yaml:3:10: an alias ('*a0'); a policy has none, write the value out"), mistakes.toString());
    }

    @Test
    void aPolicyIsNotDeeperThanFiftyLevels() throws IOException {
        char[] open = new char[100_000];
        Arrays.fill(open, '[');
        assertEquals("p.yaml:2:57: is more than 50 levels deep", policies.mistakes("version: 1", "rules: " + new String(open)).get(0));
    }

    @Test
    void filesThatAreNoPolicies() throws IOException {
        assertEquals("none.yaml:1:1: is not there", policies.mistakesOf(folder.resolve("none.yaml")).get(0));
        Files.createDirectories(folder.resolve("empty"));
        assertEquals("empty:1:1: the folder holds no *.yaml or *.yml", policies.mistakesOf(folder.resolve("empty")).get(0));
        Files.createDirectories(folder.resolve("f/x.yaml"));
        assertEquals("f/x.yaml:1:1: is a directory, not a file", policies.mistakesOf(folder.resolve("f")).get(0));
        Files.createDirectories(folder.resolve("l"));
        Files.createSymbolicLink(folder.resolve("l/x.yaml"), folder.resolve("gone"));
        assertEquals("l/x.yaml:1:1: is a link to a file that is not there", policies.mistakesOf(folder.resolve("l")).get(0));
        // Anything else is not said to be missing.
        Files.createSymbolicLink(folder.resolve("loop.yaml"), folder.resolve("loop.yaml"));
        String loop = policies.mistakesOf(folder.resolve("loop.yaml")).get(0);
        assertTrue(loop.startsWith("loop.yaml:1:1: cannot be read ("), loop);
        Files.write(folder.resolve("latin.yaml"), "version: 1 # \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("latin.yaml:1:14: is not UTF-8 from here on", policies.mistakesOf(folder.resolve("latin.yaml")).get(0));
        Files.write(folder.resolve("wide.yaml"), "version: 1".getBytes(StandardCharsets.UTF_16));
        assertEquals("wide.yaml:1:1: is UTF-16; a policy is UTF-8", policies.mistakesOf(folder.resolve("wide.yaml")).get(0));
        Files.write(folder.resolve("nul.yaml"), "version: 1\nrules: []\0".getBytes(StandardCharsets.UTF_8));
        assertEquals("nul.yaml:2:10: not YAML: a character that YAML does not allow (U+0000)",
                policies.mistakesOf(folder.resolve("nul.yaml")).get(0));
    }

    @Test
    void aPolicyIsNotLargerThanSixteenMebibytes() throws IOException {
        byte[] half = new byte[9 << 20];
        Arrays.fill(half, (byte) '#');
        Files.createDirectories(folder.resolve("f"));
        Files.write(folder.resolve("f/a.yaml"), half);
        Files.write(folder.resolve("f/b.yaml"), half);
        assertEquals(Collections.singletonList("f:1:1: its files are larger than 16 MiB together"), policies.mistakesOf(folder.resolve("f")));
        byte[] whole = Arrays.copyOf(half, (16 << 20) + 1);
        Files.write(folder.resolve("big.yaml"), whole);
        assertEquals(Collections.singletonList("big.yaml:1:1: is larger than 16 MiB"), policies.mistakesOf(folder.resolve("big.yaml")));
    }

    @Test
    void noMistakeShowsASecret() throws IOException {
        for (String secret : new String[] {"hunter2", "${literal:hunter2", "${literal:x}hunter2", "${hunter2}", "[hunter2]"}) {
            for (String mistake : policies.mistakes("version: 1", "credentials:", "  c: {type: api-key, value: \"" + secret + "\"}")) {
                assertFalse(mistake.contains("hunter2"), mistake);
            }
        }
    }
}
