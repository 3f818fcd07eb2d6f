package io.countersign.policy;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** How often each {@link Outcome} was, and what was wrong last. Reading and writing never wait. */
public final class Tally {
    private static final int COUNT = Outcome.values().length;

    /** Of what nearly every request comes to: it lies beside this object, and not behind two more that memory has to be asked for. */
    private final LongAdder signed = new LongAdder();

    // Most rules have one or two.
    private final AtomicReferenceArray<LongAdder> others = new AtomicReferenceArray<>(COUNT);
    private volatile Failure last;

    /** What was wrong, and when. */
    public static final class Failure {
        /** Milliseconds since 1970-01-01 UTC. */
        public final long millis;

        /** Holds no secret. */
        public final String what;

        Failure(long millis, String what) {
            this.millis = millis;
            this.what = what;
        }
    }

    public void count(Outcome outcome) {
        if (outcome == Outcome.SIGNED) {
            signed.increment();
            return;
        }
        LongAdder count = others.get(outcome.ordinal());
        if (count == null) {
            others.compareAndSet(outcome.ordinal(), null, new LongAdder());
            count = others.get(outcome.ordinal());
        }
        count.increment();
    }

    public long of(Outcome outcome) {
        LongAdder count = outcome == Outcome.SIGNED ? signed : others.get(outcome.ordinal());
        return count == null ? 0 : count.sum();
    }

    /** All that are refusals. */
    public long refusals() {
        long sum = 0;
        for (Outcome outcome : Outcome.values()) {
            sum += outcome.isRefusal() ? of(outcome) : 0;
        }
        return sum;
    }

    public void failed(long millis, String what) {
        last = new Failure(millis, what);
    }

    /** Null if nothing ever was. */
    public Failure last() {
        return last;
    }

    /** One line, those that occurred alone. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        for (Outcome outcome : Outcome.values()) {
            if (of(outcome) > 0) {
                line.append(line.length() == 0 ? "" : "; ").append(outcome.words).append(' ').append(of(outcome));
            }
        }
        return line.length() == 0 ? "no request yet" : line.toString();
    }
}
