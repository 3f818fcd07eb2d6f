package io.countersign.credential.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Background;
import io.countersign.background.DaemonThreads;
import io.countersign.background.Work;
import io.countersign.log.Log;
import io.countersign.request.Moments;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many real threads that want a token at once, and a server that answers when the test lets it. */
@Timeout(60)
class HerdTest implements Moments, Work {
    private static final int THREADS = 64;
    private static final long LIFE = 1_000_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final DaemonThreads daemons = new DaemonThreads();
    private final AtomicInteger fetches = new AtomicInteger();

    /** As many answers as the server gives. */
    private final Semaphore answers = new Semaphore(0);

    /** As many fetches as have ended. */
    private final Semaphore ended = new Semaphore(0);
    private volatile long millis = 1_800_000_000_000L;
    private final TokenCell cell = new TokenCell(this::fetch,
            new Background(null, this, this, new Log(Log.Level.ERROR, System.err), Paths.get(".")));

    @AfterEach
    void end() {
        answers.release(THREADS);
        threads.shutdown();
    }

    private IssuedToken fetch() {
        int number = fetches.incrementAndGet();
        answers.acquireUninterruptibly();
        return new IssuedToken("t" + number, millis, nanos(), LIFE, 0, 0, null);
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public long nanos() {
        return millis * 1_000_000;
    }

    @Override
    public void random(byte[] bytes) {
        // All zero.
    }

    @Override
    public void run(Runnable task) {
        daemons.run(() -> {
            task.run();
            ended.release();
        });
    }

    /** Only requests renew here, so that the test knows when. */
    @Override
    public void after(long later, Runnable task) {
    }

    /** All at once, and what each has of it. */
    private <T> List<Future<T>> herd(Callable<T> each) {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<T>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(threads.submit(() -> {
                start.await();
                return each.call();
            }));
        }
        return all;
    }

    private static <T> List<T> all(List<Future<T>> herd) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> each : herd) {
            results.add(each.get(30, TimeUnit.SECONDS));
        }
        return results;
    }

    private void first() throws Exception {
        CompletableFuture<?> pending = cell.pending(this);
        answers.release();
        pending.get(30, TimeUnit.SECONDS);
        ended.acquire();
    }

    private String atOnce() throws Exception {
        CompletableFuture<?> pending = cell.pending(this);
        return pending == null ? cell.token().value : "waits";
    }

    @Test
    void allWhoFindNoTokenWaitForOneFetch() throws Exception {
        CountDownLatch waiting = new CountDownLatch(THREADS);
        List<Future<String>> herd = herd(() -> {
            CompletableFuture<?> pending = cell.pending(this);
            waiting.countDown();
            pending.get(30, TimeUnit.SECONDS);
            return cell.token().value;
        });
        assertTrue(waiting.await(30, TimeUnit.SECONDS));
        answers.release(THREADS);
        assertEquals(Collections.nCopies(THREADS, "t1"), all(herd));
        assertEquals(1, fetches.get());
    }

    @Test
    void noneWaitsForARenewalAndThereIsOne() throws Exception {
        first();
        millis += LIFE * 85 / 100;
        assertEquals(Collections.nCopies(THREADS, "t1"), all(herd(this::atOnce)));
        answers.release(THREADS);
        ended.acquire();
        assertEquals(Collections.nCopies(THREADS, "t2"), all(herd(this::atOnce)));
        assertEquals(2, fetches.get());
    }

    @Test
    void allWhoseTokenAResourceHasRefusedWaitForOneFetch() throws Exception {
        first();
        CountDownLatch waiting = new CountDownLatch(THREADS);
        List<Future<String>> herd = herd(() -> {
            assertTrue(cell.refused("t1", this));
            CompletableFuture<?> pending = cell.pending(this);
            waiting.countDown();
            pending.get(30, TimeUnit.SECONDS);
            return cell.token().value;
        });
        assertTrue(waiting.await(30, TimeUnit.SECONDS));
        answers.release(THREADS);
        assertEquals(Collections.nCopies(THREADS, "t2"), all(herd));
        assertEquals(2, fetches.get());
    }
}
