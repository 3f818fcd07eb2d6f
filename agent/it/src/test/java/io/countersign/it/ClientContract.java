package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every client must hold to, run in a JVM of its own with the packed agent. Hosts are told apart by their loopback
 * address: 127.0.0.1 has rules, 127.0.0.2 has another, 127.0.0.3 none.
 */
abstract class ClientContract {
    static final String CANARY = "canary-6f1c9e";

    @TempDir
    Path folder;

    Recorder guarded;
    Recorder other;
    Recorder stranger;
    private Application application;

    abstract String caller();

    String classPath() {
        return "";
    }

    @BeforeEach
    void startServers() {
        guarded = new Recorder("127.0.0.1");
        other = new Recorder("127.0.0.2");
        stranger = new Recorder("127.0.0.3");
    }

    @AfterEach
    void stop() throws IOException {
        if (application != null) {
            assertFalse(application.errors().contains(CANARY), "a secret in what the agent printed");
            application.close();
        }
        guarded.close();
        other.close();
        stranger.close();
    }

    /** An application with the policy, after these settings, and the agent. */
    Application with(String settings, String... options) throws IOException {
        return with(Collections.singletonList(Application.agent(policy(settings))), options);
    }

    /** An application with these agents. */
    Application with(List<String> agents, String... options) throws IOException {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = "-Dcountersign.log=debug";
        Map<String, String> environment = new HashMap<>();
        environment.put("KEY", CANARY);
        environment.put("BROKEN", "evil\r\nX-Injected: 1");
        application = new Application(caller(), classPath(), folder.resolve("errors"), environment, agents, all);
        return application;
    }

    /** An application without an agent, to compare with. */
    Application without(String... options) throws IOException {
        return new Application(caller(), classPath(), folder.resolve("plain"), Collections.emptyMap(), Collections.emptyList(), options);
    }

    Path policy(String settings) throws IOException {
        Path policy = folder.resolve("policy.yaml");
        Files.writeString(policy, "version: 1\n" + settings
                + "credentials:\n"
                + "  key: {type: api-key, value: '${env:KEY}'}\n"
                + "  password: {type: basic, username: batch, password: '${literal:pass}'}\n"
                + "  token: {type: bearer, token: '${file:token}'}\n"
                + "  broken: {type: api-key, value: '${env:BROKEN}'}\n"
                + "rules:\n"
                + "  - {host: 127.0.0.1, paths: [/basic/**], credentials: [password]}\n"
                + "  - {host: 127.0.0.1, paths: [/bearer/**], credentials: [token]}\n"
                + "  - {host: 127.0.0.1, paths: [/both/**], credentials: [key, token]}\n"
                + "  - {host: 127.0.0.1, paths: [/broken/**], credentials: [broken]}\n"
                + "  - {host: 127.0.0.1, credentials: [key]}\n"
                + "  - {host: 127.0.0.2, credentials: [password]}\n"
                + "  - {host: api.example.test, credentials: [key]}\n");
        if (!Files.exists(folder.resolve("token"))) {
            Files.writeString(folder.resolve("token"), "token-1\n");
        }
        return policy;
    }

