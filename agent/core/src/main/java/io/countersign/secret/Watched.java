package io.countersign.secret;

/** What is looked at twice a second, whether it has changed. */
public interface Watched {
    /** Never throws: what it finds wrong it keeps, and says to the log. May be called by several threads. */
    void poll();

    /** Whether a look waits for nothing, not even a file. Such are looked at though a file server holds up the look at others. */
    default boolean isPrompt() {
        return false;
    }
}
