package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Fetch;
import io.countersign.secret.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeptTest extends StoresFixture {
    private String there = "one";
    private int fetches;
    private boolean lastAnew;
    private boolean isOver;
    private Kept<String> kept;

    @BeforeEach
    void keep() {
        kept = new Kept<>(new Kept.Source<String>() {
            @Override
            public Kept.Fetched<String> fetch(boolean anew) throws StoreFailure {
                fetches++;
                lastAnew = anew;
                if (there == null) {
                    throw new StoreFailure("is away");
                }
                if (there.equals("broken")) {
                    throw new IllegalStateException(CANARY);
                }
                return new Kept.Fetched<>(there, 300_000);
            }

            @Override
            public boolean isOver() {
                return isOver && fetches > 0;
            }

            @Override
            public String toString() {
                return "the store";
            }
        }, background);
    }

    private void passing(long millis) {
        for (long left = millis; left > 0; left -= 500) {
            elsewhere.pass(500);
            kept.poll();
            elsewhere.work();
        }
    }

    @Test
    void nothingIsGotWhileThePolicyIsRead() {
        kept.poll();
        assertEquals(0, elsewhere.waiting());
        assertNull(kept.now());
        assertEquals("has not come yet", kept.failure());
    }

    @Test
    void itIsGotBeforeItIsNeeded() {
        passing(2_000);
        assertEquals("one", kept.now());
        assertNull(kept.pending());
    }

    @Test
    void whoListensIsToldOfEachFetchAndOfNoSecret() {
        List<Fetch> told = new ArrayList<>();
        background.listen(told::add);
        passing(2_000);
        there = "broken";
        passing(300_000);
        assertEquals(2, told.size());
        assertEquals("the store", told.get(0).secret);
        assertNull(told.get(0).why);
        assertEquals(300_000, told.get(0).life);
        assertTrue(told.get(1).why.startsWith("could not be got: the agent failed on it"), told.get(1).why);
        assertFalse(told.get(1).why.contains(CANARY), told.get(1).why);
    }

    @Test
    void whoNeedsItSoonerHasItGotOnceForAll() {
        CompletableFuture<?> pending = kept.pending();
        assertSame(pending, kept.pending());
        assertFalse(pending.isDone());
        elsewhere.work();
        assertTrue(pending.isDone() && !pending.isCompletedExceptionally());
        assertEquals(1, fetches);
        assertEquals("one", kept.now());
    }

    @Test
    void itIsGotAgainInTime() {
        passing(2_000);
        there = "two";
        passing(299_000);
        assertEquals("one", kept.now());
        passing(1_500);
        assertEquals("two", kept.now());
        assertEquals(2, fetches);
    }

    @Test
    void whatIsOverBeforeItsTimeIsGotAgainAndAStoreThatIsAwayIsNotAskedOverAndOver() {
        passing(2_000);
        isOver = true;
        there = null;
        passing(60_000);
        assertTrue(fetches > 4 && fetches < 10, "with a pause that doubles: " + fetches);
        there = "two";
        passing(61_000);
        isOver = false;
        assertEquals("two", kept.now());
    }

    @Test
    void whoWasAboutToLookAtOneThingDoesNotPutItInThePlaceOfTheNext() throws Exception {
        StoreSecret<String> secret = new StoreSecret<>("the secret", kept, Secret.Value::new, background);
        passing(2_000);
        FutureTask<String> read = new FutureTask<>(() -> secret.value().text());
        Thread reader = new Thread(read);
        synchronized (secret) {
            reader.start();
            while (reader.isAlive() && reader.getState() != Thread.State.BLOCKED) {
                Thread.yield();
            }
            there = "two";
            passing(300_500);
            secret.poll();
        }
        assertEquals("two", read.get());
        assertEquals(0, told("the secret has changed"), "nobody has had another");
    }

    @Test
    void itIsKeptWhileTheStoreIsAwayWhichIsSaidOnce() {
        passing(2_000);
        there = null;
        passing(3_600_000);
        assertEquals("one", kept.now());
        assertEquals(1, told("the store is away; what came before stays in use"));
        assertTrue(fetches > 30 && fetches < 70, "it is tried every minute in the end: " + fetches);
        there = "two";
        passing(61_000);
        assertEquals("two", kept.now());
        assertEquals(1, told("the store is well again"));
    }

    @Test
    void thatItIsNotThereIsKnownAtOnceWhileItPauses() {
        there = null;
        assertNotNull(kept.pending());
        elsewhere.work();
        assertNull(kept.pending(), "there is a pause");
        assertEquals("is away", kept.failure());
        elsewhere.pass(1_000);
        assertNotNull(kept.pending(), "the pause is over");
        elsewhere.work();
        elsewhere.pass(1_000);
        assertNull(kept.pending(), "the next is twice as long");
        assertEquals(2, fetches);
        assertEquals(1, told("the store is away; it is tried again"));
    }

    @Test
    void whatFailsInAnotherWayIsAFailureWithoutItsWords() {
        there = "broken";
        kept.pending();
        elsewhere.work();
        has(kept.failure(), "the agent failed on it (java.lang.IllegalStateException at ");
        assertFalse(kept.failure().contains(CANARY));
    }

    @Test
    void aProcessWithoutThreadsIsAFailureAndNobodyWaits() {
        elsewhere.noThread = new OutOfMemoryError();
        assertNull(kept.pending());
        has(kept.failure(), "java.lang.OutOfMemoryError");
        elsewhere.noThread = null;
        elsewhere.pass(1_000);
        assertNotNull(kept.pending());
        elsewhere.work();
        assertEquals("one", kept.now());
    }

    @Test
    void aRefusalHasItGotAnewButNotOverAndOver() {
        passing(2_000);
        kept.refresh();
        elsewhere.work();
        assertEquals(1, fetches, "it has just been got");
        passing(10_000);
        there = "two";
        kept.refresh();
        assertEquals("one", kept.now(), "nobody waits for it");
        kept.refresh();
        elsewhere.work();
        assertEquals("two", kept.now());
        assertTrue(lastAnew);
        assertEquals(2, fetches);
    }

    @Test
    void whatIsRefusedOverAndOverIsGotAnewMoreAndMoreSeldom() {
        passing(2_000);
        List<Integer> anew = new ArrayList<>();
        for (int second = 1; second <= 3_600; second++) {
            int before = fetches;
            kept.refresh();
            elsewhere.work();
            if (fetches > before) {
                anew.add(second);
            }
            passing(1_000);
        }
        assertEquals(Arrays.asList(11, 31, 71, 151, 311, 631, 1271, 1911, 2551, 3191), anew);
    }

    @Test
    void aRefusalAfterAQuietMinuteIsTheFirstAgain() {
        passing(12_000);
        for (int i = 0; i < 3; i++) {
            int before = fetches;
            kept.refresh();
            elsewhere.work();
            assertEquals(before + 1, fetches, "another has helped");
            passing(10_000);
            kept.refresh();
            elsewhere.work();
            assertEquals(before + 1, fetches, "it has not");
            passing(61_000);
        }
    }
}
