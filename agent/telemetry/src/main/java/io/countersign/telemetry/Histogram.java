package io.countersign.telemetry;

import java.util.concurrent.atomic.LongAdder;

/** How long something took, counted by bounds. Counting never waits. */
final class Histogram {
    private final long[] bounds;
    private final String[] words;
    private final LongAdder[] counts;
    private final LongAdder nanos = new LongAdder();

    /** @param bounds upper ones, in seconds, ascending, as OpenMetrics has them written */
    Histogram(String... bounds) {
        this.words = bounds;
        this.bounds = new long[bounds.length];
        this.counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
            if (i < bounds.length) {
                this.bounds[i] = Math.round(Double.parseDouble(bounds[i]) * 1e9);
            }
        }
    }

    void add(long took) {
        int i = 0;
        while (i < bounds.length && took > bounds[i]) {
            i++;
        }
        counts[i].increment();
        nanos.add(took);
    }

    void writeTo(OpenMetrics text, String name) {
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += counts[i].sum();
            text.sample(name + "_bucket", sum, "le", i < words.length ? words[i] : "+Inf");
        }
        text.sample(name + "_count", sum);
        text.sample(name + "_sum", nanos.sum() / 1e9);
    }
}
