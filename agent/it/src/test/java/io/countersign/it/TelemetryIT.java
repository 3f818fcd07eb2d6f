package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.it.probe.Greeting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;

/** What a program's agent tells: by audit log, Flight Recorder, MBean and metrics; and that it sets up none of what it tells by. */
class TelemetryIT extends Fixture {
    private static final String BEAN = "io.countersign:type=Agent";

    @Override
    String caller() {
        return "ManagedCaller";
    }

    private String jcmd(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(Application.JAVA_HOME + "/bin/jcmd", String.valueOf(application.pid())));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    private Path withTokens(TokenServer tokens) throws IOException {
        Path policy = policy("");
        String text = Files.readString(policy);
        Files.writeString(policy, text.replace("rules:\n", TokensContract.credential("one", tokens, "Authorization, prefix: 'Bearer '")
                + "rules:\n  - {host: 127.0.0.1, paths: [/token/**], credentials: [one]}\n"));
        return policy;
    }

    private static List<RecordedEvent> read(Path recording, String name) throws IOException {
        return RecordingFile.readAllEvents(recording).stream().filter(each -> each.getEventType().getName().equals("countersign." + name)).collect(Collectors.toList());
    }

    private static List<String> paths(Path recording) throws IOException {
        return read(recording, "Signed").stream().map(each -> each.getString("path")).collect(Collectors.toList());
    }

