package io.countersign.request;

/** The time and the randomness that signatures are made of; given from outside, so that a test can decide both. */
public interface Moments {
    /** Milliseconds since 1970 UTC, as {@link System#currentTimeMillis()}. */
    long millis();

    /** Nanoseconds on a clock that nobody sets, as {@link System#nanoTime()}. */
    long nanos();

    /** Fills the bytes with what nobody can guess. */
    void random(byte[] bytes);
}
