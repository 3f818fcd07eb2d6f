package io.countersign.sample.upstream;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Five minutes around now, within which whatever must be used once is remembered. */
final class Window {
    private static final long SECONDS = 300;

    private final LongSupplier seconds;

    /** What has been used, with the times it bears, the oldest arrivals first. */
    private final Map<String, Long> used = new LinkedHashMap<>();

    /** @param seconds the time, in Unix seconds */
    Window(LongSupplier seconds) {
        this.seconds = seconds;
    }

    boolean holds(long time) {
        long now = seconds.getAsLong();
        return time >= now - SECONDS && time <= now + SECONDS;
    }

    /** Whether it is used for the first time. */
    synchronized boolean use(String once, long time) {
        long oldest = seconds.getAsLong() - SECONDS;
        for (Iterator<Long> times = used.values().iterator(); times.hasNext();) {
            if (times.next() < oldest) {
                times.remove();
            }
        }
        return used.put(once, time) == null;
    }
}
