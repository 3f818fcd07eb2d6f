package io.countersign.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.request.CredentialUnavailable;
import io.countersign.log.Log;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path dir;

    private final Map<String, String> env = new HashMap<>();
    private final Properties sys = new Properties();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private long nanos = Long.MAX_VALUE - 5; // wraps, as nanoTime may
    private final Secrets secrets = new Secrets(env, sys, new Log(Log.Level.DEBUG, stream()), () -> nanos, 500_000_000L);

    private PrintStream stream() {
        try {
            return new PrintStream(lines, true, "UTF-8");
        } catch (java.io.UnsupportedEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private String log() throws Exception {
        return lines.toString("UTF-8");
    }

    private int count(String part) throws Exception {
        return log().split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    private Path write(String name, String text) throws Exception {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private String failure(Secret secret) {
        return assertThrows(CredentialUnavailable.class, secret::value).getMessage();
    }

    private String wrong(String reference) {
        return assertThrows(IllegalArgumentException.class, () -> secrets.resolve(reference, dir), reference).getMessage();
    }

    private void has(String message, String part) {
        assertTrue(message.contains(part), message);
    }

    @Test
    void environmentAndProperties() throws Exception {
        env.put("A", "a");
        env.put("EMPTY", "");
        assertEquals("a", secrets.resolve("${env:A}", dir).value().text());
        assertSame(secrets.resolve("${env:A}", dir), secrets.resolve("${env:A}", dir));
        has(failure(secrets.resolve("${env:NONE}", dir)), "environment variable NONE is not set");
        has(failure(secrets.resolve("${env:EMPTY}", dir)), "is empty");
        Secret late = secrets.resolve("${sys:late}", dir);
        has(failure(late), "system property late is not set");
        sys.setProperty("late", "");
        has(failure(late), "is empty");
        sys.setProperty("late", "l");
        assertEquals("l", late.value().text());
        assertSame(late.value(), late.value());
        assertEquals("", log(), "who resolves a secret says what is missing");
    }

    @Test
    void literalIsNeverShown() throws Exception {
        Secret secret = secrets.resolve("${literal:a}b${c}", dir);
        assertEquals("a}b${c", secret.value().text());
        assertEquals("${literal:…}", secret.toString());
        assertEquals("***", secret.value().toString());
        has(failure(secrets.resolve("${literal:}", dir)), "is empty");
        for (String bad : new String[] {"${literal:hunter2", "${literal:x}hunter2", "${literl:hunter2}", "hunter2",
            "${hunter2}", "${hunter2:x}", "${env:A:-hunter2}", "${exec:hunter2}", "${env:hunter2=}"}) {
            assertFalse(wrong(bad).contains("hunter2"), bad);
        }
        assertFalse(log().contains("hunter2"));
    }

    @Test
    void toStringLeaksNothing() throws Exception {
        write("key", "hunter2");
        env.put("A", "hunter2");
        sys.setProperty("a", "hunter2");
        for (String each : new String[] {"${file:key}", "${env:A}", "${sys:a}"}) {
            Secret secret = secrets.resolve(each, dir);
            assertEquals("hunter2", secret.value().text());
            assertEquals(each, secret.toString());
        }
        write("key", "hunter2-next");
        secrets.poll();
        assertFalse(log().contains("hunter2"));
    }

    @Test
    void malformed() {
        has(wrong("plain"), "not a reference");
        has(wrong(""), "not a reference");
        has(wrong("x${env:A}"), "not a reference");
        has(wrong("${env:A"), "ends with '}'");
        has(wrong("${env:A} "), "nothing may follow");
        has(wrong("${}"), "needs a scheme");
        has(wrong("${TOKEN}"), "did you mean ${env:NAME}");
        has(wrong("${/run/key}"), "did you mean ${file:PATH}");
        has(wrong("${env}"), "must be ${env:NAME}");
        has(wrong("${env:}"), "names nothing");
        has(wrong("${file:}"), "must be ${file:PATH}");
        has(wrong("${env: A}"), "blanks");
        has(wrong("${file:a }"), "blanks");
        has(wrong("${env:A:-b}"), "no default");
        has(wrong("${sys:a:-b}"), "no default");
        has(wrong("${env:A}${env:B}"), "one reference");
        has(wrong("${file:${env:HOME}/x}"), "one reference");
        has(wrong("${env:A=B}"), "cannot be in the name");
        has(wrong("${sys:a b}"), "cannot be in the name");
        has(wrong("${file:a\0b}"), "cannot be in the path");
        has(wrong("${:A}"), "unknown scheme");
        has(wrong("${evn:A}"), "unknown scheme 'evn': did you mean ${env:NAME}?");
        has(wrong("${ENV:A}"), "did you mean ${env:NAME}?");
        has(wrong("${ env:A}"), "did you mean ${env:NAME}?");
        has(wrong("${environment:A}"), "did you mean ${env:NAME}?");
        has(wrong("${FILE:a}"), "did you mean ${file:PATH}?");
        has(wrong("${C:\\key}"), "did you mean ${file:PATH}?");
        has(wrong("${system:a}"), "did you mean ${sys:NAME}?");
        has(wrong("${litteral:a}"), "did you mean ${literal:TEXT}?");
        has(wrong("${etcd:a}"), "must be ${env:NAME}, ${sys:NAME}, ${file:PATH}, ${keystore:PATH#ALIAS?password=env:NAME},"
                + " ${exec:COMMAND ARG…}, ${vault:PATH#FIELD}, ${aws-sm:NAME} or ${literal:TEXT}");
        has(wrong("${aws:a}"), "did you mean ${aws-sm:NAME}?");
        has(wrong("${valt:a}"), "did you mean ${vault:PATH#FIELD}?");
        has(wrong("${vault:a b#c}"), "cannot be in the path: it must be ${vault:PATH#FIELD}");
        has(wrong("${exec:a\nb}"), "cannot be in the command");
        has(wrong("${exec:a}"), "${exec:…} is not to be had here");
    }

    @Test
    void isReference() {
        assertTrue(Secrets.isReference("${"));
        assertTrue(Secrets.isReference("${env:A}"));
        assertFalse(Secrets.isReference("$env"));
        assertFalse(Secrets.isReference(" ${env:A}"));
        assertFalse(Secrets.isReference(null));
    }

    @Test
    void oneTrailingNewlineIsDropped() throws Exception {
        String[][] cases = {{"a", "a"}, {"a\n", "a"}, {"a\r\n", "a"}, {"a\n\n", "a\n"}, {"a\r", "a\r"}, {" a ", " a "},
            {"a\nb\n", "a\nb"}, {"ü€😀\n", "ü€😀"}};
        for (int i = 0; i < cases.length; i++) {
            write("f" + i, cases[i][0]);
            assertEquals(cases[i][1], secrets.resolve("${file:f" + i + "}", dir).value().text());
        }
    }

    @Test
    void sameFileIsShared() throws Exception {
        write("a}b", "1");
        write("other/a}b", "2");
        Secret one = secrets.resolve("${file:a}b}", dir);
        assertSame(one, secrets.resolve("${file:a}b}", dir));
        assertEquals("1", one.value().text());
        assertEquals("2", secrets.resolve("${file:a}b}", dir.resolve("other")).value().text());
        assertEquals("1", secrets.resolve("${file:" + dir.resolve("a}b") + "}", dir.resolve("other")).value().text());
    }

    @Test
    void badFilesHaveTheirReason() throws Exception {
        Files.createDirectory(dir.resolve("folder"));
        has(failure(secrets.resolve("${file:folder}", dir)), dir.resolve("folder") + " is a directory");
        for (String empty : new String[] {"", "\n", "\r\n"}) {
            write("empty" + empty.length(), empty);
            has(failure(secrets.resolve("${file:empty" + empty.length() + "}", dir)), "is empty");
        }
        Files.write(dir.resolve("latin"), new byte[] {'a', (byte) 0xe4, 'b'});
        has(failure(secrets.resolve("${file:latin}", dir)), "is not text in UTF-8");
        Files.write(dir.resolve("surrogate"), new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
        has(failure(secrets.resolve("${file:surrogate}", dir)), "is not text in UTF-8");
        byte[] big = new byte[WatchedFile.LIMIT + 1];
        Arrays.fill(big, (byte) 'x');
        Files.write(dir.resolve("big"), big);
        has(failure(secrets.resolve("${file:big}", dir)), "is larger than 1 MiB");
        Files.write(dir.resolve("fits"), Arrays.copyOf(big, WatchedFile.LIMIT));
        assertEquals(WatchedFile.LIMIT, secrets.resolve("${file:fits}", dir).value().text().length());
        has(failure(secrets.resolve("${file:none}", dir)), "${file:none}: " + dir.resolve("none") + " is not there");
        has(failure(secrets.resolve("${file:latin/x}", dir)), "cannot be read");
        Files.createSymbolicLink(dir.resolve("dangling"), dir.resolve("nowhere"));
        has(failure(secrets.resolve("${file:dangling}", dir)), "is a link to a file that is not there");
    }

    @Test
    void missingThenAppears() throws Exception {
        Secret secret = secrets.resolve("${file:late}", dir);
        secrets.poll();
        secrets.poll();
        failure(secret);
        assertEquals(0, count("warn"), "who resolves a secret says what is missing");
        write("late", "x\n");
        failure(secret); // value() itself never reads
        secrets.poll();
        assertEquals("x", secret.value().text());
        assertEquals(1, count("countersign: info: ${file:late}: " + dir.resolve("late") + " is well again"));
    }

    @Test
    void failureKeepsTheLastGoodValue() throws Exception {
        Path file = write("key", "one");
        Secret secret = secrets.resolve("${file:key}", dir);
        Secret.Value good = secret.value();
        Files.delete(file);
        for (int i = 0; i < 3; i++) {
            secrets.poll();
            assertSame(good, secret.value());
        }
        assertEquals(1, count("is not there; the value of before stays in use"));
        // Reasons that take turns are told once each.
        for (int i = 0; i < 3; i++) {
            write("key", "");
            secrets.poll();
            Files.delete(file);
            secrets.poll();
        }
        assertSame(good, secret.value());
        assertEquals(2, count("warn"));
        write("key", "one\n");
        secrets.poll();
        assertSame(good, secret.value());
        assertEquals(1, count("info"));
        Files.delete(file);
        secrets.poll();
        assertEquals(3, count("warn"));
    }

    @Test
    void kubernetesSwap() throws Exception {
        write("v1/key", "one");
        write("v2/key", "two");
        FileTime same = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(dir.resolve("v1/key"), same);
        Files.setLastModifiedTime(dir.resolve("v2/key"), same);
        Files.createSymbolicLink(dir.resolve("..data"), dir.getFileSystem().getPath("v1"));
        Files.createSymbolicLink(dir.resolve("key"), dir.getFileSystem().getPath("..data/key"));
        Secret secret = secrets.resolve("${file:key}", dir);
        assertEquals("one", secret.value().text());
        settle();
        // Same length, same time: only the file's key tells them apart.
        Files.createSymbolicLink(dir.resolve("..tmp"), dir.getFileSystem().getPath("v2"));
        Files.move(dir.resolve("..tmp"), dir.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        secrets.poll();
        assertEquals("two", secret.value().text());
    }

    @Test
    void coarseTimestampsAreNotBelievedAtOnce() throws Exception {
        Path file = write("key", "one");
        FileTime time = Files.getLastModifiedTime(file);
        Secret secret = secrets.resolve("${file:key}", dir);
        write("key", "two");
        Files.setLastModifiedTime(file, time);
        nanos += 1_900_000_000L;
        secrets.poll();
        assertEquals("two", secret.value().text());
        settle();
        Secret.Value two = secret.value();
        // Proof that a settled file is not read again: nothing that can be seen has changed.
        write("key", "six");
        Files.setLastModifiedTime(file, time);
        secrets.poll();
        assertSame(two, secret.value());
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1000));
        secrets.poll();
        assertEquals("six", secret.value().text());
    }

    @Test
    void sameTextKeepsTheValue() throws Exception {
        Path file = write("key", "one");
        Secret secret = secrets.resolve("${file:key}", dir);
        Secret.Value value = secret.value();
        Files.delete(file);
        write("key", "one\r\n");
        secrets.poll();
        assertSame(value, secret.value());
        write("key", "three");
        secrets.poll();
        assertEquals("three", secret.value().text());
    }

    @Test
    void threadOnlyForFiles() throws Exception {
        env.put("A", "a");
        secrets.resolve("${env:A}", dir);
        secrets.watch();
        assertNull(secrets.thread());
        write("key", "one");
        secrets.resolve("${file:key}", dir);
        Thread thread = secrets.thread();
        assertNotNull(thread);
        assertEquals("countersign-secrets", thread.getName());
        assertTrue(thread.isDaemon());
        assertNull(thread.getContextClassLoader());
        secrets.watch();
        assertSame(thread, secrets.thread());
        secrets.close();
        thread.join(10_000);
        assertFalse(thread.isAlive());
    }

    @Test
    void threadSurvivesInterruptsAndSeesChanges() throws Exception {
        write("key", "one");
        try (Secrets quick = new Secrets(env, sys, new Log(Log.Level.ERROR, stream()), System::nanoTime, 1_000_000L)) {
            Secret secret = quick.resolve("${file:key}", dir);
            assertNull(quick.thread());
            quick.watch();
            quick.thread().interrupt();
            write("key", "two");
            long end = System.nanoTime() + 10_000_000_000L;
            while (!secret.value().text().equals("two") && System.nanoTime() - end < 0) {
                Thread.yield();
            }
            assertEquals("two", secret.value().text());
        }
    }

    @Test
    void aLookThatHangsHoldsUpNoneThatWaitsForNothing() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(3);
        CountDownLatch ends = new CountDownLatch(1);
        Watched file = () -> {
            hangs.countDown();
            try {
                ends.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Watched store = new Watched() {
            @Override
            public boolean isPrompt() {
                return true;
            }

            @Override
            public void poll() {
                if (hangs.getCount() == 0) {
                    looked.countDown();
                }
            }
        };
        try (Secrets quick = new Secrets(env, sys, new Log(Log.Level.ERROR, stream()), System::nanoTime, 1_000_000L)) {
            quick.inForce(Arrays.asList(file, store));
            quick.watch(store);
            quick.watch();
            assertTrue(looked.await(10, TimeUnit.SECONDS));
        } finally {
            ends.countDown();
        }
    }

    @Test
    void logLines() throws Exception {
        Log log = new Log(Log.Level.WARN, stream());
        log.error("a\nb");
        log.warn("c");
        log.info("d");
        log.debug("e");
        assertFalse(log.debug());
        String n = System.lineSeparator();
        assertEquals("countersign: error: a b" + n + "countersign: warn: c" + n, log());
        assertEquals(Log.Level.DEBUG, Log.level("Debug", "x"));
        String message = assertThrows(IllegalArgumentException.class, () -> Log.level("loud", "x")).getMessage();
        assertEquals("x is 'loud', must be one of error, warn, info, debug", message);
    }

    private void settle() {
        for (int i = 0; i < 5; i++) {
            nanos += 500_000_000L;
            secrets.poll();
        }
    }

    @Test
    void whoAsksAgainIsToldWhetherAFileHasChangedWithinTheMinute() throws Exception {
        env.put("A", "a");
        assertFalse(secrets.resolve("${env:A}", dir).canChange());
        assertFalse(secrets.resolve("${env:A}", dir).refresh());
        write("key", "one");
        Secret secret = secrets.resolve("${file:key}", dir);
        assertTrue(secret.canChange());
        assertFalse(secret.refresh());
        write("key", "another");
        assertTrue(secret.refresh());
        assertEquals("another", secret.value().text());
        nanos += 59_000_000_000L;
        assertTrue(secret.refresh(), "what was made of it before may still be under way");
        nanos += 2_000_000_000L;
        assertFalse(secret.refresh());
    }
}
