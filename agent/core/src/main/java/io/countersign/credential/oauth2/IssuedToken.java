package io.countersign.credential.oauth2;

import io.countersign.background.KeyAndChain;
import io.countersign.request.Moments;

/** A token as it was issued, and for how long it is used. Its times are this machine's, counted from before it was asked for. */
final class IssuedToken {
    /** An expiry that is further off than that is believed to be meant as never, or as milliseconds. */
    private static final long LONGEST = 365L * 24 * 3600 * 1000;
    private static final long MOST_BEFORE = 300_000;
    private static final long MOST_ON_ITS_WAY = 5_000;

    /**
     * Lives, in milliseconds, below which a second is taken off: a server that counts in whole seconds ends a token up to one
     * sooner than it says. Of longer ones the last tenth is not used anyway.
     */
    private static final long BRIEF = 10_000;

    final String value;

    /** Milliseconds that it is good for. */
    final long life;

    /** The client certificate that it was asked for with, and may be bound to (RFC 8705, section 3); null for none. */
    final KeyAndChain shown;

    /** From when the next is to be fetched, in milliseconds since 1970 UTC. */
    final long renewal;

    /** Until when it is put on a request, which takes a moment to arrive: as the clock that is set, and the one that is not. */
    private final long last;
    private final long lastNanos;

    /** The millisecond in which both clocks have last said that it is good. */
    private volatile long goodAt = Long.MIN_VALUE;

    /**
     * @param asked when it was asked for: milliseconds since 1970 UTC, and nanoseconds of the clock that nobody sets
     * @param life milliseconds, more than 0
     * @param refreshBefore milliseconds before its end at which it is renewed; 0 for a fifth of its life, 5 minutes at most.
     *     Never more than half of its life: it would be renewed for each request
     * @param jitter from 0 to below 1, by which programs that began together do not go on together
     */
    IssuedToken(String value, long asked, long askedNanos, long life, long refreshBefore, double jitter, KeyAndChain shown) {
        this.value = value;
        this.shown = shown;
        this.life = life < BRIEF ? life - Math.min(1000, life / 2) : Math.min(life, LONGEST);
        long before = Math.min(refreshBefore > 0 ? refreshBefore : Math.min(this.life / 5, MOST_BEFORE), this.life / 2);
        this.renewal = asked + this.life - before - (long) (jitter * before / 4);
        long good = this.life - Math.min(this.life / 10, MOST_ON_ITS_WAY);
        this.last = asked + good;
        this.lastNanos = askedNanos + good * 1_000_000;
    }

    /** Both clocks must say so: the one stands still while a machine sleeps, the other may be set back. */
    boolean isGood(long millis, long nanos) {
        return millis < last && nanos - lastNanos < 0;
    }

    /** The same, with the second clock read once in a millisecond: four readings would cost as much as all else of a request. */
    boolean isGood(long millis, Moments moments) {
        if (millis == goodAt) {
            return true;
        }
        boolean good = isGood(millis, moments.nanos());
        if (good) {
            goodAt = millis;
        }
        return good;
    }

    /** Until when it is good, by the clock that is set. */
    long last() {
        return last;
    }

    /** Milliseconds for which it is good, by the clock that is set. */
    long left(long millis) {
        return last - millis;
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "***";
    }
}
