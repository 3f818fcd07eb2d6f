package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds in every server to which applications are deployed. It lives twice, with the agent and without, and what was seen is compared:
 * what the server does by itself is not the agent's doing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract {
    /** What a server tells of its own course: which of its threads does so, and whether at all, is another in each life. */
    private static final Pattern INFORMATION = Pattern.compile("\\bINFO\\b|\\[AUDIT *]");

    private Upstreams upstreams;
    private ServerLife with;
    private ServerLife without;

    abstract Deployment kind();

    @BeforeAll
    void live(@TempDir Path folder) throws Exception {
        Deployment kind = kind();
        assumeTrue(kind.isThere(), kind.name() + " is not there: -Pservers downloads it");
        int[] javas = kind.javas();
        assumeTrue(Application.JAVA >= javas[0] && Application.JAVA <= javas[1],
                kind.name() + " runs on Java " + javas[0] + " to " + javas[1] + ", this is " + Application.JAVA);
        upstreams = new Upstreams();
        Path policy = upstreams.policy(folder);
        Map<String, String> environment = Map.of("KEY", Fixture.CANARY);
        CompletableFuture<ServerLife> plain = started(() -> {
            try (Upstreams unguarded = new Upstreams()) {
                return new ServerLife(kind, folder, environment, others(), unguarded);
            }
        });
        with = new ServerLife(kind, folder, environment, agents(policy), upstreams);
        without = plain.join();
        System.out.println(kind.name() + " on Java " + Application.JAVA + ": ready after " + with.milliseconds + " ms with the agent, "
                + without.milliseconds + " ms without");
    }

    /** Options of other agents, which are there without ours too. */
    List<String> others() {
        return List.of();
    }

    /** Whether ours is named before the others. */
    boolean first() {
        return true;
    }

    private List<String> agents(Path policy) {
        List<String> all = new ArrayList<>(others());
        all.add(first() ? 0 : all.size(), Application.agent(policy));
        return all;
    }

    private static <T> CompletableFuture<T> started(Callable<T> work) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return work.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    @AfterAll
    void stop() {
        if (upstreams != null) {
            upstreams.close();
        }
    }

    @Test
    void everyClientOfEachApplicationIsSignedFor() {
        int requests = 3 * ServerLife.clients().size() * 4;
        assertEquals(requests, with.answers.size());
        with.answers.forEach((what, answer) -> assertTrue(answer != null && answer.startsWith("200"), what + ": " + answer));
        assertEquals(requests / 2, with.heads.size());
        with.heads.forEach((what, head) -> {
            Fixture.assertSigned(head);
            assertEquals(what.contains("/signed") ? 1 : 0, Recorder.values(head, "X-Signature").size(), what);
        });
        assertEquals(List.of("one"), upstreams.tokens.asked);
        assertEquals(requests / 4, upstreams.tokens.seen.size());
        assertEquals(requests / 4, upstreams.mutual.seen.size());
        upstreams.mutual.seen.forEach(seen -> assertEquals("CN=deployed", seen.subject()));
    }

    @Test
    void neighboursHaveAnOkHttpEach() {
        assertEquals(List.of("okhttp/3.14.9"), Recorder.values(with.heads.get("one OkHttp /a"), "User-Agent"));
        assertTrue(Recorder.values(with.heads.get("two OkHttp /a"), "User-Agent").get(0).startsWith("okhttp/5."));
    }

    @Test
    void withoutTheAgentNothingIsSigned() {
        without.heads.values().forEach(head -> assertFalse(head.contains(Fixture.CANARY), head));
        without.answers.forEach((what, answer) -> assertTrue(what.contains("/a") && (answer.startsWith("200") || answer.startsWith("401")
                || answer.startsWith("!")), what + ": " + answer));
        assertEquals(with.heads.keySet(), without.heads.keySet());
    }

    @Test
    void anApplicationThatIsTakenAwayIsCollected() {
        assertEquals(2, without.before);
        assertEquals(2, with.before);
        assumeTrue(without.after == 1, kind().name() + " keeps an application that is taken from it, without the agent too");
        assertEquals(1, with.after, "applications in the heap after one of two was taken away");
    }

    @Test
    void theAgentPrintsOneLineAndTheServerWarnsOfNothingThatItDoesNotWarnOfWithoutIt() {
        List<String> own = with.said.stream().filter(line -> line.contains("countersign:")).toList();
        assertEquals(1, own.size(), own.toString());
        assertTrue(own.get(0).contains("countersign: info: version ") && own.get(0).contains("4 rules, signs for "), own.get(0));
        Set<String> known = new TreeSet<>();
        without.said.forEach(line -> known.add(bare(line)));
        List<String> more = new ArrayList<>();
        for (String line : with.said) {
            // A script may show the options that it was given.
            if (!line.contains("countersign:") && !line.contains("-javaagent:") && !INFORMATION.matcher(line).find() && !known.contains(bare(line))) {
                more.add(line);
            }
        }
        assertEquals(List.of(), more);
        assertFalse(with.said.toString().contains(Fixture.CANARY), "a secret in what was printed");
    }

    /** Without what is another each time: numbers, those of threads and objects among them, and the folder of this life. */
    private static String bare(String line) {
        return line.replaceAll("base[0-9]+", "base").replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "#").replaceAll("#([.,:-]#)+", "#");
    }
}
