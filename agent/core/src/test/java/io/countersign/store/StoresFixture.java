package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Background;
import io.countersign.background.TestBackground;
import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Stores, with an environment, answers and a time that a test decides. */
abstract class StoresFixture {
    /** What no message may hold. */
    static final String CANARY = "hunter2";

    @TempDir
    Path dir;

    final Map<String, String> env = new HashMap<>();
    final Properties sys = new Properties();
    final TestBackground elsewhere = new TestBackground();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final Log log = new Log(Log.Level.DEBUG, new PrintStream(lines, true));
    Background background;
    Secrets secrets;

    /** As a policy does: what nobody holds is let go, and looked at no more. */
    private final List<Secret> held = new ArrayList<>();

    @BeforeEach
    void begin() {
        background = elsewhere.background(log, dir.resolve("home"));
        secrets = new Secrets(env, sys, log, elsewhere.moments::nanos, 1, new Stores(background, env));
    }

    @AfterEach
    void nothingSecretIsTold() {
        assertFalse(log().contains(CANARY), log());
    }

    final Secret resolve(String reference) {
        Secret secret = secrets.resolve(reference, dir);
        held.add(secret);
        return secret;
    }

    final String wrong(String reference) {
        String message = assertThrows(IllegalArgumentException.class, () -> resolve(reference), reference).getMessage();
        assertFalse(message.contains(CANARY), message);
        return message;
    }

    final String failure(Secret secret) {
        String message = assertThrows(CredentialUnavailable.class, secret::value).getMessage();
        assertFalse(message.contains(CANARY), message);
        return message;
    }

    final String log() {
        return lines.toString();
    }

    final int told(String part) {
        return log().split(Pattern.quote(part), -1).length - 1;
    }

    /** Lets time pass, looking twice a second as the thread does. */
    final void pass(long millis) {
        for (long left = millis; left > 0; left -= 500) {
            elsewhere.pass(Math.min(500, left));
            secrets.poll();
            elsewhere.work();
        }
    }

    /** Has it got, as a request that needs it does. */
    final Secret got(String reference) throws Exception {
        Secret secret = resolve(reference);
        assertTrue(secret.waits());
        secret.pending();
        elsewhere.work();
        assertNull(secret.pending());
        return secret;
    }

    static void has(String message, String part) {
        assertTrue(message.contains(part), message);
    }
}