    static List<String> key(Recorder server, int request) {
        return Recorder.values(server.heads.get(request), "X-API-Key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "POST <body", "PUT <body"})
    void aRequestGetsItsCredentialOnceAndTheApplicationDoesNotSeeIt(String request) throws IOException {
        String[] words = request.split(" ");
        String answer = with("").call(words[0] + " " + guarded.url("/a") + (words.length > 1 ? " " + words[1] : ""));
        assertTrue(answer.startsWith("200"), answer + application.errors());
        assertEquals(Collections.singletonList(CANARY), key(guarded, 0), application.errors());
        assertFalse(answer.contains(CANARY), answer);
    }

    @Test
    void eachCredentialTypeIsPutOnAsItsStandardSays() throws IOException {
        Application a = with("");
        a.call("GET " + guarded.url("/basic/x"));
        a.call("GET " + guarded.url("/bearer/x"));
        a.call("GET " + guarded.url("/both/x"));
        String basic = Base64.getEncoder().encodeToString("batch:pass".getBytes(StandardCharsets.UTF_8));
        assertEquals(Collections.singletonList("Basic " + basic), Recorder.values(guarded.heads.get(0), "Authorization"));
        assertEquals(Collections.singletonList("Bearer token-1"), Recorder.values(guarded.heads.get(1), "Authorization"));
        assertEquals(Collections.singletonList("Bearer token-1"), Recorder.values(guarded.heads.get(2), "Authorization"));
        assertEquals(Collections.singletonList(CANARY), key(guarded, 2));
    }

    @Test
    void aHostWithoutARuleGetsTheSameBytesAsWithoutTheAgent() throws IOException {
        with("").call("POST " + stranger.url("/a") + " X-Own=1 <body");
        try (Application plain = without()) {
            plain.call("POST " + stranger.url("/a") + " X-Own=1 <body");
        }
        assertEquals(stranger.heads.get(1), stranger.heads.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectCarriesNoCredentialToAHostWithoutARule(int status) throws IOException {
        with("").call("GET " + guarded.url("/" + status + "?to=" + stranger.url("/b")));
        assertEquals(Collections.singletonList(CANARY), key(guarded, 0));
        for (String head : stranger.heads) {
            assertFalse(head.contains(CANARY), head);
        }
    }

    @Test
    void aRedirectGetsTheCredentialOfWhereItGoesAndTheFirstAgainOnTheWayBack() throws IOException {
        with("").call("GET " + guarded.url("/302?to=" + other.url("/302?to=" + guarded.url("/c"))));
        assertEquals(2, guarded.heads.size());
        assertEquals(Collections.singletonList(CANARY), key(guarded, 0));
        assertEquals(Collections.singletonList(CANARY), key(guarded, 1));
        assertEquals(Collections.emptyList(), key(other, 0));
        assertTrue(Recorder.values(other.heads.get(0), "Authorization").get(0).startsWith("Basic "));
        assertEquals(Collections.emptyList(), Recorder.values(guarded.heads.get(1), "Authorization"));
    }

    @Test
    void whatTheApplicationSetItselfIsKept() throws IOException {
        with("").call("GET " + guarded.url("/a") + " x-api-KEY=own");
        assertEquals(Collections.singletonList("own"), key(guarded, 0));
    }

    @Test
    void whatTheApplicationSetItselfIsReplacedAndGoesOnWhereNoRuleIs() throws IOException {
        with("defaults: {existing: replace}\n").call("GET " + guarded.url("/302?to=" + stranger.url("/b")) + " x-api-KEY=own");
        assertEquals(Collections.singletonList(CANARY), key(guarded, 0));
        for (String head : stranger.heads) {
            assertEquals(Collections.singletonList("own"), Recorder.values(head, "X-API-Key"));
        }
    }

    @Test
    void whatTheApplicationSetItselfIsRefused() throws IOException {
        String answer = with("defaults: {existing: refuse}\n").call("GET " + guarded.url("/a") + " x-api-KEY=own");
        assertRefused(answer, "existing: refuse");
        assertEquals(0, guarded.heads.size());
    }

    @Test
    void aValueWithControlCharactersIsRefusedAndNothingIsSent() throws IOException {
        assertRefused(with("").call("GET " + guarded.url("/broken/x")), "credential 'broken'");
        assertEquals(0, guarded.heads.size());
    }

    @Test
    void aValueThatCannotBeHadIsSentUnsignedWhereThePolicySaysSo() throws IOException {
        with("defaults: {on-failure: send-unsigned}\n").call("GET " + guarded.url("/broken/x"));
        assertEquals(Collections.emptyList(), key(guarded, 0));
        assertFalse(guarded.heads.get(0).contains("X-Injected"));
    }

    @Test
    void observingChangesNothing() throws IOException {
        with("defaults: {mode: observe}\n").call("GET " + guarded.url("/a"));
        assertEquals(Collections.emptyList(), key(guarded, 0));
    }

    static void assertRefused(String answer, String why) {
        assertTrue(answer.startsWith("! java.io.IOException: "), answer);
        assertTrue(answer.contains("policy.yaml:"), answer);
        assertTrue(answer.contains(why), answer);
        assertFalse(answer.contains(CANARY), answer);
        assertFalse(answer.contains("evil"), answer);
    }
}
