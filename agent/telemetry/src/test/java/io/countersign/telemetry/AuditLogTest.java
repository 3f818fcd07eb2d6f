package io.countersign.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Fetch;
import io.countersign.text.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down of requests, and what becomes of the file. */
class AuditLogTest {
    @TempDir
    Path folder;

    private Fixture agent;
    private AuditLog audit;

    private void start(String size, String files, String... rules) throws Exception {
        agent = new Fixture(folder, rules);
        Properties properties = new Properties();
        properties.setProperty("sun.java.command", "com.acme.Main --password=" + Fixture.CANARY);
        audit = AuditLog.open(folder.resolve("audit.log").toString(), size, files, 4711, Collections.singletonMap("HOSTNAME", "web-1"), properties, agent.background);
        audit.listen("0.1.0", agent.engine, agent.reload, agent.background);
    }

    private List<JsonObject> written() throws IOException {
        audit.write();
        List<JsonObject> objects = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("audit.log"), StandardCharsets.UTF_8)) {
            assertFalse(line.contains(Fixture.CANARY), line);
            objects.add(JsonObject.read(line));
            assertNotNull(objects.get(objects.size() - 1), line);
        }
        return objects;
    }

    private static List<String> events(List<JsonObject> objects) {
        return objects.stream().map(each -> each.string("event")).collect(Collectors.toList());
    }

    @Test
    void aRequestIsOneObjectThatSaysWhoWhatAndWithWhatOutcome() throws Exception {
        start(null, null, "- {host: a.example, credentials: [key]}", "- {host: b.example, credentials: [none]}");
        agent.get("https://a.example/x/y?q=" + Fixture.CANARY);
        agent.millis += 1234;
        agent.get("https://b.example:8443/");
        agent.get("https://c.example/");
        List<JsonObject> all = written();
        assertEquals("[started, signed, refused-unavailable]", events(all).toString());
        JsonObject signed = all.get(1);
        assertEquals("2027-01-15T08:00:00.000Z", signed.string("time"));
        assertEquals(4711, signed.number("pid"));
        assertEquals("0707070707070707", signed.string("jvm"));
        assertEquals("web-1", signed.string("machine"));
        assertEquals("com.acme.Main", signed.string("program"));
        assertEquals(Thread.currentThread().getName(), signed.string("thread"));
        assertEquals("a.example", signed.string("rule"));
        assertEquals(folder.resolve("p.yaml") + ":7", signed.string("place"));
        assertEquals("[key]", signed.strings("credentials").toString());
        assertEquals("test", signed.string("client"));
        assertEquals("GET", signed.string("method"));
        assertEquals("https", signed.string("scheme"));
        assertEquals("a.example", signed.string("host"));
        assertEquals(443, signed.number("port"));
        assertEquals("/x/y", signed.string("path"));
        assertFalse(signed.has("why"));
        JsonObject refused = all.get(2);
        assertEquals("2027-01-15T08:00:01.234Z", refused.string("time"));
        assertEquals(8443, refused.number("port"));
        assertEquals("[none]", refused.strings("credentials").toString());
        assertEquals("${env:NONE}: environment variable NONE is not set", refused.string("why"));
    }

    @Test
    void policiesAndTokensAreWrittenDownToo() throws Exception {
        start(null, null, "- {host: a.example, credentials: [token]}");
        agent.get("https://a.example/");
        String first = agent.engine.policy().version();
        agent.write("- {host: a.example, credentials: [key]}");
        String second = agent.reload.now().policy.version();
        agent.write("- {hots: a.example, credentials: [key]}");
        agent.reload.now();
        agent.background.tell(Fetch.token(agent.millis, "orders", "idp.example", 0, "no answer", 2_000_000));
        agent.background.tell(Fetch.secret(agent.millis, "${vault:app/db}", 300_000, null, 3_000_000));
        List<JsonObject> all = written();
        assertEquals("[started, token-fetched, signed, policy-in-force, policy-refused, token-failed, secret-fetched]", events(all).toString());
        assertEquals("orders", all.get(1).string("client-id"));
        assertEquals("idp.example", all.get(1).string("host"));
        assertEquals(600, all.get(1).number("lifetime-s"));
        assertEquals(second, all.get(3).string("version"));
        assertEquals(first, all.get(3).string("before"));
        assertTrue(all.get(4).strings("mistakes").get(0).contains("p.yaml:7:"), all.get(4).strings("mistakes").toString());
        assertEquals(second, all.get(4).string("version"));
        assertEquals("no answer", all.get(5).string("why"));
        assertEquals("${vault:app/db}", all.get(6).string("secret"));
        assertEquals(3, all.get(6).number("took-ms"));
        assertEquals(300, all.get(6).number("lifetime-s"));
    }

    @Test
    void noTextOfARequestMakesALineOfItsOwn() throws Exception {
        String line = new String(new JsonLine().put("path", "/a\r\nb\u0085\u2028\u007f\u202e\"\\\ud800").bytes(), StandardCharsets.UTF_8);
        assertEquals("{\"path\":\"/a\\u000d\\u000ab\\u0085\\u2028\\u007f\\u202e\\\"\\\\\\ud800\"}\n", line);
        assertEquals("/a\r\nb\u0085\u2028\u007f\u202e\"\\\ud800", JsonObject.read(line).string("path"));
    }

    @Test
    void textIsCutWhereItIsLong() throws Exception {
        start(null, null, "- {host: a.example, credentials: [key]}");
        agent.get("https://a.example/" + String.join("", Collections.nCopies(5000, "x")));
        String path = written().get(1).string("path");
        assertEquals(1025, path.length());
        assertTrue(path.endsWith("x…"), path);
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsCounted() throws Exception {
        start(null, null, "- {host: a.example, credentials: [key]}");
        for (int i = 0; i < AuditLog.MOST + 41; i++) {
            agent.get("https://a.example/");
        }
        List<JsonObject> all = written();
        assertEquals(AuditLog.MOST + 1, all.size());
        assertEquals("dropped", all.get(AuditLog.MOST).string("event"));
        assertEquals(42, all.get(AuditLog.MOST).number("count"), "the start was one of them");
        agent.get("https://a.example/");
        assertEquals("signed", written().get(AuditLog.MOST + 1).string("event"));
    }

    @Test
    void aFileThatCannotBeWrittenAnyMoreIsSaidOnceAndWhatWasLostIsCounted() throws Exception {
        start(null, null, "- {host: a.example, credentials: [key]}");
        audit.write();
        Path file = folder.resolve("audit.log");
        Files.delete(file);
        Files.createDirectory(file);
        for (int i = 0; i < 3; i++) {
            assertNull(agent.get("https://a.example/"));
            audit.write();
        }
        String log = agent.log();
        assertEquals(2, log.split("cannot be written", -1).length, log);
        Files.delete(file);
        agent.get("https://a.example/");
        assertEquals("[signed, dropped]", events(written()).toString());
        assertEquals(3, written().get(1).number("count"));
        assertTrue(agent.log().contains("is written again"), agent.log());
    }

    /** One that takes some bytes, and then no more. */
    private static final class FullDisk implements SeekableByteChannel {
        private final SeekableByteChannel to;
        private final Throwable failure;
        private int room;

        FullDisk(SeekableByteChannel to, int room, Throwable failure) {
            this.to = to;
            this.room = room;
            this.failure = failure;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (room == 0) {
                if (failure instanceof Error) {
                    throw (Error) failure;
                }
                throw (IOException) failure;
            }
            byte[] some = new byte[Math.min(room, bytes.remaining())];
            bytes.get(some);
            room -= some.length;
            return to.write(ByteBuffer.wrap(some));
        }

        @Override
        public long size() throws IOException {
            return to.size();
        }

        @Override
        public void close() throws IOException {
            to.close();
        }

        @Override
        public boolean isOpen() {
            return to.isOpen();
        }

        @Override
        public int read(ByteBuffer bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel position(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }
    }

    /** In a disk that is full after so many bytes the first time that it is written to. */
    private void startFull(int room, Throwable failure) throws Exception {
        agent = new Fixture(folder, "- {host: a.example, credentials: [key]}");
        AuditFile file = new AuditFile(folder.resolve("audit.log"), 1 << 20, 2) {
            private boolean isFull = true;

            @Override
            SeekableByteChannel open() throws IOException {
                SeekableByteChannel out = super.open();
                FullDisk full = isFull ? new FullDisk(out, room, failure) : null;
                isFull = false;
                return full == null ? out : full;
            }
        };
        audit = new AuditLog(file, Program.of(4711, Collections.emptyMap(), new Properties(), agent), agent, agent.background.log);
        audit.listen("0.1.0", agent.engine, agent.reload, agent.background);
    }

    @Test
    void aLineThatWasCutShortByAFullDiskOrAKilledProcessSpoilsNoOther() throws Exception {
        startFull(450, new IOException("No space left on device"));
        for (int i = 0; i < 4; i++) {
            agent.get("https://a.example/" + i);
        }
        audit.write();
        String half = new String(Files.readAllBytes(folder.resolve("audit.log")), StandardCharsets.UTF_8);
        assertEquals(450, half.length());
        int whole = half.split("\n").length - 1;
        assertTrue(whole > 0 && whole < 5 && !half.endsWith("\n"), half);
        agent.get("https://a.example/next");
        audit.write();
        List<String> lines = Files.readAllLines(folder.resolve("audit.log"));
        assertNull(JsonObject.read(lines.remove(whole)));
        assertEquals(whole + 2, lines.size(), lines.toString());
        assertEquals("/next", JsonObject.read(lines.get(whole)).string("path"));
        assertEquals(5 - whole, JsonObject.read(lines.get(whole + 1)).number("count"), "the start and four requests");
    }

    @Test
    void theEndOfAJvmDoesNotWaitForAFileThatHasStalled() throws Exception {
        agent = new Fixture(folder, "- {host: a.example, credentials: [key]}");
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        AuditFile file = new AuditFile(folder.resolve("audit.log"), 1 << 20, 2) {
            @Override
            SeekableByteChannel open() throws IOException {
                stalled.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
                return super.open();
            }
        };
        audit = new AuditLog(file, Program.of(4711, Collections.emptyMap(), new Properties(), agent), agent, agent.background.log);
        audit.listen("0.1.0", agent.engine, agent.reload, agent.background);
        audit.beginWriting();
        stalled.await();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> audit.end(1));
        goesOn.countDown();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> audit.end(TimeUnit.MINUTES.toMillis(1)));
        assertEquals("started", JsonObject.read(Files.readAllLines(folder.resolve("audit.log")).get(0)).string("event"));
    }

    @Test
    void whatAnErrorKeepsFromBeingWrittenIsCounted() throws Exception {
        startFull(0, new OutOfMemoryError("as a test has it"));
        agent.get("https://a.example/1");
        assertThrows(OutOfMemoryError.class, audit::write);
        agent.get("https://a.example/2");
        List<JsonObject> all = written();
        assertEquals("[signed, dropped]", events(all).toString());
        assertEquals(2, all.get(1).number("count"), "the start and a request");
    }

    @Test
    void aLinkIsWrittenThroughAndItsFileKeepsItsModeAndName() throws Exception {
        Assumptions.assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "this file system has no modes");
        Path other = Files.createFile(folder.resolve("other"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        Files.createSymbolicLink(folder.resolve("audit.log"), other);
        start("1KB", "2", "- {host: a.example, credentials: [key]}");
        for (int i = 0; i < 20; i++) {
            agent.get("https://a.example/" + i);
        }
        assertEquals(21, written().size());
        assertTrue(Files.isSymbolicLink(folder.resolve("audit.log")));
        assertEquals(21, Files.readAllLines(other).size());
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(other)));
        assertFalse(Files.exists(folder.resolve("audit.log.1")));
    }

    @Test
    void aNamedPipeIsRefusedAndNotWaitedFor() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Paths.get("/usr/bin/mkfifo")), "this system has no mkfifo");
        assertEquals(0, new ProcessBuilder("/usr/bin/mkfifo", folder.resolve("audit.log").toString()).start().waitFor());
        String message = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThrows(IllegalArgumentException.class,
                () -> start(null, null, "- {host: a.example, credentials: [key]}"))).getMessage();
        assertTrue(message.contains("which cannot be written (java.io.IOException: it is neither a file nor a terminal nor this process's output)"), message);
    }

    @Test
    void aPipeWithoutANameIsWritten() throws Exception {
        Assumptions.assumeTrue(Files.exists(Paths.get("/proc/self/fd")), "this system shows no process's files");
        // Its input is a pipe, as /dev/stdout is in a container.
        Process cat = new ProcessBuilder("sh", "-c", "echo $$; exec cat").start();
        BufferedReader out = new BufferedReader(new InputStreamReader(cat.getInputStream(), StandardCharsets.UTF_8));
        String file = "/proc/" + out.readLine() + "/fd/0";
        agent = new Fixture(folder, "- {host: a.example, credentials: [key]}");
        audit = AuditLog.open(file, null, null, 4711, Collections.emptyMap(), new Properties(), agent.background);
        audit.listen("0.1.0", agent.engine, agent.reload, agent.background);
        audit.write();
        assertEquals("started", JsonObject.read(out.readLine()).string("event"));
        cat.getOutputStream().close();
        assertNull(out.readLine());
        assertEquals(0, cat.waitFor());
    }

    @Test
    void fullFilesAreKeptUnderNumbersAndTheOldestIsDropped() throws Exception {
        start("1KB", "3", "- {host: a.example, credentials: [key]}");
        for (int i = 0; i < 50; i++) {
            agent.get("https://a.example/" + i);
            if (i % 7 == 0) {
                audit.write();
            }
        }
        audit.write();
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(each -> each.getFileName().toString()).filter(each -> each.startsWith("audit")).sorted().collect(Collectors.toList());
        }
        assertEquals("[audit.log, audit.log.1, audit.log.2, audit.log.lock]", names.toString());
        int next = -1;
        for (String name : new String[] {"audit.log.2", "audit.log.1", "audit.log"}) {
            assertTrue(Files.size(folder.resolve(name)) <= 1024, name);
            for (String line : Files.readAllLines(folder.resolve(name))) {
                int number = Integer.parseInt(JsonObject.read(line).string("path").substring(1));
                assertTrue(next < 0 || number == next, name);
                next = number + 1;
            }
        }
        assertEquals(50, next);
    }

    @Test
    void oneFileAloneBeginsAnew() throws Exception {
        start("1KB", "1", "- {host: a.example, credentials: [key]}");
        for (int i = 0; i < 20; i++) {
            agent.get("https://a.example/" + i);
        }
        List<JsonObject> all = written();
        assertEquals("/19", all.get(all.size() - 1).string("path"));
        assertTrue(Files.size(folder.resolve("audit.log")) <= 1024);
        assertFalse(Files.exists(folder.resolve("audit.log.1")));
    }

    @Test
    void aFileThatCannotBeRenamedBecomesLongerWhichIsSaidOnceAndNothingIsLost() throws Exception {
        start("1KB", "3", "- {host: a.example, credentials: [key]}");
        Path inTheWay = Files.createDirectories(folder.resolve("audit.log.2/full")).getParent();
        Files.createFile(folder.resolve("audit.log.1"));
        for (int i = 0; i < 20; i++) {
            agent.get("https://a.example/" + i);
            if (i % 7 == 0) {
                audit.write();
            }
        }
        assertEquals(21, written().size());
        assertEquals(2, agent.log().split("is not renamed when it is full, and becomes larger than it may", -1).length, agent.log());
        Files.delete(inTheWay.resolve("full"));
        agent.get("https://a.example/20");
        assertEquals("[signed]", events(written()).toString());
        assertEquals(21, Files.readAllLines(folder.resolve("audit.log.1")).size());
    }

    @Test
    void whereRenamingFailsTimeAndAgainOlderFilesAreNotDropped() throws Exception {
        Path path = folder.resolve("audit.log");
        for (int i = 1; i < 5; i++) {
            Files.write(folder.resolve("audit.log." + i), Collections.singletonList("older " + i));
        }
        // As the system has it of a file that is mounted alone.
        AuditFile file = new AuditFile(path, 10, 5) {
            @Override
            void move(Path from, Path to) throws IOException {
                if (from.equals(path)) {
                    throw new FileSystemException(from.toString(), to.toString(), "Device or resource busy");
                }
                super.move(from, to);
            }
        };
        file.check();
        for (int i = 0; i < 10; i++) {
            file.write(Collections.singletonList("a line\n".getBytes(StandardCharsets.UTF_8)));
        }
        assertEquals(Collections.nCopies(10, "a line"), Files.readAllLines(path));
        assertTrue(file.whyLonger().endsWith("Device or resource busy"), file.whyLonger());
        assertFalse(Files.exists(folder.resolve("audit.log.1")));
        for (int i = 2; i < 5; i++) {
            assertEquals(Collections.singletonList("older " + (i - 1)), Files.readAllLines(folder.resolve("audit.log." + i)));
        }
    }

    @Test
    void onlyItsOwnerReadsIt() throws Exception {
        Assumptions.assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "this file system has no modes");
        Files.createFile(folder.resolve("audit.log"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        start("1KB", "2", "- {host: a.example, credentials: [key]}");
        for (int i = 0; i < 10; i++) {
            agent.get("https://a.example/" + i);
        }
        audit.write();
        for (String name : new String[] {"audit.log", "audit.log.1"}) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))));
        }
    }

    @Test
    void aFileThatWasMovedAwayIsMadeAnew() throws Exception {
        start(null, null, "- {host: a.example, credentials: [key]}");
        audit.write();
        Files.move(folder.resolve("audit.log"), folder.resolve("elsewhere"));
        agent.get("https://a.example/");
        assertEquals("[signed]", events(written()).toString());
    }

    @Test
    void aWrongSettingSaysWhatItIsAndWhatItMayBe() throws Exception {
        agent = new Fixture(folder, "- {host: a.example, credentials: [key]}");
        String[][] wrong = {{folder + "/none/audit.log", null, null, "countersign.audit is '" + folder + "/none/audit.log', which cannot be written"},
            {folder + "/a", "10", null, "countersign.audit-size is '10'; it is a number with KB, MB or GB, as in 10MB"},
            {folder + "/a", "0MB", null, "countersign.audit-size is '0MB'; it is"}, {folder + "/a", "xMB", null, "countersign.audit-size is 'xMB'; it is"},
            {folder + "/a", null, "0", "countersign.audit-files is '0'; it is a number from 1 to 1000"},
            {folder + "/a", null, "five", "countersign.audit-files is 'five'; it is"}};
        for (String[] each : wrong) {
            String message = assertThrows(IllegalArgumentException.class, () -> AuditLog.open(each[0], each[1], each[2], 1, Collections.emptyMap(),
                    new Properties(), agent.background)).getMessage();
            assertTrue(message.startsWith(each[3]), Arrays.toString(each) + message);
        }
    }

    @Test
    void theNameOfTheFileMayHoldTheProcess() throws Exception {
        agent = new Fixture(folder, "- {host: a.example, credentials: [key]}");
        AuditLog.open(folder + "/audit-%p.log", null, null, 4711, Collections.emptyMap(), new Properties(), agent.background);
        assertTrue(Files.exists(folder.resolve("audit-4711.log")));
        AuditLog.open(folder + "/audit-%p.log", null, null, -1, Collections.emptyMap(), new Properties(), agent.background);
        assertTrue(Files.exists(folder.resolve("audit-0707070707070707.log")));
        AuditLog.open(folder + "/%h-%p.log", null, null, 1, Collections.singletonMap("HOSTNAME", "web-1"), new Properties(), agent.background);
        assertTrue(Files.exists(folder.resolve("web-1-1.log")));
        AuditLog.open(folder + "/%h-%p.log", null, null, 1, Collections.emptyMap(), new Properties(), agent.background);
        assertTrue(Files.exists(folder.resolve("0707070707070707-1.log")));
    }

    /** A process that writes to a file when it is told so, and ends with its input. */
    public static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            AuditFile file = file(Paths.get(arguments[0]));
            file.check();
            System.out.println("there");
            while (System.in.read() >= 0) {
                lines(file, "other");
                System.out.println("written");
            }
        }

        static AuditFile file(Path path) {
            return new AuditFile(path, 1000, 500);
        }

        static void lines(AuditFile file, String whose) throws IOException {
            for (int i = 0; i < 200; i++) {
                byte[] line = (whose + " " + i + "\n").getBytes(StandardCharsets.UTF_8);
                file.write(Arrays.asList(line, line, line, line, line));
            }
        }
    }

    @Test
    void severalProcessesMayWriteToOneFile() throws Exception {
        Path path = folder.resolve("audit.log");
        Process other = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                Other.class.getName(), path.toString()).redirectError(folder.resolve("errors").toFile()).start();
        BufferedReader said = new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
        assertEquals("there", said.readLine());
        AuditFile file = Other.file(path);
        file.check();
        file.write(Collections.singletonList(new byte[2000]));
        file.write(Collections.singletonList("\n".getBytes(StandardCharsets.UTF_8)));
        assertFalse(Files.exists(folder.resolve("audit.log.1")), "it is the other's to rename");
        assertNull(file.whyLonger());
        Files.delete(path);

        OutputStream tell = other.getOutputStream();
        tell.write('\n');
        tell.flush();
        Other.lines(file, "this");
        assertEquals("written", said.readLine());
        Map<String, Integer> lines = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.filter(one -> one.getFileName().toString().matches("audit\\.log(\\.[0-9]+)?")).collect(Collectors.toList())) {
                Files.readAllLines(each).forEach(line -> lines.merge(line, 1, Integer::sum));
            }
        }
        assertEquals(Collections.singleton(5), new HashSet<>(lines.values()), lines.toString());
        assertEquals(400, lines.size());

        tell.close();
        assertEquals(0, other.waitFor());
        file.write(Collections.singletonList(new byte[2000]));
        file.write(Collections.singletonList("next\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals(Collections.singletonList("next"), Files.readAllLines(path), "it is this one's to rename now");
    }

    @Test
    void whereThereIsNoLockNothingIsRenamedWhichIsSaidAtTheStart() throws Exception {
        // In the way of it, for root too.
        Files.createDirectory(folder.resolve("audit.log.lock"));
        start("1KB", "3", "- {host: a.example, credentials: [key]}");
        String log = agent.log();
        assertTrue(log.contains("warn: the audit log " + folder.resolve("audit.log") + " is not renamed when it is full, and becomes larger than it may ("), log);
        for (int i = 0; i < 20; i++) {
            agent.get("https://a.example/" + i);
            audit.write();
        }
        assertEquals(21, written().size());
        assertEquals(log, agent.log(), "it is said once");
    }
}
