package io.countersign.store;

import io.countersign.background.Background;
import io.countersign.background.Fetch;
import java.util.concurrent.CompletableFuture;

/**
 * One thing of a store, and the whole policy of having it. It is got in the background before it is needed, again in time, and kept
 * while the store is away, however long that is: whether an old secret is still good is for the server to say that it is shown to.
 * There is one fetch at a time. After a failure there is a pause, a second doubled each time up to a minute.
 */
final class Kept<T> {
    /** Gets it. Blocks, for a time that has a limit. Its {@code toString} says what it gets, for the log. */
    interface Source<T> {
        /** @param anew whether what has been got before has been refused by a server, and is not good enough any more */
        Fetched<T> fetch(boolean anew) throws StoreFailure;

        /** Whether what was fetched last is known to be over before its time. Asked twice a second, and never during a fetch: it waits for nothing. */
        default boolean isOver() {
            return false;
        }
    }

    /** What was got, and for how many milliseconds it is not got again. */
    static final class Fetched<T> {
        final T thing;
        final long millis;

        Fetched(T thing, long millis) {
            this.thing = thing;
            this.millis = millis;
        }
    }

    private static final long MILLI = 1_000_000;

    /**
     * After which the first fetch begins by itself. The policy is read before the program's own {@code main}: what is called, or started, then
     * sets up logging, on some Java versions, before the program has said how. One that needs it sooner begins it sooner.
     */
    private static final long FIRST = 2_000 * MILLI;
    private static final long FIRST_PAUSE = 1_000 * MILLI;
    private static final long LONGEST_PAUSE = 60_000 * MILLI;

    /** How soon after one fetch another is made because a server has refused what came of it; doubled with each in a row, up to the longest. */
    private static final long REFUSED_PAUSE = 10_000 * MILLI;
    private static final int REFUSED_DOUBLINGS = 6;

    /** Without a refusal for so long, or for as long as the pause where that is longer, the next is the first in a row. */
    private static final long REFUSED_QUIET = 60_000 * MILLI;

    private final Source<T> source;
    private final Background background;

    /** Null until there is one. */
    private volatile T now;
    private volatile String failure = "has not come yet";

    // The rest under this object's lock. Times are on the clock that nobody sets.
    private CompletableFuture<Void> fetch;
    private long due;
    private long ended;
    private int failures;

    /** How often in a row it has been got anew, when last, and when a refusal was last heard of. */
    private int refusals;
    private long gotAnew;
    private long refused;

    Kept(Source<T> source, Background background) {
        this.source = source;
        this.background = background;
        this.due = background.moments.nanos() + FIRST;
        this.ended = due;
    }

    /** Null if there is none yet: {@link #failure} says why. It is the same object until it has been got again. */
    T now() {
        return now;
    }

    /** To follow what it is called. */
    String failure() {
        return failure;
    }

    /** @return null if there is one, or if it can be said now why not; else what completes then */
    CompletableFuture<?> pending() {
        if (now != null) {
            return null;
        }
        synchronized (this) {
            if (fetch == null && now == null && (failures == 0 || isDue())) {
                begin(false);
            }
            return now != null ? null : fetch;
        }
    }

    /** Begins to get it if it is time. */
    synchronized void poll() {
        if (fetch == null && (isDue() || failures == 0 && source.isOver())) {
            begin(false);
        }
    }

    /** Begins to get it anew, unless it has just been got, or that has not helped of late: what is refused over and over another would not mend. */
    synchronized void refresh() {
        if (now == null) {
            if (fetch == null && isDue()) {
                begin(true);
            }
            return;
        }
        long at = background.moments.nanos();
        long pause = REFUSED_PAUSE << Math.min(refusals, REFUSED_DOUBLINGS);
        if (refusals > 0 && at - refused > Math.max(REFUSED_QUIET, pause)) {
            refusals = 0;
        }
        refused = at;
        if (fetch == null && at - ended >= REFUSED_PAUSE && (refusals == 0 || at - gotAnew >= pause)) {
            refusals++;
            gotAnew = at;
            begin(true);
        }
    }

    private boolean isDue() {
        return background.moments.nanos() - due >= 0;
    }

    private void begin(boolean anew) {
        CompletableFuture<Void> begun = fetch = new CompletableFuture<>();
        try {
            background.work.run(() -> fetch(begun, anew));
        } catch (Throwable e) {
            // A process that may have no more threads.
            end(begun, null, "could not be got: the agent could not begin (" + e.getClass().getName() + ")");
        }
    }

    private void fetch(CompletableFuture<Void> begun, boolean anew) {
        Fetched<T> fetched = null;
        String why = null;
        boolean isHeard = background.isHeard();
        long began = isHeard ? background.moments.nanos() : 0;
        try {
            fetched = source.fetch(anew);
        } catch (StoreFailure e) {
            why = e.getMessage();
        } catch (Throwable e) {
            // What it says may hold some of the secret.
            why = "could not be got: the agent failed on it (" + e.getClass().getName()
                    + (e.getStackTrace().length == 0 ? ")" : " at " + e.getStackTrace()[0] + ")");
        }
        if (isHeard) {
            background.tell(Fetch.secret(background.moments.millis(), source.toString(), fetched == null ? 0 : fetched.millis, why,
                    background.moments.nanos() - began));
        }
        end(begun, fetched, why);
    }

    /** Whatever has come of it, those who wait are told. */
    private void end(CompletableFuture<Void> begun, Fetched<T> fetched, String why) {
        int before;
        try {
            synchronized (this) {
                before = failures;
                fetch = null;
                ended = background.moments.nanos();
                if (fetched != null) {
                    now = fetched.thing;
                    failures = 0;
                    due = ended + fetched.millis * MILLI;
                } else {
                    failure = why;
                    failures++;
                    due = ended + Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(before, 10));
                }
            }
            tell(before, fetched != null, why);
        } finally {
            begun.complete(null);
        }
    }

    /** Of several failures in a row the first. */
    private void tell(int before, boolean good, String why) {
        if (good && before > 0) {
            background.log.info(source + " is well again, after " + before + (before == 1 ? " failure" : " failures"));
        } else if (!good && before == 0) {
            background.log.warn(source + " " + why + (now == null ? "; it is tried again" : "; what came before stays in use"));
        } else if (!good && background.log.debug()) {
            background.log.debug(source + " again " + why);
        }
    }
}
