package io.countersign.store;

import io.countersign.background.Background;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.secret.Watched;
import java.util.concurrent.CompletableFuture;

/** A secret that is, or is a part of, what a store has: several may be parts of one thing, which is got once for all of them. */
final class StoreSecret<T> implements Secret, Watched {
    /** What of it is the secret. */
    interface Part<T> {
        /** @throws StoreFailure if it has no such part; the message follows what it is called */
        Value of(T thing) throws StoreFailure;
    }

    /** As long as a request may be under way that was signed before a change. */
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final String reference;
    private final Kept<T> kept;
    private final Part<T> part;
    private final Background background;

    private volatile Made<T> made = new Made<>(null, null);

    // Under this object's lock.
    private String failing;
    private boolean changed;
    private long changedAt;

    StoreSecret(String reference, Kept<T> kept, Part<T> part, Background background) {
        this.reference = reference;
        this.kept = kept;
        this.part = part;
        this.background = background;
    }

    @Override
    public Value value() throws CredentialUnavailable {
        T thing = kept.now();
        Made<T> m = made;
        if (m.from != thing) {
            m = look(thing);
        }
        if (m.value != null) {
            return m.value;
        }
        throw new CredentialUnavailable(reference + " " + (thing == null ? kept.failure() : m.failure));
    }

    /** What is wrong with a new one leaves the one before in use, if that was good. */
    private synchronized Made<T> look(T thing) {
        Value before = made.value;
        Value value = null;
        String failure = null;
        try {
            value = part.of(thing);
        } catch (StoreFailure e) {
            failure = e.getMessage();
        }
        if (failure != null && !failure.equals(failing)) {
            background.log.warn(reference + " " + failure + (before == null ? "" : "; the value that came before stays in use"));
        } else if (failure == null && failing != null) {
            background.log.info(reference + " is well again");
        }
        failing = failure;
        if (value != null && before != null && !value.isSame(before)) {
            changed = true;
            changedAt = background.moments.nanos();
            background.log.debug(reference + " has changed");
        }
        return made = new Made<>(thing, value == null || value.isSame(before) ? before : value, failure);
    }

    @Override
    public boolean canChange() {
        return true;
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public CompletableFuture<?> pending() {
        return kept.pending();
    }

    /** Never waits: what is begun here is there for the requests that follow. */
    @Override
    public boolean refresh() {
        kept.refresh();
        poll();
        synchronized (this) {
            return changed && background.moments.nanos() - changedAt < MINUTE_NANOS;
        }
    }

    @Override
    public void poll() {
        kept.poll();
        T thing = kept.now();
        if (thing != made.from) {
            look(thing);
        }
    }

    @Override
    public String toString() {
        return reference;
    }

    private static final class Made<T> {
        final T from;

        /** Null if there is none, and there has been none. */
        final Value value;
        final String failure;

        Made(T from, Value value) {
            this(from, value, null);
        }

        Made(T from, Value value, String failure) {
            this.from = from;
            this.value = value;
            this.failure = failure;
        }
    }
}
