package io.countersign.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.log.Log;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks an agent for its status, and who is told. */
class RendezvousTest {
    private static final String NUMBER = "0123456789abcdef";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Log log = new Log(Log.Level.DEBUG, new PrintStream(said, true));
    private final List<String> asked = new ArrayList<>();
    private Object self;
    private Rendezvous agent;

    @BeforeEach
    void create() {
        self = Rendezvous.user(folder);
        agent = agentOf(self);
    }

    private Rendezvous agentOf(Object user) {
        return new Rendezvous(folder, "42", user, what -> {
            asked.add(what);
            if (what.equals("status broken")) {
                throw new IllegalStateException("canary");
            }
            return what.equals("status") ? "well" : null;
        }, log);
    }

    private Path question(String text) throws IOException {
        return Files.write(Rendezvous.question(folder, "42"), text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.toList());
        }
    }

    @Test
    void whoAsksIsTold() throws Exception {
        FutureTask<String> answer = new FutureTask<>(() -> new Question(folder, "42", self).ask("status", 60_000));
        new Thread(answer).start();
        while (!answer.isDone()) {
            agent.poll();
        }
        assertEquals("well", answer.get());
        assertEquals(new ArrayList<String>(), names(), "nothing is left behind");
    }

    @Test
    void anAgentThatIsNotThereDoesNotAnswer() throws Exception {
        Question question = new Question(folder, "42", self);
        assertEquals("process 42 does not answer: it has no Countersign agent, or one of another user, or one that does not know"
                + " what was asked, or one that could not write its answer; that process's stderr says so then",
                assertThrows(Question.NotAnswered.class, () -> question.ask("status", 60)).getMessage());
        assertEquals(new ArrayList<String>(), names());
        assertThrows(Question.NotAnswered.class, () -> Question.to(Integer.MAX_VALUE).ask("status", 60));
    }

    /** A program that asks, and is ended meanwhile. */
    static final class Asking {
        public static void main(String[] folder) throws Exception {
            new Question(Paths.get(folder[0]), "42", null).ask("status", 600_000);
        }
    }

    @Test
    void whoIsInterruptedWhileAskingLeavesNothingBehind() throws Exception {
        assumeTrue(self != null, "this system has no signal that ends a process in good order");
        Process asking = new ProcessBuilder(Paths.get(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Asking.class.getName(), folder.toString()).inheritIO().start();
        try {
            while (asking.isAlive() && names().isEmpty()) {
                Thread.sleep(10);
            }
            assertEquals(1, names().size());
            // SIGTERM.
            asking.destroy();
            asking.waitFor();
            assertEquals(new ArrayList<String>(), names());
        } finally {
            asking.destroyForcibly();
        }
    }

    private void makeOld(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - 60_000));
    }

    @Test
    void whoeverWasKilledWhileAskingIsInNobodysWayForLong() throws Exception {
        Path left = question(NUMBER + " status");
        String why = assertThrows(Question.NotAnswered.class, () -> new Question(folder, "42", self).ask("status", 60)).getMessage();
        assertTrue(why.endsWith(": somebody asks just now, or has left it; then it is deleted after 20 s"), why);
        assertTrue(Files.exists(left), "it may be another's who waits");
        makeOld(left);
        assertThrows(Question.Silent.class, () -> new Question(folder, "42", self).ask("status", 60));
        assertEquals(new ArrayList<String>(), names());
    }

    @Test
    void whatWasLeftIsDeletedByTheAgentOnceItIsOld() throws Exception {
        question(NUMBER + " status");
        agent.poll();
        Files.delete(Rendezvous.question(folder, "42"));
        agent.poll();
        assertEquals(1, names().size(), "it may be fetched yet");
        makeOld(Rendezvous.answer(folder, "42", NUMBER));
        makeOld(question(NUMBER + " status"));
        agent.poll();
        assertEquals(new ArrayList<String>(), names());
    }

    @Test
    void whatHasTakenThePlaceOfWhatWasLeftIsNotFollowedToBeDeleted() throws Exception {
        Path victim = Files.write(folder.resolve("victim"), new byte[0]);
        makeOld(victim);
        question(NUMBER + " status");
        agent.poll();
        for (Path each : new Path[] {Rendezvous.question(folder, "42"), Rendezvous.answer(folder, "42", NUMBER)}) {
            Files.delete(each);
            Files.createSymbolicLink(each, victim);
        }
        agent.poll();
        String why = assertThrows(Question.NotAnswered.class, () -> new Question(folder, "42", self).ask("status", 60)).getMessage();
        assertTrue(why.contains(".countersign-42.ask is there, of user "), why);
        assertEquals(3, names().size(), names().toString());
    }

    @Test
    void theAnswerIsForNobodyElse() throws Exception {
        assumeTrue(self != null, "files have no owner on this system");
        question(NUMBER + " status");
        agent.poll();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Rendezvous.answer(folder, "42", NUMBER))));
    }

    @Test
    void anAnswerThatCannotBeMadeIsToldToWhoAsksAndOnceToTheLog() throws Exception {
        for (int i = 0; i < 2; i++) {
            FutureTask<String> answer = new FutureTask<>(() -> new Question(folder, "42", self).ask("status broken", 20_000));
            new Thread(answer).start();
            while (!answer.isDone()) {
                agent.poll();
            }
            Throwable failure = assertThrows(ExecutionException.class, answer::get).getCause();
            assertEquals("the agent in process 42 could not answer (java.lang.IllegalStateException); that process's stderr says so too", failure.getMessage());
            assertFalse(failure instanceof Question.Silent, "there is an agent");
        }
        assertTrue(said.toString().matches("countersign: warn: somebody asks for this agent's status, and its answer cannot be made"
                + " \\(java.lang.IllegalStateException at .*\\)\\R"), said.toString());
    }

    @Test
    void anAnswerThatCannotBeWrittenIsToldToTheLogOnce() throws Exception {
        for (String number : new String[] {NUMBER, NUMBER.replace('0', '1')}) {
            Files.createDirectories(Rendezvous.answer(folder, "42", number).resolve("in-the-way"));
            question(number + " status");
            agent.poll();
        }
        assertEquals(2, asked.size());
        assertTrue(said.toString().matches("countersign: warn: somebody asks for this agent's status, and its answer cannot be written into "
                + folder + " \\(java.nio.file.*\\)\\R"), said.toString());
    }

    @Test
    void anotherUserIsNotTold() throws Exception {
        assumeTrue(self != null && !self.equals(0), "root may always ask");
        question(NUMBER + " status");
        agentOf(1 + (Integer) self).poll();
        assertTrue(asked.isEmpty());
    }

    /** As root, whom the test before cannot try. */
    @Test
    void aQuestionOfAThirdUserIsNotAnswered() throws Exception {
        assumeTrue(Integer.valueOf(0).equals(self), "only root can give a file away");
        Files.setAttribute(question(NUMBER + " status"), "unix:uid", 12345);
        agentOf(54321).poll();
        assertTrue(asked.isEmpty());
        Files.setAttribute(Rendezvous.question(folder, "42"), "unix:uid", 54321);
        agentOf(54321).poll();
        assertEquals("[status]", asked.toString());
    }

    @Test
    void anAnswerThatAnotherUserHasPutThereIsNotBelieved() throws Exception {
        assumeTrue(Integer.valueOf(0).equals(self), "only root can give a file away");
        FutureTask<String> answer = new FutureTask<>(() -> new Question(folder, "42", 54321).ask("status", 60_000));
        new Thread(answer).start();
        while (!answer.isDone()) {
            agent.poll();
        }
        Throwable failure = assertThrows(ExecutionException.class, answer::get).getCause();
        assertTrue(failure.getMessage().endsWith("is of another user than the process, and not read"), failure.getMessage());
    }

    @Test
    void whatIsNoQuestionIsNotAnswered() throws Exception {
        for (String text : new String[] {"", "status", "../../../../tmp/abcdef status", "0123 status", NUMBER + "status", NUMBER + " " + String.join("", java.util.Collections.nCopies(300, "x"))}) {
            question(text);
            agent.poll();
        }
        assertTrue(asked.isEmpty(), asked.toString());
        question(NUMBER + " secrets");
        agent.poll();
        assertEquals(1, names().size(), "nothing is known by that name");
    }

    @Test
    void aQuestionIsAnsweredOnceAndAnOldOneNever() throws Exception {
        Files.setLastModifiedTime(question(NUMBER + " status"), FileTime.fromMillis(System.currentTimeMillis() - 60_000));
        agent.poll();
        assertTrue(asked.isEmpty());
        question(NUMBER + " status");
        agent.poll();
        agent.poll();
        assertEquals(1, asked.size());
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path elsewhere = Files.write(folder.resolve("elsewhere"), (NUMBER + " status").getBytes(StandardCharsets.UTF_8));
        Files.createSymbolicLink(Rendezvous.question(folder, "42"), elsewhere);
        agent.poll();
        assertTrue(asked.isEmpty());
        Files.delete(Rendezvous.question(folder, "42"));
        Path victim = folder.resolve("victim");
        Files.createSymbolicLink(folder.resolve(".countersign-42-" + NUMBER + ".answer.part"), victim);
        question(NUMBER + " status");
        agent.poll();
        assertFalse(Files.exists(victim), "nothing is written through a link");
    }

    /** What a container's user may do in a folder of its own, to root who asks from outside. */
    @Test
    void nothingIsWrittenThroughALinkThatTakesThePlaceOfTheQuestion() throws Exception {
        Path victim = Files.write(folder.resolve("victim"), "as it was".getBytes(StandardCharsets.UTF_8));
        AtomicBoolean done = new AtomicBoolean();
        Path question = Rendezvous.question(folder, "42");
        Thread attacker = new Thread(() -> {
            while (!done.get()) {
                try {
                    if (Files.isRegularFile(question, LinkOption.NOFOLLOW_LINKS)) {
                        Files.delete(question);
                        Files.createSymbolicLink(question, victim);
                    }
                } catch (IOException e) {
                    // Too late, or too early.
                }
            }
        });
        attacker.start();
        for (int i = 0; i < 200; i++) {
            try {
                new Question(folder, "42", self).ask("status", 1);
            } catch (Question.NotAnswered | IOException e) {
                // It is not answered here, and may have been swapped.
            }
        }
        done.set(true);
        attacker.join();
        assertEquals("as it was", new String(Files.readAllBytes(victim), StandardCharsets.UTF_8));
    }

    @Test
    void processesOfOneNumberAreToldApartByTheirStart() throws Exception {
        Path stat = Files.write(folder.resolve("stat"), "42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 20 21".getBytes(StandardCharsets.UTF_8));
        assertEquals("42-987654", Rendezvous.process("42", stat));
        assertEquals("42", Rendezvous.process("42", folder.resolve("none")));
    }
}