    /** Makes requests that are refused until the agent has found the recorder, which it looks for twice a second. @return how many */
    private int untilRecorded(String url) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        int requests = 0;
        while (!application.errors().contains("the Flight Recorder is there")) {
            assertTrue(System.nanoTime() < end, application.errors());
            application.call("GET " + url);
            requests++;
        }
        return requests;
    }

    private static byte[] get(String url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        try (InputStream in = connection.getInputStream(); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            in.transferTo(out);
            return out.toByteArray();
        }
    }

    private byte[] status(String form) throws Exception {
        Process status = new ProcessBuilder(Application.JAVA_HOME + "/bin/java", "-XX:TieredStopAtLevel=1", "-jar",
                System.getProperty("countersign.it.agent"), "status", String.valueOf(application.pid()), form).redirectErrorStream(true).start();
        byte[] said = status.getInputStream().readAllBytes();
        assertEquals(0, status.waitFor(), new String(said, StandardCharsets.UTF_8));
        return said;
    }

    private static void assertNoSecret(byte[] bytes, String where) {
        // One byte is one character, and JFR writes such text in one of these.
        assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains(CANARY), where);
        assertFalse(new String(bytes, StandardCharsets.UTF_16LE).contains(CANARY), where);
        assertFalse(new String(bytes, StandardCharsets.UTF_16BE).contains(CANARY), where);
    }

    @Test
    void allThatIsToldOfRequestsHoldsWhatBecameOfThemAndNoSecret() throws Exception {
        assumeTrue(Files.exists(Path.of(Application.JAVA_HOME + "/bin/jcmd")), "this Java runtime has no jcmd");
        Path recording = folder.resolve("recording.jfr");
        Path audit = folder.resolve("audit.log");
        try (TokenServer tokens = new TokenServer("127.0.0.1")) {
            Application a = with(List.of(Application.agent(withTokens(tokens))), "-XX:StartFlightRecording=settings=none", "-Dcountersign.audit=" + audit,
                    "-Dcountersign.metrics-port=0");
            String registered = a.call("BEANS " + BEAN);
            assertTrue(registered.startsWith("true "), registered + a.errors());
            assertTrue(a.call("GET " + tokens.url("/token/a?q=" + CANARY)).startsWith("200"), a.errors());
            int requests = 1 + untilRecorded(guarded.url("/lost/x"));
            assertTrue(a.call("GET " + guarded.url("/lost/x")).startsWith("! java.io.IOException: countersign: "), a.errors());
            assertEquals("[]", a.call("INVOKE " + BEAN));
            assertTrue(a.call("GET " + guarded.url("/a?q=" + CANARY)).startsWith("200"), a.errors());
            jcmd("JFR.dump", "filename=" + recording);

            List<RecordedEvent> signed = read(recording, "Signed");
            RecordedEvent last = signed.get(signed.size() - 1);
            assertEquals("signed", last.getString("outcome"));
            assertTrue(last.getString("rule").startsWith("127.0.0.1 ("), last.toString());
            assertEquals("key", last.getString("credentials"));
            assertEquals("HttpURLConnection", last.getString("client"));
            assertEquals("GET", last.getString("method"));
            assertEquals("http", last.getString("scheme"));
            assertEquals("127.0.0.1", last.getString("host"));
            assertEquals(guarded.port(), last.getInt("port"));
            assertEquals("/a", last.getString("path"));
            assertTrue(last.getDuration("signingTime").toNanos() > 0, last.toString());
            assertTrue(last.getStackTrace().getFrames().stream().anyMatch(each -> each.getMethod().getType().getName().endsWith("ManagedCaller")), last.toString());
            assertEquals("Countersign", last.getEventType().getCategoryNames().get(0));
            Map<String, String> row = MissionControl.last(recording, "countersign.Signed");
            assertEquals("Signed", row.get("Event Type"));
            assertEquals("/a", row.get("Path"));
            assertTrue(row.get("Signing Time").matches("[0-9.,]+.[^0-9.,]?s"), row.toString());
            row = MissionControl.last(recording, "countersign.TokenFetched");
            assertEquals("Token Fetched", row.get("Event Type"));
            assertTrue(row.get("Lifetime").matches("1.h"), row.toString());
            RecordedEvent refused = read(recording, "Refused").get(0);
            assertEquals("refused-unavailable", refused.getString("outcome"));
            assertEquals("lost", refused.getString("credentials"));
            assertTrue(refused.getString("reason").contains("LOST"), refused.toString());
            RecordedEvent reloaded = read(recording, "PolicyReloaded").get(0);
            assertTrue(reloaded.getBoolean("successful"), reloaded.toString());

            Matcher url = Pattern.compile("metrics are at (\\S+)").matcher(a.errors());
            assertTrue(url.find(), a.errors());
            byte[] metrics = get(url.group(1));
            String text = new String(metrics, StandardCharsets.UTF_8);
            assertTrue(text.contains("\ncountersign_outcomes_total{outcome=\"refused-unavailable\"} " + requests + "\n"), text);
            assertTrue(text.contains("\ncountersign_policy_reloads_total 1\n"), text);
            assertTrue(text.contains("\ncountersign_token_remaining_seconds{credential=\"one\"} "), text);
            assertTrue(text.endsWith("\n# EOF\n"), text);
            String bean = a.call("READ " + BEAN);
            assertTrue(bean.contains("Reloads=1; "), bean);
            for (String form : List.of("--json", "--openmetrics")) {
                byte[] said = status(form);
                assertTrue(new String(said, StandardCharsets.UTF_8).contains(form.equals("--json") ? "\"lost\"" : "refused-unavailable"), form);
                assertNoSecret(said, "status " + form);
            }
            a.end();
            String written = Files.readString(audit);
            assertTrue(written.contains("\"event\":\"signed\",\"pid\":" + a.pid() + ","), written);
            assertTrue(written.contains("\"program\":\"io.countersign.it.probe.Probe\",\"caller\":\"io.countersign.it.probe.ManagedCaller\""), written);
            assertTrue(written.contains("\"event\":\"token-fetched\""), written);
            assertTrue(written.contains("\"event\":\"policy-in-force\""), written);
            assertNoSecret(Files.readAllBytes(audit), "audit log");
            assertNoSecret(Files.readAllBytes(recording), "recording");
            assertNoSecret(metrics, "metrics");
            assertNoSecret(bean.getBytes(StandardCharsets.UTF_8), "MBean");
            assertNoSecret(a.errors().getBytes(StandardCharsets.UTF_8), "log");
        }
    }

    @Test
    void recordingsThatTheApplicationBeginsHaveThemToo() throws Exception {
        Path recording = folder.resolve("recording.jfr");
        try (TokenServer tokens = new TokenServer("127.0.0.1")) {
            Application a = with(List.of(Application.agent(withTokens(tokens))));
            a.call("GET " + guarded.url("/before"));
            String begun = a.call("RECORD now");
            assumeTrue(!begun.contains("ClassNotFoundException"), "this Java runtime has no Flight Recorder");
            assertEquals("recording", begun);
            untilRecorded(guarded.url("/lost/x"));
            a.call("GET " + guarded.url("/first"));
            assertEquals("dumped", a.call("DUMP " + recording));
            assertEquals(List.of("/first"), paths(recording));
            a.call("GET " + guarded.url("/between"));
            // The recorder is known by now, and says at once that there is another.
            a.call("RECORD now");
            assertTrue(a.call("GET " + tokens.url("/token/a")).startsWith("200"), a.errors());
            Files.delete(recording);
            assertEquals("dumped", a.call("DUMP " + recording));
            assertEquals(List.of("/token/a"), paths(recording));
            RecordedEvent fetched = read(recording, "TokenFetched").get(0);
            assertTrue(fetched.getBoolean("successful"), fetched.toString());
            assertEquals("orders", fetched.getString("clientId"));
            assertEquals("127.0.0.1", fetched.getString("server"));
            assertTrue(fetched.getDuration("fetchingTime").toNanos() > 0, fetched.toString());
            assertTrue(fetched.getDuration("lifetime").toSeconds() > 0, fetched.toString());
            assertNoSecret(Files.readAllBytes(recording), "recording");
        }
    }

    @Test
    void timesAreMeasuredWithoutAPortSinceTheyWereAskedFor() throws Exception {
        Application a = with("");
        assertTrue(a.call("GET " + guarded.url("/a")).startsWith("200"), a.errors());
        String first = new String(status("--openmetrics"), StandardCharsets.UTF_8);
        assertTrue(first.contains("\ncountersign_signing_seconds_count 0\n"), first);
        assertTrue(a.call("GET " + guarded.url("/a")).startsWith("200"), a.errors());
        String second = new String(status("--openmetrics"), StandardCharsets.UTF_8);
        assertTrue(second.contains("\ncountersign_signing_seconds_bucket{le=\"+Inf\"} 1\ncountersign_signing_seconds_count 1\n"), second);
        assertTrue(second.contains("\ncountersign_token_fetch_seconds_count 0\n"), second);
    }

    @Test
    void theApplicationSetsUpLoggingAndManagementAsItLikes() throws Exception {
        Application a = with("", "-Djava.util.logging.manager=io.countersign.it.probe.OwnLogManager",
                "-Djavax.management.builder.initial=io.countersign.it.probe.OwnBuilder");
        assertTrue(a.call("GET " + guarded.url("/a")).startsWith("200"), a.errors());
        assertEquals("io.countersign.it.probe.OwnLogManager", a.call("LOG now"));
        assertEquals("true com.sun.jmx.mbeanserver.JmxMBeanServer [main]", a.call("BEANS " + BEAN), a.errors());
        assertTrue(a.call("READ " + BEAN).contains("PolicySource="), a.errors());
    }

    @Test
    void aProgramThatUsesNoneOfItLoadsNoneOfIt() throws Exception {
        Process process = new ProcessBuilder(Application.JAVA_HOME + "/bin/java", "-verbose:class", Application.agent(policy("")), "-cp",
                System.getProperty("countersign.it.probe"), Greeting.class.getName()).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        assertTrue(out.contains("io.countersign.engine.Engine "), out);
        TreeSet<String> loaded = new TreeSet<>();
        for (String line : out.split("\n")) {
            Stream.of("io.countersign.telemetry.", "javax.management.", "java.lang.management.", "java.util.logging.", "jdk.jfr.FlightRecorder")
                    .filter(line::contains).forEach(each -> loaded.add(line));
        }
        assertEquals(new TreeSet<>(), loaded);
    }

    @Test
    void aWrongSettingStopsTheJvm() throws Exception {
        for (String setting : List.of("countersign.audit=" + folder + "/none/audit.log", "countersign.metrics-port=x")) {
            Process process = new ProcessBuilder(Application.JAVA_HOME + "/bin/java", "-D" + setting, Application.agent(policy("")), "-cp",
                    System.getProperty("countersign.it.probe"), Greeting.class.getName()).redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(78, process.waitFor(), out);
            assertTrue(out.contains("countersign: error: " + setting.replaceFirst("=.*", "") + " is '"), out);
        }
    }
}
