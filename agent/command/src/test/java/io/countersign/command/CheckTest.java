package io.countersign.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    @TempDir
    Path folder;

    private Terminal terminal;

    @BeforeEach
    void write() throws Exception {
        terminal = new Terminal(folder);
        terminal.write("good.yaml", "version: 1", "credentials: {k: {type: api-key, value: '${env:KEY}'}}", "rules: [{host: a.example, credentials: [k]}]");
        terminal.write("bad.yaml", "version: 1", "ruls: []", "default: {}");
        terminal.write("warned.yaml", "version: 1", "credentials:", "  a: {type: api-key, value: '${literal:" + Terminal.CANARY + "}'}",
                "  b: {type: api-key, value: '${env:NONE}'}", "rules: [{host: x, credentials: b}]");
    }

    @Test
    void mistakesOfAllPoliciesAreToldAndAre78() {
        assertEquals(78, terminal.run("check", "good.yaml", "bad.yaml", "none.yaml"));
        terminal.assertOut("good.yaml: 1 rule, no mistakes");
        terminal.assertErr("bad.yaml:2:1: unknown field 'ruls' in the policy; did you mean 'rules'?",
                "bad.yaml:3:1: unknown field 'default' in the policy; did you mean 'defaults'?", "none.yaml:1:1: is not there");
    }

    @Test
    void warningsAreToldAndPassUnlessTheyMustNot() {
        assertEquals(0, terminal.run("check", "warned.yaml"));
        terminal.assertOut("warned.yaml: 1 rule, no mistakes");
        String[] warnings = {"warning: warned.yaml:4:29: 'value': ${env:NONE}: environment variable NONE is not set; it is looked for again",
            "warning: warned.yaml:3:29: 'value' stands in the policy itself; ${file:PATH} keeps it out of it",
            "warning: warned.yaml:3:3: no rule names credential 'a'"};
        terminal.assertErr(warnings);
        assertEquals(78, terminal.run("check", "--strict", "warned.yaml"));
        terminal.assertOut();
        terminal.assertErr(warnings[0], warnings[1], warnings[2], "warned.yaml: 3 warnings, which --strict does not let pass");
        assertEquals(0, terminal.run("check", "--strict", "good.yaml"));
    }

    @Test
    void secretsThatAreMissingAreNamedAndAre69() throws Exception {
        assertEquals(0, terminal.run("check", "--secrets", "good.yaml"));
        terminal.assertOut("good.yaml:2:41: ${env:KEY} is there", "good.yaml: 1 rule, no mistakes");
        assertEquals(69, terminal.run("check", "--secrets", "warned.yaml"));
        assertTrue(terminal.err.endsWith("\nwarned.yaml:4:29: ${env:NONE}: environment variable NONE is not set\n"), terminal.err);
        Files.write(folder.resolve("key"), "canary-7d41".getBytes());
        terminal.write("d.d/a.yaml", "version: 1", "credentials: {k: {type: bearer, token: '${file:../key}'}}");
        terminal.write("d.d/b.yml", "version: 1", "rules: [{host: '${env:HOST}', credentials: [k]}]");
        terminal.environment.put("HOST", "b.example");
        assertEquals(0, terminal.run("check", "--secrets", "d.d"));
        terminal.assertOut("d.d/a.yaml:2:40: ${file:../key} is there", "d.d/b.yml:2:16: ${env:HOST} is there", "d.d: 1 rule, no mistakes");
    }

    @Test
    void secretsThatHaveToBeWaitedForAreWaitedFor() throws Exception {
        assumeTrue(Files.isExecutable(Paths.get("/bin/echo")) && Files.isExecutable(Paths.get("/bin/false")), "no /bin/echo and /bin/false");
        terminal.write("p.yaml", "version: 1", "credentials:", "  a: {type: api-key, value: '${exec:/bin/echo canary-7d41}'}",
                "  b: {type: bearer, token: '${exec:/bin/false}'}", "rules: [{host: a.example, credentials: [a, b]}]");
        assertEquals(69, terminal.run("check", "--secrets", "p.yaml"));
        assertTrue(terminal.out.startsWith("p.yaml:3:29: ${exec:") && terminal.out.contains("} is there\n"), terminal.out);
        assertTrue(terminal.err.contains("p.yaml:4:28: ${exec:"), terminal.err);
    }

    @Test
    void aScriptReadsOneObject() {
        assertEquals(78, terminal.run("check", "--json", "--secrets", "good.yaml", "bad.yaml", "warned.yaml"));
        terminal.assertErr();
        terminal.assertJson("{\"ok\": false, \"policies\": ["
                + "{\"policy\": \"good.yaml\", \"rules\": 1, \"mistakes\": [], \"warnings\": [],"
                + " \"secrets\": [{\"what\": \"good.yaml:2:41\", \"outcome\": \"ok\", \"message\": \"${env:KEY} is there\"}], \"live\": []}, "
                + "{\"policy\": \"bad.yaml\", \"rules\": 0, \"mistakes\": ["
                + "{\"file\": \"bad.yaml\", \"line\": 2, \"column\": 1, \"message\": \"unknown field 'ruls' in the policy; did you mean 'rules'?\"}, "
                + "{\"file\": \"bad.yaml\", \"line\": 3, \"column\": 1, \"message\": \"unknown field 'default' in the policy; did you mean 'defaults'?\"}"
                + "], \"warnings\": [], \"secrets\": [], \"live\": []}, "
                + "{\"policy\": \"warned.yaml\", \"rules\": 1, \"mistakes\": [], \"warnings\": ["
                + "{\"file\": \"warned.yaml\", \"line\": 3, \"column\": 29, \"message\": \"'value' stands in the policy itself; ${file:PATH} keeps it out of it\"}, "
                + "{\"file\": \"warned.yaml\", \"line\": 3, \"column\": 3, \"message\": \"no rule names credential 'a'\"}"
                + "], \"secrets\": [{\"what\": \"warned.yaml:4:29\", \"outcome\": \"failed\","
                + " \"message\": \"${env:NONE}: environment variable NONE is not set\"}], \"live\": []}]}");
    }
}
