package io.countersign.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.engine.Engine;
import io.countersign.log.Log;
import io.countersign.policy.Policy;
import io.countersign.request.FixedMoments;
import io.countersign.request.Moments;
import io.countersign.request.TestRequest;
import io.countersign.text.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is noted of requests, and what never is. */
class DiscoveryTest {
    private static final String CANARY = "canary-0d5f";

    @TempDir
    Path folder;

    private final FixedMoments moments = new FixedMoments(1_800_000_000_000L);
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private Discovery discovery(Path record) throws IOException {
        return new Discovery(record, 42, moments, new Log(Log.Level.DEBUG, new PrintStream(log, true)));
    }

    private static List<String> sorted(Path record) throws IOException {
        List<String> lines = Files.readAllLines(record);
        Collections.sort(lines);
        return lines;
    }

    private static List<String> sends(TestRequest request) {
        return SentCredentials.of(request);
    }

    @Test
    void eachKindOfRequestIsOneLineWithItsCount() throws Exception {
        Path record = folder.resolve("record.jsonl");
        Discovery discovery = discovery(record);
        Engine engine = new Engine(Policy.none(), moments);
        engine.show(discovery);
        for (int i = 0; i < 3; i++) {
            assertNull(engine.sign(new TestRequest("GET", "https://a.example/" + i).with("Authorization", "Basic " + CANARY)));
            moments.millis += 60_000;
        }
        engine.sign(new TestRequest("POST", "http://b.example:8080/"));
        discovery.write();
        String caller = "\"caller\":\"" + caller() + "\"";
        assertEquals(2, sorted(record).size());
        assertEquals("{\"client\":\"test\",\"method\":\"GET\",\"scheme\":\"https\",\"host\":\"a.example\",\"port\":443," + caller
                + ",\"sends\":[\"Authorization: Basic\"],\"count\":3,\"first\":\"2027-01-15T08:00:00Z\",\"last\":\"2027-01-15T08:02:00Z\"}", sorted(record).get(0));
        assertEquals("{\"client\":\"test\",\"method\":\"POST\",\"scheme\":\"http\",\"host\":\"b.example\",\"port\":8080," + caller
                + ",\"sends\":[],\"count\":1,\"first\":\"2027-01-15T08:03:00Z\",\"last\":\"2027-01-15T08:03:00Z\"}", sorted(record).get(1));
    }

    /** The agent's own packages are passed over, and these tests are among them. */
    private static String caller() {
        return Stream.of(new Throwable().getStackTrace()).map(StackTraceElement::getClassName)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.") && !name.startsWith("io.countersign."))
                .findFirst().get();
    }

    @Test
    void credentialsAreToldByNameAndSchemeAndNeverByValue() {
        assertEquals("[Authorization: Basic]", sends(new TestRequest("GET", "https://a/").with("Authorization", "Basic " + CANARY)).toString());
        assertEquals("[Authorization: AWS4-HMAC-SHA256]", sends(new TestRequest("GET", "https://a/").with("Authorization", "AWS4-HMAC-SHA256 Credential=x")).toString());
        // One that has no scheme, or one that nobody knows, may begin with the secret.
        assertEquals("[Authorization]", sends(new TestRequest("GET", "https://a/").with("Authorization", CANARY)).toString());
        assertEquals("[Authorization]", sends(new TestRequest("GET", "https://a/").with("Authorization", CANARY + " x")).toString());
        assertEquals("[X-API-Key, X-Auth-Token, Cookie, X-Hub-Signature-256, ?api_key, ?sig]", sends(new TestRequest("GET", "https://a/?api_key=" + CANARY
                + "&page=2&sig=x&" + CANARY + "&=" + CANARY).with("X-API-Key", CANARY).with("Accept", "*/*").with("X-Auth-Token", CANARY)
                .with("Cookie", CANARY).with("X-Hub-Signature-256", CANARY).with("X-API-Key", "twice").with("Author", "me")).toString());
    }

    @Test
    void aRecordIsContinued() throws Exception {
        Path record = folder.resolve("record.jsonl");
        for (int run = 1; run <= 2; run++) {
            Discovery discovery = discovery(record);
            discovery.seen(new TestRequest("GET", "https://a.example/"));
            discovery.write();
        }
        assertEquals(1, sorted(record).size(), sorted(record).toString());
        assertTrue(sorted(record).get(0).contains("\"count\":2"), sorted(record).toString());
    }

    @Test
    void itIsWrittenNowAndThenAndOnlyIfThereIsNews() throws Exception {
        Path record = folder.resolve("record.jsonl");
        Discovery discovery = discovery(record);
        discovery.seen(new TestRequest("GET", "https://a.example/"));
        for (int i = 0; i < 10; i++) {
            assertEquals(0, Files.size(record));
            discovery.poll();
        }
        assertTrue(Files.size(record) > 0);
        Files.delete(record);
        for (int i = 0; i < 20; i++) {
            discovery.poll();
        }
        assertFalse(Files.exists(record));
    }

    /** Whoever writes while a request is being noted: here each time that the request's own time is looked at. */
    @Test
    void aRequestThatIsNotedWhileTheRecordIsWrittenIsInTheNext() throws Exception {
        Path record = folder.resolve("record.jsonl");
        Discovery[] discovery = new Discovery[1];
        Moments writing = new Moments() {
            @Override
            public long millis() {
                if (discovery[0] != null) {
                    discovery[0].write();
                }
                return moments.millis();
            }

            @Override
            public long nanos() {
                return moments.nanos();
            }

            @Override
            public void random(byte[] bytes) {
                moments.random(bytes);
            }
        };
        discovery[0] = new Discovery(record, 42, writing, new Log(Log.Level.DEBUG, new PrintStream(log, true)));
        discovery[0].seen(new TestRequest("GET", "https://a.example/"));
        discovery[0].write();
        assertEquals(1, sorted(record).size(), "the last request of a program");
    }

