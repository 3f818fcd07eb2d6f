package io.countersign.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.TestBackground;
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
                "  o: {type: oauth2, grant: client-credentials, token-url: https://idp.example/token, client-id: c, client-secret: '${env:KEY}'}",
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
                + "  a.example (p.yaml:6): k\n"
                + "    signed 2\n"
                + "  b.example (p.yaml:6): none\n"
                + "    refused: no credential to be had 1\n"
                + "    last: 2027-01-15T08:00:00Z GET to https://b.example:443 refused by rule b.example (p.yaml:6), credential 'none': ${env:NONE}: environment variable NONE is not set\n"
                + "  c.example (p.yaml:6): k, observed only\n"
                + "    observed only 1\n"
                + "tokens and certificates\n"
                + "  o: no token now; one is fetched when it is needed\n"
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

    @Test
    void aTokenHasItsRemainingLife() throws Exception {
        start();
        policies.elsewhere.server = call -> TestBackground.json(200, "{\"access_token\":\"" + CANARY + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
        policies.write("p.yaml", "version: 1", "credentials:",
                "  o: {type: oauth2, grant: client-credentials, token-url: https://idp.example/token, client-id: c, client-secret: '${env:KEY}'}",
                "rules: [{host: a.example, credentials: [o]}]");
        reload.now();
        TestRequest request = new TestRequest("GET", "https://a.example/");
        request.whileWaiting = policies.elsewhere::work;
        engine.sign(request);
        policies.elsewhere.moments.millis += 600_000;
        String text = status.answer("status");
        assertTrue(text.contains("\n  o: token until 2027-01-15T08:59:55Z, for 49 min\n"), text);
        assertTrue(status.answer("status json").contains("\"expires\": \"2027-01-15T08:59:55Z\""), status.answer("status json"));
        assertFalse(text.contains(CANARY), text);
        policies.elsewhere.moments.millis += 3_600_000;
        text = status.answer("status");
        assertTrue(text.contains("\n  o: no token now; one is fetched when it is needed"), text);
    }
}
