package io.countersign.login;

import io.countersign.request.Moments;
import java.security.SecureRandom;

/** The time that the test sets; what is random is so. */
final class TestMoments implements Moments {
    volatile long millis = 1_800_000_000_000L;

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
        new SecureRandom().nextBytes(bytes);
    }
}
