package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent signs nothing, and notes which requests an application makes. */
class DiscoverIT extends Fixture {
    private String caller = "UrlConnectionCaller";
    private String libraries = "none";

    @Override
    String caller() {
        return caller;
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/" + libraries + "/*";
    }

    static Stream<List<String>> clients() {
        return Stream.of(List.of("UrlConnectionCaller", "none", "HttpURLConnection"), List.of("JdkHttpClientCaller", "none", "JDK HttpClient"),
                List.of("OkHttpCaller", "okhttp-3_14", "OkHttp"), List.of("OkHttpCaller", "okhttp-5", "OkHttp"));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void eachRequestIsNotedWithWhoMakesItAndWhatItSends(List<String> client) throws Exception {
        caller = client.get(0);
        libraries = client.get(1);
        assumeTrue(Application.JAVA >= 11 || !caller.startsWith("Jdk"), "the JDK's HttpClient came with Java 11");
        Path record = folder.resolve("record.jsonl");
        with(List.of(Application.agent(Path.of("discover:" + record))), "-Dcountersign.audit=" + folder.resolve("audit.log"), "-Dcountersign.metrics-port=0");
        String authorization = " Authorization=Basic_" + CANARY + " X-API-Key=" + CANARY;
        application.call("GET " + guarded.url("/a?api_key=" + CANARY) + authorization);
        boolean isAsync = !caller.startsWith("Url");
        if (isAsync) {
            application.call("GET " + guarded.url("/a?api_key=" + CANARY) + authorization + " +async +begin=a");
            application.call("GET - +end=a");
        }
        application.call("POST " + other.url("/b") + " <body");
        application.end();

        assertEquals(isAsync ? 2 : 1, guarded.heads.size());
        assertTrue(guarded.heads.get(0).contains("Authorization: Basic_" + CANARY), "what the application sends is sent as it is");
        List<String> lines = Files.readAllLines(record).stream().sorted().toList();
        String who = "\"caller\":\"io.countersign.it.probe." + caller + "\"";
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("{\"client\":\"" + client.get(2) + "\",\"method\":\"GET\",\"scheme\":\"http\",\"host\":\"127.0.0.1\",\"port\":"), lines.get(0));
        assertTrue(lines.get(0).contains(who + ",\"sends\":[\"Authorization\",\"X-API-Key\",\"?api_key\"],\"count\":" + (isAsync ? 2 : 1)), lines.get(0));
        assertTrue(lines.get(1).contains("\"method\":\"POST\",\"scheme\":\"http\",\"host\":\"127.0.0.2\""), lines.get(1));
        assertTrue(lines.get(1).contains(who + ",\"sends\":[],\"count\":1"), lines.get(1));
        assertFalse(lines.toString().contains(CANARY), lines.toString());
        assertTrue(application.errors().contains("countersign: warn: countersign.audit, countersign.metrics-port are not used with discover:"), application.errors());
        assertFalse(Files.exists(folder.resolve("audit.log")));
        if (!isAsync) {
            assertSuggests(record);
        }
    }

    /** The record is one of those that the command line makes a policy of. */
    private void assertSuggests(Path record) throws Exception {
        Process suggest = new ProcessBuilder(Application.JAVA_HOME + "/bin/java", "-jar", System.getProperty("countersign.it.agent"), "suggest",
                record.toString()).redirectErrorStream(true).start();
        String policy = new String(suggest.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, suggest.waitFor(), policy);
        assertTrue(policy.startsWith("# Recorded: 2 requests to 2 hosts."), policy);
        assertTrue(policy.contains("  # Sends X-API-Key already, from io.countersign.it.probe.UrlConnectionCaller\n"), policy);
        assertTrue(policy.contains("  # Loopback: this machine itself.\n  - host: \"127.0.0.2\"\n    credentials: []\n"), policy);
    }

    @Test
    void aRecordThatCannotBeWrittenStopsTheStart() throws Exception {
        Process process = new ProcessBuilder(Application.JAVA_HOME + "/bin/java", Application.agent(Path.of("discover:" + folder.resolve("none/record"))),
                "-version").redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(78, process.waitFor(), said);
        assertTrue(said.contains("the discovery record " + folder.resolve("none/record") + " cannot be written"), said);
    }
}