    @Test
    void inAFolderEachProcessHasItsOwnFile() throws Exception {
        Discovery discovery = discovery(folder);
        discovery.seen(new TestRequest("GET", "https://a.example/"));
        discovery.write();
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals("[countersign-42-1800000000000.jsonl]", files.map(file -> file.getFileName().toString()).collect(Collectors.toList()).toString());
        }
    }

    @Test
    void whereItCannotBeWrittenItDoesNotStart() {
        assertThrows(IOException.class, () -> discovery(folder.resolve("none/record.jsonl")));
    }

    @Test
    void whereNoOtherFileCanTakeItsPlaceItDoesNotStartEither() throws Exception {
        Path record = Files.createFile(folder.resolve("record.jsonl"));
        // In the way of what is written, for root too.
        Files.createDirectories(folder.resolve("record.jsonl.next/full"));
        assertThrows(IOException.class, () -> discovery(record));
    }

    @Test
    void aFileThatIsNoRecordIsRefusedAndStaysAsItIs() throws Exception {
        for (String text : new String[] {"version: 1\nrules: []\n", "{}\n", "\n", "{\"client\":\"c\"}", "\u0000\u0001"}) {
            Path policy = Files.write(folder.resolve("policy.yaml"), text.getBytes(StandardCharsets.UTF_8));
            String message = assertThrows(IOException.class, () -> discovery(policy), text).getMessage();
            assertTrue(message.startsWith("it is a file with something else in it"), message);
            assertEquals(text, new String(Files.readAllBytes(policy), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aRecordWithALineThatIsNoneStaysAsItIsWhichIsSaidOnce() throws Exception {
        Path record = folder.resolve("record.jsonl");
        Discovery discovery = discovery(record);
        discovery.seen(new TestRequest("GET", "https://a.example/"));
        discovery.write();
        Files.write(record, "not a line\n".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        String before = new String(Files.readAllBytes(record), StandardCharsets.UTF_8);
        Discovery second = discovery(record);
        second.seen(new TestRequest("GET", "https://a.example/"));
        second.write();
        second.write();
        assertEquals(before, new String(Files.readAllBytes(record), StandardCharsets.UTF_8));
        assertEquals(2, log.toString().split("its line 2 is no line of a record", -1).length, log.toString());
        // Put right, it is added to, and nothing is counted twice.
        Files.write(record, before.replace("not a line\n", "").getBytes(StandardCharsets.UTF_8));
        second.write();
        assertTrue(sorted(record).get(0).contains("\"count\":2"), sorted(record).toString());
    }

    @Test
    void noLinkIsFollowedToWhatIsWritten() throws Exception {
        Path other = Files.write(folder.resolve("other"), new byte[] {'x'});
        try {
            Files.createSymbolicLink(folder.resolve("record.jsonl.next"), other);
        } catch (UnsupportedOperationException | IOException e) {
            Assumptions.abort("this file system has no links for this user");
        }
        Discovery discovery = discovery(folder.resolve("record.jsonl"));
        discovery.seen(new TestRequest("GET", "https://a.example/"));
        discovery.write();
        assertEquals(1, Files.size(other));
        assertFalse(Files.isSymbolicLink(folder.resolve("record.jsonl")));
        assertEquals(1, sorted(folder.resolve("record.jsonl")).size());
    }

    @Test
    void itIsAskedForItsStatusAndForNothingElse() throws Exception {
        Path record = folder.resolve("record.jsonl");
        Discovery discovery = discovery(record);
        discovery.seen(new TestRequest("GET", "https://a.example/"));
        assertEquals("Countersign 0.1.0 signs nothing, and notes requests in " + record + ": 1 kinds so far\n", discovery.answer("status", "0.1.0", 42));
        JsonObject json = JsonObject.read(discovery.answer("status json", "0.1.0", 42));
        assertEquals(record.toString(), json.string("record"));
        assertEquals(1, json.number("kinds"));
        assertNull(discovery.answer("status openmetrics", "0.1.0", 42), "a collector of metrics takes no prose");
    }

    @Test
    void itDoesNotGrowWithoutEnd() throws Exception {
        Path record = folder.resolve("record.jsonl");
        Discovery discovery = discovery(record);
        for (int i = 0; i < 10_500; i++) {
            discovery.seen(new TestRequest("GET", "https://h" + i + ".example/"));
        }
        discovery.write();
        assertEquals(10_001, Files.readAllLines(record).size());
        String text = new String(Files.readAllBytes(record), StandardCharsets.UTF_8);
        assertTrue(text.contains("\"host\":\"\u2026\",\"port\":0,\"sends\":[],\"count\":500"), "the others are counted");
    }

    @Test
    void severalJvmsMayBeginOneRecordAtOnce() throws Exception {
        Path record = folder.resolve("record.jsonl");
        ExecutorService jvms = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> begun = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                begun.add(jvms.submit(() -> new Discovery(record, 42, moments, new Log(Log.Level.DEBUG, new PrintStream(log, true)))));
            }
            for (Future<?> each : begun) {
                each.get();
            }
        } finally {
            jvms.shutdownNow();
        }
        assertTrue(Files.exists(record));
    }
}
