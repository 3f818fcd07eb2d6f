package io.countersign.credential.oauth2;

import io.countersign.request.Moments;

/** A number from 0 to below 1, by chance. */
final class Jitter {
    private Jitter() {}

    static double next(Moments moments) {
        byte[] random = new byte[2];
        moments.random(random);
        return ((random[0] & 0xff) << 8 | random[1] & 0xff) / 65536.0;
    }
}
