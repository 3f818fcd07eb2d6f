package io.countersign.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The agent's threads, where the process may not always have another. */
class DaemonThreadsTest {
    private final AtomicInteger asked = new AtomicInteger();

    /** @param without which thread there is not, counted from 1; 0 for none */
    private Work threads(int without) {
        return new DaemonThreads(task -> {
            if (asked.incrementAndGet() == without) {
                throw new InternalError("no thread");
            }
            return AgentThread.of(task, "test");
        });
    }

    @Test
    void whoeverGivesATaskIsToldThatThereIsNoThreadForIt() {
        assertEquals("no thread", assertThrows(InternalError.class, () -> threads(1).run(() -> { })).getMessage());
    }

    @Test
    void whatIsToBeDoneLaterIsDoneWhenThereIsAThreadForIt() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        threads(2).after(0, done::countDown);
        assertTrue(done.await(20, TimeUnit.SECONDS));
        assertEquals(3, asked.get());
    }

    @Test
    void aServerThatHoldsThirtyTasksLetsOthersBeDone() throws Exception {
        Work work = threads(0);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try {
            for (int i = 0; i < 30; i++) {
                work.run(() -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            work.run(done::countDown);
            assertTrue(done.await(20, TimeUnit.SECONDS));
        } finally {
            end.countDown();
        }
    }
}
