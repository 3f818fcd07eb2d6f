package io.countersign.key;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Objects that cost too much to be made for every request and serve one caller at a time, such as a
 * {@link java.security.MessageDigest}. No caller waits for another: whoever finds no idle one makes one, and one that
 * comes back when every place is taken is dropped. Nothing is bound to a thread, so that a million virtual threads hold no
 * more of them than threads on a processor do.
 */
final class Pool<T> {
    /** One reference in a cache line of its own, so that two processors do not write into the same. */
    private static final int STRIDE = 16;
    private static final int PLACES = places(Runtime.getRuntime().availableProcessors());

    private final AtomicReferenceArray<T> idle = new AtomicReferenceArray<T>(PLACES * STRIDE);
    private final Supplier<? extends T> maker;

    Pool(Supplier<? extends T> maker) {
        this.maker = maker;
    }

    /** One that nobody else has until it is {@linkplain #give given} back. */
    T take() {
        int home = home();
        for (int i = 0; i < PLACES; i++) {
            int place = (home + i & PLACES - 1) * STRIDE;
            if (idle.get(place) != null) {
                T taken = idle.getAndSet(place, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return maker.get();
    }

    /** Gives back what was taken, once, in a state in which the next may use it. What is not given back is garbage. */
    void give(T taken) {
        int home = home();
        for (int i = 0; i < PLACES; i++) {
            int place = (home + i & PLACES - 1) * STRIDE;
            if (idle.get(place) == null) {
                // Of two who find the same place empty one is overwritten and lost, never handed out twice.
                idle.lazySet(place, taken);
                return;
            }
        }
    }

    private static int home() {
        return (int) Thread.currentThread().getId();
    }

    /** Twice the processors, since a thread may be moved off its own while it has one; a power of two. */
    static int places(int processors) {
        return Math.min(64, Integer.highestOneBit(Math.max(1, processors) * 4 - 1));
    }
}
