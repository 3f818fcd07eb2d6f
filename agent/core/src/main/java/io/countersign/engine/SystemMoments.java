package io.countersign.engine;

import io.countersign.request.Moments;
import java.security.SecureRandom;

/** The system's clock and the JRE's secure random numbers, which are set up when the first is asked for. */
public final class SystemMoments implements Moments {
    private static final class Random {
        static final SecureRandom SOURCE = new SecureRandom();
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void random(byte[] bytes) {
        Random.SOURCE.nextBytes(bytes);
    }
}
