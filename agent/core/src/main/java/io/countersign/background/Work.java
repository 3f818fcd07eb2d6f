package io.countersign.background;

/** The agent's own threads: they belong to no application, hold none of its class loaders, and end with the JVM. */
public interface Work {
    /** Runs a task that may block, soon, on a thread other than the caller's. */
    void run(Runnable task);

    /** The same, not before some milliseconds have passed. */
    void after(long millis, Runnable task);
}
