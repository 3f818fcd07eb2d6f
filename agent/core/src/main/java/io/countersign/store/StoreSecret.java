package io.countersign.store;

import io.countersign.background.Background;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Known;
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

    private final String reference;
    private final Kept<T> kept;
    private final Part<T> part;

    /** Looked at under this object's lock. */
    private final Known known;

    /** What is known is of it; null for nothing yet. */
    private volatile T from;

    StoreSecret(String reference, Kept<T> kept, Part<T> part, Background background) {
        this.reference = reference;
        this.kept = kept;
        this.part = part;
        this.known = new Known(reference, background.log, background.moments::nanos);
        known.speak();
    }

    @Override
    public Value value() throws CredentialUnavailable {
        T thing = kept.now();
        if (thing == null) {
            throw new CredentialUnavailable(reference + " " + kept.failure());
        }
        if (from != thing) {
            look();
        }
        return known.value();
    }

    /** What is wrong with a new one leaves the one before in use, if that was good. */
    private synchronized void look() {
        // Another may have come while this one was on its way here.
        T thing = kept.now();
        if (thing == from) {
            return;
        }
        try {
            known.found(part.of(thing));
        } catch (StoreFailure e) {
            known.failed(reference + " " + e.getMessage());
        }
        from = thing;
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
            return known.hasJustChanged();
        }
    }

    @Override
    public boolean isPrompt() {
        return true;
    }

    @Override
    public void poll() {
        kept.poll();
        look();
    }

    @Override
    public String toString() {
        return reference;
    }
}
