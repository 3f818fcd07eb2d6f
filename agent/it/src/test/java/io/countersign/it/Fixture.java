package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The servers, the policy and the application of a test. Hosts are told apart by their loopback address: 127.0.0.1 has
 * rules, 127.0.0.2 has another, 127.0.0.3 none; and api.example.test, which is only there behind a proxy, has one.
 */
abstract class Fixture {
    static final String CANARY = "canary-6f1c9e";

    @TempDir
    Path folder;

    Recorder guarded;
    Recorder other;
    Recorder stranger;
    Application application;

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
        return new Application(caller(), classPath(), folder.resolve("plain"), Collections.emptyMap(),
                Collections.emptyList(), options);
    }

    Path policy(String settings) throws IOException {
        Path policy = folder.resolve("policy.yaml");
        Files.writeString(policy, "version: 1\n" + settings
                + "credentials:\n"
                + "  key: {type: api-key, value: '${env:KEY}'}\n"
                + "  password: {type: basic, username: batch, password: '${literal:pass}'}\n"
                + "  token: {type: bearer, token: '${file:token}'}\n"
                + "  digest: {type: digest, username: batch, password: '${env:KEY}'}\n"
                + "  broken: {type: api-key, value: '${env:BROKEN}'}\n"
                + "  partner:\n"
                + "    type: hmac\n"
                + "    secret: ${env:KEY}\n"
                + "    message: \"{method}\\n{path-and-query}\\n{timestamp}\\n{body-sha256}\\n{header:X-API-Key}\"\n"
                + "    headers: {X-Timestamp: '{timestamp}', X-Signature: '{signature}'}\n"
                + "  lost: {type: hmac, secret: '${env:LOST}', message: '{body}', headers: {X-Signature: '{signature}'}}\n"
                + "rules:\n"
                + "  - {host: 127.0.0.1, paths: [/signed/**], credentials: [partner, key]}\n"
                + "  - {host: 127.0.0.1, paths: [/lost/**], credentials: [lost]}\n"
                + "  - {host: 127.0.0.2, paths: [/signed/**], credentials: [partner]}\n"
                + "  - {host: 127.0.0.1, paths: [/digest/**], credentials: [digest]}\n"
                + "  - {host: 127.0.0.1, paths: [/basic/**], credentials: [password]}\n"
                + "  - {host: 127.0.0.1, paths: [/bearer/**], credentials: [token]}\n"
                + "  - {host: 127.0.0.1, paths: [/both/**], credentials: [key, token]}\n"
                + "  - {host: 127.0.0.1, paths: [/broken/**], credentials: [broken]}\n"
                + "  - {host: 127.0.0.1, credentials: [key]}\n"
                + "  - {host: 127.0.0.2, credentials: [password]}\n"
                + "  - {host: api.example.test, paths: [/signed/**], credentials: [partner]}\n"
                + "  - {host: api.example.test, credentials: [key]}\n");
        if (!Files.exists(folder.resolve("token"))) {
            Files.writeString(folder.resolve("token"), "token-1\n");
        }
        return policy;
    }

    static List<String> key(Recorder server, int request) {
        return Recorder.values(server.heads.get(request), "X-API-Key");
    }

    static void assertRefused(String answer, String why) {
        assertTrue(answer.startsWith("! java.io.IOException: ") || answer.startsWith("! java.net.ProtocolException: "), answer);
        assertTrue(answer.contains("policy.yaml:"), answer);
        assertTrue(answer.contains(why), answer);
        assertFalse(answer.contains(CANARY), answer);
        assertFalse(answer.contains("evil"), answer);
    }

    /** The credential is there once and right. */
    static void assertSigned(String head) {
        assertEquals(Collections.singletonList(CANARY), Recorder.values(head, "X-API-Key"), head);
    }

    static void assertSigned(Recorder server, int requests) {
        assertEquals(requests, server.heads.size(), server.heads.toString());
        server.heads.forEach(Fixture::assertSigned);
    }

    static void assertUnsigned(Recorder server, int requests) {
        assertEquals(requests, server.heads.size(), server.heads.toString());
        server.heads.forEach(head -> assertFalse(head.contains(CANARY), head));
    }
}
