package io.countersign.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What metrics count, and that their text is one of OpenMetrics. */
class MetricsTest {
    /** Of the specification's ABNF what is used here: metric descriptors and samples without timestamps and exemplars. */
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String ESCAPED = "(?:[^\\n\"\\\\]|\\\\[n\"\\\\])*";
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"" + ESCAPED + "\"";
    private static final String NUMBER = "[+-]?(?:[0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\\+?Inf|NaN)";
    private static final Pattern LINE = Pattern.compile("# TYPE " + NAME + " (?:counter|gauge|histogram|info)|# UNIT " + NAME + " seconds|# HELP " + NAME + " " + ESCAPED
            + "|" + NAME + "(?:\\{" + LABEL + "(?:," + LABEL + ")*\\})? " + NUMBER);

    @TempDir
    Path folder;

    private Fixture agent;
    private Metrics metrics;

    private void start(String... rules) throws Exception {
        agent = new Fixture(folder, rules);
        metrics = new Metrics("0.1.0", agent.engine, agent.reload, agent.background);
    }

    private String text() {
        String text = metrics.text();
        assertFalse(text.contains(Fixture.CANARY), text);
        assertTrue(text.endsWith("\n# EOF\n"), text);
        Set<String> families = new HashSet<>();
        String family = null;
        Set<String> samples = new HashSet<>();
        for (String line : text.substring(0, text.length() - "# EOF\n".length()).split("\n")) {
            assertTrue(LINE.matcher(line).matches(), line);
            if (line.startsWith("# TYPE ")) {
                family = line.split(" ")[2];
                assertTrue(families.add(family), line);
            } else if (line.startsWith("#")) {
                assertEquals(family, line.split(" ")[2], line);
                assertTrue(!line.startsWith("# UNIT") || family.endsWith("_seconds"), line);
            } else {
                assertTrue(line.startsWith(family), line);
                assertTrue(samples.add(line.substring(0, line.lastIndexOf(' '))), line);
            }
        }
        return text;
    }

    private void has(String... lines) {
        String text = "\n" + text();
        for (String line : lines) {
            assertTrue(text.contains("\n" + line + "\n"), line + " in" + text);
        }
    }

    @Test
    void outcomesAreCountedInAllAndByTheHostOfTheRule() throws Exception {
        start("- {host: a.example, credentials: [key]}", "- {host: '*.b.example', credentials: [none]}");
        agent.get("https://a.example/");
        agent.get("https://a.example/");
        agent.get("https://x.b.example/");
        agent.get("https://y.b.example/");
        agent.get("https://c.example/");
        has("countersign_outcomes_total{outcome=\"signed\"} 2", "countersign_outcomes_total{outcome=\"refused-unavailable\"} 2",
                "countersign_rule_outcomes_total{host=\"a.example\",outcome=\"signed\"} 2",
                "countersign_rule_outcomes_total{host=\"*.b.example\",outcome=\"refused-unavailable\"} 2");
        assertFalse(text().contains("x.b.example"));
    }

    @Test
    void aCounterDoesNotGoBackWhenARuleGoes() throws Exception {
        start("- {host: a.example, paths: [/x], credentials: [key]}", "- {host: a.example, credentials: [key]}", "- {host: b.example, credentials: [key]}");
        agent.get("https://a.example/x");
        agent.get("https://a.example/y");
        agent.get("https://b.example/");
        agent.write("- {host: a.example, credentials: [key]}");
        agent.reload.now();
        has("countersign_rule_outcomes_total{host=\"a.example\",outcome=\"signed\"} 2", "countersign_outcomes_total{outcome=\"signed\"} 3",
                "countersign_policy_reloads_total 1", "countersign_policy_rules 1");
        assertFalse(text().contains("b.example"));
        agent.get("https://a.example/x");
        agent.reload.now();
        has("countersign_rule_outcomes_total{host=\"a.example\",outcome=\"signed\"} 3", "countersign_policy_reloads_total 2");
    }

