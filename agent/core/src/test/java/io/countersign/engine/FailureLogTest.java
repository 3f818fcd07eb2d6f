package io.countersign.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.TestBackground;
import io.countersign.background.Work;
import io.countersign.log.Log;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.TestRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of requests that fail one after the other. */
class FailureLogTest {
    private static final long MINUTE = 60_000;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private TestBackground elsewhere;
    private Engine engine;

    private void policy(String... rules) throws Exception {
        PolicyFolder policies = new PolicyFolder(folder);
        elsewhere = policies.elsewhere;
        engine = new Engine(policies.policy("version: 1", "credentials:", "  none: {type: api-key, value: '${env:NONE}'}", "  no: {type: bearer, token: '${env:NO}'}",
                "rules:", String.join("\n", rules)), policies.background.moments);
        FailureLog.of(engine, new Log(Log.Level.INFO, new PrintStream(out, true)), elsewhere);
    }

    private void get(String url) {
        try {
            engine.sign(new TestRequest("GET", url));
        } catch (IOException e) {
            assertTrue(e.getMessage().startsWith("countersign: "), e.getMessage());
        }
    }

    private List<String> said() {
        List<String> lines = new ArrayList<>();
        for (String line : out.toString().replace(folder + "/", "").split("\n")) {
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        out.reset();
        return lines;
    }

    @Test
    void oneRefusalInALoopIsOneLineAMinuteWithItsCount() throws Exception {
        policy("- {host: a.example, credentials: [none]}");
        for (int i = 0; i < 1000; i++) {
            get("https://a.example/" + i);
        }
        String line = "GET to https://a.example:443 refused by rule a.example (p.yaml:6), credential 'none': ${env:NONE}: environment variable NONE is not set";
        assertEquals("[countersign: warn: " + line + "]", said().toString());
        elsewhere.pass(MINUTE);
        assertEquals("[countersign: warn: 999 more like this in the last minute: " + line + "]", said().toString());
        get("https://a.example/");
        get("https://a.example/");
        assertEquals("[]", said().toString());
        elsewhere.pass(MINUTE);
        assertEquals("[countersign: warn: 2 more like this in the last minute: " + line + "]", said().toString());
        elsewhere.pass(MINUTE);
        assertEquals("[]", said().toString());
        assertEquals(0, elsewhere.later(), "nothing is left behind");
        get("https://a.example/");
        assertEquals("[countersign: warn: " + line + "]", said().toString());
    }

    @Test
    void eachKindIsSaidForItself() throws Exception {
        policy("- {host: a.example, credentials: [none]}", "- {host: b.example, on-failure: send-unsigned, credentials: [no]}",
                "- {host: c.example, mode: observe, credentials: [none]}");
        for (int i = 0; i < 3; i++) {
            get("https://a.example/");
            get("http://a.example/");
            get("https://b.example/");
            get("https://c.example/");
        }
        List<String> said = said();
        assertEquals(4, said.size(), said.toString());
        assertTrue(said.get(1).contains("GET to http://a.example:80 refused by rule a.example (p.yaml:6): credentials do not go over plain http"), said.get(1));
        assertTrue(said.get(2).contains("GET to https://b.example:443 sent without its credentials by rule b.example (p.yaml:7), credential 'no': "), said.get(2));
        assertTrue(said.get(3).contains("GET to https://c.example:443 would be refused by rule c.example (p.yaml:8): credential 'none': "), said.get(3));
    }

    @Test
    void hostsOfOneRuleAreOneKind() throws Exception {
        policy("- {host: '*.a.example', credentials: [none]}");
        for (int i = 0; i < 5000; i++) {
            get("https://h" + i + ".a.example/");
        }
        assertEquals(1, said().size(), "one rule, one credential, one reason");
    }

    @Test
    void thousandsOfRulesDoNotFillMemory() throws Exception {
        String[] rules = new String[1000];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = "- {host: a.example, paths: ['/" + i + "'], credentials: [none]}";
        }
        policy(rules);
        for (int i = 0; i < 1000; i++) {
            get("https://a.example/" + i);
        }
        assertEquals(201, said().size());
        assertEquals(201, elsewhere.later());
    }

    @Test
    void whereNoThreadIsToBeHadTheRequestFaresAsItWouldAndIsToldAgain() throws Exception {
        policy("- {host: a.example, mode: observe, credentials: [none]}");
        FailureLog.of(engine, new Log(Log.Level.INFO, new PrintStream(out, true)), new Work() {
            @Override
            public void run(Runnable task) {
                throw new OutOfMemoryError("unable to create native thread");
            }

            @Override
            public void after(long millis, Runnable task) {
                run(task);
            }
        });
        get("https://a.example/");
        get("https://a.example/");
        assertEquals(3, said().size(), "one by the log that has threads, two by the one that has none");
    }
}
