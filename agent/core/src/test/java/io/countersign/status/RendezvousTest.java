package io.countersign.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
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

    private final List<String> asked = new ArrayList<>();
    private Object self;
    private Rendezvous agent;

    @BeforeEach
    void create() {
        self = Rendezvous.user(folder);
        agent = agentOf(self);
    }

    private Rendezvous agentOf(Object user) {
        return new Rendezvous(folder, 42, user, what -> {
            asked.add(what);
            return what.equals("status") ? "well" : null;
        });
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
        assertEquals("process 42 does not answer: it has no Countersign agent, or one of another user",
                assertThrows(Question.NotAnswered.class, () -> question.ask("status", 60)).getMessage());
        assertEquals(new ArrayList<String>(), names());
        assertThrows(Question.NotAnswered.class, () -> Question.to(Integer.MAX_VALUE).ask("status", 60));
    }

    @Test
    void theAnswerIsForNobodyElse() throws Exception {
        assumeTrue(self != null, "files have no owner on this system");
        question(NUMBER + " status");
        agent.poll();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Rendezvous.answer(folder, "42", NUMBER))));
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
        Throwable failure = assertThrows(java.util.concurrent.ExecutionException.class, answer::get).getCause();
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
}