    @Test
    void aPolicyWithMistakesShows() throws Exception {
        start("- {host: a.example, credentials: [key]}");
        String version = agent.engine.policy().version();
        agent.write("- {hots: a.example, credentials: [key]}");
        agent.millis += 5000;
        int mistakes = agent.reload.now().mistakes.size();
        assertTrue(mistakes > 0);
        has("countersign_policy_mistakes " + mistakes, "countersign_policy_info{source=\"" + folder + "/p.yaml\",version=\"" + version + "\"} 1",
                "countersign_policy_since_timestamp_seconds 1.8E9");
    }

    @Test
    void timesAreThereWhileTheyAreMeasured() throws Exception {
        start("- {host: a.example, credentials: [key]}");
        agent.get("https://a.example/");
        assertFalse(text().contains("_bucket"));
        metrics.measure();
        metrics.measure();
        agent.get("https://a.example/");
        // Each of the fixture's looks at the clock is 20 µs after the one before.
        has("countersign_signing_seconds_bucket{le=\"1e-05\"} 0", "countersign_signing_seconds_bucket{le=\"2.5e-05\"} 1",
                "countersign_signing_seconds_bucket{le=\"+Inf\"} 1", "countersign_signing_seconds_count 1", "countersign_signing_seconds_sum 2.0E-5");
    }

    @Test
    void tokensAreCountedAndTheirRemainingLifeIsTold() throws Exception {
        start("- {host: a.example, credentials: [token]}");
        metrics.measure();
        has("countersign_token_remaining_seconds{credential=\"token\"} 0.0");
        agent.get("https://a.example/");
        agent.millis += 95_000;
        // 5 s before its end it is used no more.
        has("countersign_token_remaining_seconds{credential=\"token\"} 500.0",
                "countersign_token_fetches_total{server=\"idp.example\",outcome=\"fetched\"} 1",
                "countersign_token_fetches_total{server=\"idp.example\",outcome=\"failed\"} 0", "countersign_token_fetch_seconds_count 1");
        agent.answer = null;
        agent.millis += 600_000;
        agent.get("https://a.example/");
        has("countersign_token_remaining_seconds{credential=\"token\"} 0.0",
                "countersign_token_fetches_total{server=\"idp.example\",outcome=\"failed\"} 1", "countersign_token_fetch_seconds_count 2");
    }

    @Test
    void aLargePolicyDoesNotMakeMoreSeriesThanALimit() throws Exception {
        String[] rules = new String[Metrics.MOST + 10];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = "- {host: h" + i + ".example, credentials: [key]}";
        }
        start(rules);
        for (int i = 0; i < rules.length; i++) {
            agent.get("https://h" + i + ".example/");
        }
        has("countersign_rule_outcomes_total{host=\"h0.example\",outcome=\"signed\"} 1", "countersign_rule_outcomes_total{host=\"(others)\",outcome=\"signed\"} 10");
        assertEquals(Metrics.MOST + 2, text().split("countersign_rule_outcomes_total").length);
    }

    @Test
    void theOthersDoNotGoBackEitherWhenAPolicyBecomesSmaller() throws Exception {
        String[] rules = new String[Metrics.MOST + 2];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = "- {host: h" + i + ".example, credentials: [key]}";
        }
        start(rules);
        String[] last = {"https://h" + Metrics.MOST + ".example/", "https://h" + (Metrics.MOST + 1) + ".example/"};
        agent.get("https://h0.example/");
        agent.get(last[0]);
        agent.get(last[1]);
        String two = "countersign_rule_outcomes_total{host=\"(others)\",outcome=\"signed\"} 2";
        has(two);
        agent.write(rules[0], rules[Metrics.MOST]);
        agent.reload.now();
        has(two, "countersign_rule_outcomes_total{host=\"h0.example\",outcome=\"signed\"} 1");
        assertFalse(text().contains("h" + Metrics.MOST), "a host that was one of the others stays one");
        agent.write(rules[0]);
        agent.reload.now();
        has(two);
        agent.write(rules);
        agent.reload.now();
        agent.get(last[1]);
        has(two.replace("} 2", "} 3"));
    }

    @Test
    void whatStandsInALabelIsEscaped() {
        OpenMetrics text = new OpenMetrics();
        text.sample("x", 1, "a", "\"\\\n\r\u0007ä");
        assertEquals("x{a=\"\\\"\\\\\\n  ä\"} 1\n# EOF\n", text.end());
    }
}
