package io.countersign.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.TestBackground;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.Headers;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request waits for, where its client waits and where it asks again. */
class AwaitTest {
    @TempDir
    Path folder;

    private PolicyFolder policies;
    private TestBackground elsewhere;
    private Engine engine;
    private final TestRequest request = new TestRequest("GET", "https://a.example/x");

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
        elsewhere = policies.elsewhere;
        elsewhere.server = call -> TestBackground.json(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":60}");
    }

    private void policy(String rule) throws Exception {
        engine = new Engine(policies.policy(withRule("{host: a.example, " + rule + "}")), elsewhere.moments);
    }

    private static String[] withRule(String rule) {
        String token = "{type: oauth2, grant: client-credentials, token-url: 'https://idp.example/token', client-id: orders, ";
        return new String[] {"version: 1", "credentials:",
            "  one: " + token + "scope: [one]}",
            "  two: " + token + "scope: [two], header: X-Two}",
            "  key: {type: api-key, value: '${literal:k}'}",
            "rules:", "- " + rule};
    }

    private void getsATokenThatIsOver() {
        elsewhere.work();
        elsewhere.moments.millis += 60_000;
    }

    @Test
    void allThatARequestLacksIsBegunAtOnce() throws Exception {
        policy("credentials: [one, two, key]");
        assertNull(engine.sign(request));
        assertEquals(1, request.waited);
        assertEquals(2, elsewhere.waiting());
        elsewhere.work();
        assertEquals("[Authorization, X-Two, X-API-Key]", request.later.goOn().toString());
    }

    @Test
    void whoAsksAgainIsRefusedWhenItHasWaitedLongEnough() throws Exception {
        policy("credentials: [one]");
        int waited = 0;
        for (; request.waited == waited && waited < 100; waited++) {
            if (waited == 8) {
                String message = assertThrows(IOException.class, () -> request.later.goOn()).getMessage();
                assertTrue(message.contains("credential 'one': ") && message.contains("over before they can be used"), message);
                continue;
            }
            assertNull(waited == 0 ? engine.sign(request) : request.later.goOn());
            getsATokenThatIsOver();
        }
        assertEquals(8, request.waited);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{host: b.example, credentials: [one]}", "{host: a.example, mode: observe, credentials: [one]}",
        "{host: a.example, credentials: []}"})
    void whatIsUnderWayKeepsToTheRuleThatItBeganWith(String rule) throws Exception {
        policy("credentials: [one]");
        int[] shown = {0};
        engine.show(seen -> shown[0]++);
        assertNull(engine.sign(request));
        engine.use(policies.policy(withRule(rule)));
        elsewhere.work();
        assertEquals("Bearer t", request.later.goOn().value("Authorization"));
        assertNull(engine.sign(new TestRequest("GET", "https://a.example/x")));
        assertEquals(2, shown[0]);
    }

    @Test
    void whoWaitsIsRefusedThenToo() throws Exception {
        policy("credentials: [one]");
        request.whileWaiting = this::getsATokenThatIsOver;
        assertThrows(IOException.class, () -> engine.sign(request));
        assertEquals(8, request.waited);
    }

    @Test
    void whatIsPreparedIsThereWhenItIsSigned() throws Exception {
        policy("credentials: [one]");
        request.whileWaiting = elsewhere::work;
        engine.prepare(request);
        assertEquals(1, request.waited);
        Headers signed = engine.sign(request);
        assertEquals(1, request.waited);
        assertEquals("Bearer t", signed.value("authorization"));
        assertNull(signed.value("X-Two"));
    }

    @Test
    void nothingIsFetchedThatIsNotPutOn() throws Exception {
        policy("mode: observe, credentials: [one]");
        engine.prepare(request);
        assertNull(engine.sign(request));
        policy("existing: keep, credentials: [one]");
        request.with("Authorization", "own");
        engine.prepare(request);
        assertNull(engine.sign(request));
        policy("paths: [/y], credentials: [one]");
        engine.prepare(request);
        assertEquals(0, request.waited);
        assertEquals(0, elsewhere.waiting());
    }

    @Test
    void whatIsToBeRefusedIsNotByPreparingIt() throws Exception {
        policy("paths: [/y], credentials: [one]");
        engine.prepare(new TestRequest("GET", "https://a.example/%252e%252e/x"));
        policy("credentials: [one]");
        elsewhere.server = call -> {
            throw new IOException("unreachable");
        };
        request.whileWaiting = () -> elsewhere.pass(1000);
        engine.prepare(request);
        assertThrows(IOException.class, () -> engine.sign(request));
    }

    @Test
    void aPolicyWithoutSuchCredentialsWaitsForNothing() throws Exception {
        policy("credentials: [key]");
        assertTrue(engine.waits(), "another rule might have them");
        engine = new Engine(policies.policy("version: 1", "credentials: {key: {type: api-key, value: '${literal:k}'}}",
                "rules: [{host: a.example, credentials: [key]}]"), elsewhere.moments);
        assertFalse(engine.waits());
        engine.prepare(request);
        assertEquals(1, engine.sign(request).size());
        assertEquals(0, request.waited);
    }
}
