package io.countersign.background;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** {@link Work} by threads that are started with the first task, and end when there has been none for a while. */
public final class DaemonThreads implements Work {
    private static final String NAME = "countersign-tokens";

    /** Apart, so that a program which never needs them does not load what they are made of. */
    private static final class Pools {
        /** There is a task for each token at most, but a server that hangs holds all of its own, and others' must not wait behind them. */
        private static final int MOST = 64;

        final ThreadPoolExecutor workers;
        final ScheduledThreadPoolExecutor timer;

        Pools(ThreadFactory factory) {
            workers = new ThreadPoolExecutor(MOST, MOST, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
            workers.allowCoreThreadTimeOut(true);
            timer = new ScheduledThreadPoolExecutor(1, factory);
            timer.setKeepAliveTime(30, TimeUnit.SECONDS);
            timer.allowCoreThreadTimeOut(true);
        }
    }

    /** Milliseconds after which what was to be done later, and had no thread to be had for it, is tried again. */
    private static final long AGAIN = 100;

    private final ThreadFactory factory;
    private volatile Pools pools;

    public DaemonThreads() {
        this(task -> AgentThread.of(task, NAME));
    }

    DaemonThreads(ThreadFactory factory) {
        this.factory = factory;
    }

    private Pools pools() {
        Pools now = pools;
        if (now == null) {
            synchronized (this) {
                now = pools;
                if (now == null) {
                    pools = now = new Pools(factory);
                }
            }
        }
        return now;
    }

    @Override
    public void run(Runnable task) {
        pools().workers.execute(task);
    }

    @Override
    public void after(long millis, Runnable task) {
        pools().timer.schedule(() -> {
            try {
                run(task);
            } catch (Throwable e) {
                // The process may have no more threads just now. Nobody else would be told.
                after(AGAIN, task);
            }
        }, millis, TimeUnit.MILLISECONDS);
    }
}
