package io.countersign.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.Outcome;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.Answer;
import io.countersign.request.FixedMoments;
import io.countersign.request.TestRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which answers have a request sent again. */
class AnsweredTest {
    @TempDir
    Path folder;

    private PolicyFolder policies;
    private Engine engine;

    @BeforeEach
    void create() throws Exception {
        policies = new PolicyFolder(folder);
        write("key", "one");
    }

    private void write(String name, String text) throws Exception {
        Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private void policy(String rule) throws Exception {
        engine = new Engine(policies.policy("version: 1", "credentials:",
                "  key: {type: api-key, value: '${file:key}'}",
                "  fixed: {type: bearer, token: '${literal:t}'}",
                "  signed: {type: hmac, secret: '${file:key}', message: '{method}', headers: {X-Signature: '{signature}'}}",
                "rules:", "- {host: a.example, " + rule + "}"), new FixedMoments(0));
    }

    private static TestRequest request() {
        return new TestRequest("POST", "https://a.example/x").body("body");
    }

    private static Answer status(int status) {
        return new Answer() {
            @Override
            public int status() {
                return status;
            }

            @Override
            public List<String> header(String name) {
                return Collections.emptyList();
            }
        };
    }

    @Test
    void aRequestThatWasRefusedBecauseItsSecretHadChangedIsSentAgainOnce() throws Exception {
        for (String credential : new String[] {"key", "signed"}) {
            create();
            policy("credentials: [fixed, " + credential + "]");
            engine.sign(request());
            assertFalse(engine.answered(request(), status(401), false), "nothing has changed");
            write("key", "another");
            assertFalse(engine.answered(request(), status(403), false));
            assertFalse(engine.answered(request(), status(200), false));
            assertFalse(engine.answered(request(), status(401), true));
            assertTrue(engine.answered(request(), status(401), false));
            assertEquals(1, engine.outcomes().of(Outcome.SENT_AGAIN));
        }
    }

    @Test
    void aRequestIsSentAgainOnlyWhereThatIsPossibleAndItsHeadersWereOurs() throws Exception {
        policy("credentials: [key]");
        write("key", "another");
        TestRequest once = request();
        once.repeatable = false;
        assertFalse(engine.answered(once, status(401), false));
        assertFalse(engine.answered(request().with("x-api-key", "own"), status(401), false));
        assertFalse(engine.answered(new TestRequest("GET", "https://b.example/"), status(401), false));
        assertTrue(engine.answered(new TestRequest("GET", "https://a.example/"), status(401), false));
        policy("mode: observe, credentials: [key]");
        assertFalse(engine.answered(request(), status(401), false));
        policy("existing: replace, credentials: [key]");
        write("key", "a third one");
        assertTrue(engine.answered(request().with("x-api-key", "own"), status(401), false));
    }

    @Test
    void aPolicyWhoseSecretsCannotChangeReadsNoAnswers() throws Exception {
        policy("credentials: [fixed]");
        assertFalse(engine.answered(request(), new Answer() {
            @Override
            public int status() {
                return 401;
            }

            @Override
            public List<String> header(String name) {
                throw new AssertionError("read");
            }
        }, false));
    }
}
