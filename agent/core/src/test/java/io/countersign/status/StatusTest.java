package io.countersign.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.engine.Engine;
import io.countersign.engine.Reload;
import io.countersign.policy.PolicyFiles;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.TestRequest;
import io.countersign.text.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent says of itself. */
class StatusTest {
    private static final String CANARY = "canary-7c1e";

    @TempDir
    Path folder;

    private PolicyFolder policies;
    private Engine engine;
    private Reload reload;
    private Status status;

    private void start() throws Exception {
        policies = new PolicyFolder(folder);
        policies.environment.put("KEY", CANARY);
        engine = new Engine(policies.policy("version: 1", "credentials:", "  k: {type: api-key, value: '${env:KEY}'}", "  none: {type: bearer, token: '${env:NONE}'}",
                "rules: [{host: a.example, credentials: [k]}, {host: b.example, credentials: [none]}, {host: c.example, mode: observe, credentials: [k]}]"),
                policies.background.moments);
        Path file = folder.resolve("p.yaml");
        reload = new Reload(file, PolicyFiles.stamp(file), engine, policies.secrets, policies.background, policy -> { });
        status = new Status("1.2.3", 42, policies.background.moments.millis(), engine, reload, () -> Arrays.asList(
                new Status.ClientState("OkHttp", Collections.singletonList("okhttp3.X"), Collections.emptyList()),
                new Status.ClientState("JDK HttpClient", Collections.emptyList(), Collections.singletonList("has no such method"))));
    }

    private void get(String url) {
        try {
            engine.sign(new TestRequest("GET", url));
        } catch (IOException e) {
            assertFalse(e.getMessage().contains(CANARY));
        }
    }

    @Test
    void aPersonSeesWhatIsInForceWhatBecameOfRequestsAndWhatWasWrong() throws Exception {
        start();
        get("https://a.example/");
        get("https://a.example/");
        get("https://b.example/");
        get("https://c.example/");
        policies.write("p.yaml", "version: 1", "rulez: []");
        reload.now();
        String text = status.answer("status").replace(folder + "/", "").replace(System.getProperty("java.version"), "17");
        assertEquals("Countersign 1.2.3 in process 42, Java 17, since 2027-01-15T08:00:00Z\n"
                + "policy p.yaml, version " + engine.policy().version() + ", in force since 2027-01-15T08:00:00Z, reloaded never\n"
                + "  not in force: p.yaml:2:1: unknown field 'rulez' in the policy; did you mean 'rules'?\n"
                + "rules\n"
                + "  a.example (p.yaml:5): k\n"
                + "    signed 2\n"
                + "  b.example (p.yaml:5): none\n"
                + "    refused: no credential to be had 1\n"
                + "    last: 2027-01-15T08:00:00Z GET to https://b.example:443 refused by rule b.example (p.yaml:5), credential 'none': ${env:NONE}: environment variable NONE is not set\n"
                + "  c.example (p.yaml:5): k, observed only\n"
                + "    observed only 1\n"
                + "clients\n"
                + "  OkHttp: woven\n"
                + "  JDK HttpClient: not loaded by the application\n"
                + "    has no such method\n"
                + "all: signed 2; refused: no credential to be had 1; observed only 1\n", text);
    }

    @Test
    void aProgramReadsTheSame() throws Exception {
        start();
        get("https://b.example/");
        String text = status.answer("status json");
        assertFalse(text.contains(CANARY));
        JsonObject json = JsonObject.read(text);
        assertEquals("1.2.3", json.string("agent"));
        assertEquals(42, json.number("process"));
        assertEquals(engine.policy().version(), json.object("policy").string("version"));
        assertTrue(text.contains("\"refused-unavailable\": 1"), text);
        assertTrue(text.contains("\"refused\": 1"), text);
        assertNull(status.answer("status yaml"));
    }
}
