package io.countersign.request;

import java.util.Arrays;

/** The time that a test sets, and random bytes that are all the same: 1 at first, one more each time. */
public final class FixedMoments implements Moments {
    public long millis;
    private byte next = 1;

    public FixedMoments(long millis) {
        this.millis = millis;
    }

    /** Random bytes begin anew. */
    public void restart() {
        next = 1;
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
        Arrays.fill(bytes, next++);
    }
}
