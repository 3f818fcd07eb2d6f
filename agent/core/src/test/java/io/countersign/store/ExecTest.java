package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.secret.Secret;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With real commands, of any POSIX system. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are those of POSIX")
class ExecTest extends StoresFixture {
    private Path script(String name, String... lines) throws Exception {
        Path file = Files.write(dir.resolve(name), ("#!/bin/sh\n" + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '§', delimiter = '|', value = {
        "pass show db|pass,show,db",
        "a  b\tc|a,b,c",
        "a 'b c' \"d e\"|a,b c,d e",
        "a 'it''s' b\\ c|a,its,b c",
        "a '' \"\"|a,,",
        "a \"\\\"\\\\\\n\" '\\'|a,\"\\\\n,\\",
        "a x\"y\"'z'|a,xyz",
        "a $HOME `b` *|a,$HOME,`b`,*"})
    void wordsAreQuotedAsInAShellAndNothingElseOfIt(String line, String words) {
        assertEquals(Arrays.asList(words.split(",", -1)), ShellWords.of(line));
    }

    @Test
    void whatIsNoCommandIsAMistake() {
        has(wrong("${exec:a 'hunter2}"), "a quote (') that is not closed");
        has(wrong("${exec:a \"hunter2}"), "a quote (\") that is not closed");
        has(wrong("${exec:hunter2 \\}"), "a backslash at the end");
        has(wrong("${exec:''}"), "no command");
        has(wrong("${exec:}"), "it must be ${exec:COMMAND ARG…}");
    }

    @Test
    void aCommandIsFoundOnThePathAndItsLastLineBreakDropped() throws Exception {
        Secret secret = got("${exec:printf '%s\\n' 'it is' hunter2}");
        assertEquals("it is\nhunter2", secret.value().text());
        assertEquals("${exec:printf …}", secret.toString());
    }

    @Test
    void aPathBeginsAtThePolicysFolderAndHasTheEnvironmentAndNoInput() throws Exception {
        script("get", "cat", "printf %s \"$PATH:$1\"");
        assertEquals(System.getenv("PATH") + ":$HOME", got("${exec:./get $HOME}").value().text());
    }

    @Test
    void itIsRunAgainAfterFiveMinutesAndWhatItPrintedIsKeptWhileItFails() throws Exception {
        script("get", "cat " + dir.resolve("value") + " || exit 3");
        Files.write(dir.resolve("value"), "one\n".getBytes(StandardCharsets.UTF_8));
        Secret secret = got("${exec:./get}");
        Secret.Value one = secret.value();
        assertEquals("one", one.text());
        pass(299_500);
        Files.delete(dir.resolve("value"));
        pass(600_000);
        assertSame(one, secret.value());
        assertEquals(1, told("${exec:./get} failed with exit status 3; what it has said is not shown, for it may be secret; what came before stays in use"));
        assertFalse(secret.refresh());
        Files.write(dir.resolve("value"), "two\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 61 && secret.value() == one; i++) {
            pass(1_000);
        }
        assertEquals("two", secret.value().text());
        assertTrue(secret.refresh(), "it has changed since a minute ago");
    }

    @Test
    void theSameCommandIsRunOnceForAll() throws Exception {
        script("get", "echo x >>" + dir.resolve("runs"), "echo secret");
        Secret one = resolve("${exec:./get  a}");
        Secret other = resolve("${exec:./get 'a'}");
        one.pending();
        other.pending();
        elsewhere.work();
        assertEquals("secret", one.value().text());
        assertEquals("secret", other.value().text());
        assertEquals("x\n", new String(Files.readAllBytes(dir.resolve("runs")), StandardCharsets.UTF_8));
    }

    @Test
    void whatFailsSaysHowAndNothingThatTheCommandSaid() throws Exception {
        script("fails", "echo hunter2 >&2", "echo hunter2", "exit 7");
        has(failure(got("${exec:./fails hunter2}")), "${exec:./fails …} failed with exit status 7");
        has(failure(got("${exec:./none hunter2}")), "${exec:./none …} could not be started: there is no such command");
        has(failure(got("${exec:countersign-none}")), "there is no such command");
        Files.setPosixFilePermissions(script("closed"), PosixFilePermissions.fromString("rw-------"));
        has(failure(got("${exec:./closed}")), "it may not be run (permission denied)");
        has(failure(got("${exec:true}")), "printed nothing");
        has(failure(got("${exec:printf '\\377'}")), "printed what is no text in UTF-8");
        has(failure(got("${exec:head -c 65537 /dev/zero}")), "printed more than 64 KiB");
    }

    @Test
    void aCommandThatIsNotDoneInTimeIsKilledWithWhatItHasStarted() throws Exception {
        script("hangs", "sleep 600 &", "echo $! >" + dir.resolve("child"), "wait");
        List<String> words = Arrays.asList(dir.resolve("hangs").toString());
        String message = assertThrows(StoreFailure.class, () -> new Command("it", words, 1_000).fetch(false)).getMessage();
        assertEquals("was not done within 1 s, and has been killed", message);
        if (!System.getProperty("java.version").startsWith("1.8")) {
            String child = new String(Files.readAllBytes(dir.resolve("child")), StandardCharsets.UTF_8).trim();
            Process alive = new ProcessBuilder("sh", "-c", "while kill -0 " + child + " 2>/dev/null && ! grep -q '(sleep) Z' /proc/" + child
                    + "/stat 2>/dev/null; do sleep 0.05; done").start();
            assertTrue(alive.waitFor(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aValueThatIsNeededWhenThePolicyIsReadIsNotWaitedFor() {
        String message = assertThrows(IllegalArgumentException.class, () -> secrets.read("${exec:echo hunter2}", dir)).getMessage();
        has(message, "${exec:echo …} is got while the program runs, and this value is needed when the policy is read");
        assertEquals(0, elsewhere.waiting());
    }

    @Test
    void nothingIsRunForAPolicyThatIsOnlyRead() throws Exception {
        Secret secret = resolve("${exec:echo a}");
        has(failure(secret), "${exec:echo …} has not come yet");
        assertEquals(0, elsewhere.waiting());
        pass(3_000);
        assertNull(secret.pending());
        assertEquals("a", secret.value().text());
    }

    @Test
    void aCommandWhoseOutputIsHeldOpenByWhatItHasLeftBehindIsNotRunAgainMeanwhile() throws Exception {
        assertTrue(new ProcessBuilder("mkfifo", dir.resolve("until").toString()).start().waitFor(20, TimeUnit.SECONDS));
        script("leaves", "echo x >>" + dir.resolve("runs"), "echo hunter2", "test -e " + dir.resolve("well") + " || cat " + dir.resolve("until") + " &",
                "test -e " + dir.resolve("well") + " || sleep 0.5"); // the JDK closes at once what nobody waits for when it ends
        Command command = new Command("it", Arrays.asList(dir.resolve("leaves").toString()), 2_000);
        try {
            assertEquals("has ended, but its output is still held open by what it has started", failure(command));
            assertEquals("is not run again: its output is still held open by what it had started; that has to be given another one (>/dev/null)", failure(command));
            assertEquals("x\n", new String(Files.readAllBytes(dir.resolve("runs")), StandardCharsets.UTF_8));
        } finally {
            Files.createFile(dir.resolve("well"));
            // To write and to read, which waits for nobody.
            new RandomAccessFile(dir.resolve("until").toFile(), "rw").close();
        }
        String secret = null;
        for (long begun = System.nanoTime(); secret == null && System.nanoTime() - begun < 20_000_000_000L; Thread.yield()) {
            try {
                secret = command.fetch(false).thing;
            } catch (StoreFailure e) {
                has(e.getMessage(), "is not run again");
            }
        }
        assertEquals("hunter2", secret);
    }

    private static String failure(Command command) {
        return assertThrows(StoreFailure.class, () -> command.fetch(false)).getMessage();
    }
}
