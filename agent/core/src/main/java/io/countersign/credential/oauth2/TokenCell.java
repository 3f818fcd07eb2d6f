package io.countersign.credential.oauth2;

import io.countersign.background.Background;
import io.countersign.background.Fetch;
import io.countersign.background.KeyAndChain;
import io.countersign.credential.Validity;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One token that many requests share, and the whole policy of having it.
 *
 * <p>There is one fetch at a time. A token is renewed ahead, while it goes on being used, for as long as it is in use; that
 * a renewal fails costs it nothing. Who finds no token waits for the fetch under way. A fetch that nobody could do without
 * is tried {@value #TRIES} times before those who wait are refused. After a failure there is a pause, 100 ms doubled each
 * time up to 30 s, or what the server asks for: meanwhile requests are refused at once with the cause. A token that a
 * resource has refused is dropped, unless its like have been refused over and over, which another would not mend; so is one that
 * was asked for with a client certificate which has been renewed since. A cell that no policy has any more renews nothing.
 */
final class TokenCell {
    /** Gets a token from its server. Blocks. Its {@code toString} says which, for the log. */
    interface Source {
        IssuedToken fetch() throws TokenFailure;

        /** The id of the client that asks, and the server that is asked: for those who are told of it. */
        default String client() {
            return "";
        }

        default String server() {
            return "";
        }

        /** The client certificate that a token would be asked for with now: the same object until it is renewed; null for none. */
        default KeyAndChain shown() {
            return null;
        }
    }

    private static final int TRIES = 3;

    /** Milliseconds after which those who wait are not made to wait for another try: a server that hangs would hold them thrice. */
    private static final long PATIENCE = 2_000;
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 30_000;
    private static final long LONGEST_RETRY_AFTER = 600_000;

    private static final long LONGEST_WAIT = 3_600_000;

    /** Lives for which a token that nobody uses is renewed. */
    private static final int IDLE_LIVES = 3;

    /** Tokens that may be refused by resources in a row before it takes a minute for another to be. */
    private static final int REFUSED_IN_A_ROW = 3;
    private static final long REFUSED_PAUSE = 60_000;

    private static final State EMPTY = new State(null, null, null, 0, 0, 0, 0);
    private static final CredentialUnavailable OVER = new CredentialUnavailable(
            "the tokens that its server issues are over before they can be used; see 'default-lifetime', or the server's settings");
    private static final CredentialUnavailable OF_ANOTHER_KEY = new CredentialUnavailable(
            "its token was for a client certificate that has been renewed since, and another token has not come yet");
    private static final CredentialUnavailable NOT_YET = new CredentialUnavailable(
            "its token has not come yet, or has just been refused by a resource; another try may find one");

    private final Source source;
    private final Background background;
    private final AtomicReference<State> state = new AtomicReference<>(EMPTY);

    /** When a request has last used the token, roughly. */
    private volatile long used;

    TokenCell(Source source, Background background) {
        this.source = source;
        this.background = background;
    }

    /**
     * @return null if {@link #token} has an answer now, be it that there is none; else what is completed when it has
     */
    CompletableFuture<?> pending(Moments moments) {
        long now = moments.millis();
        for (State s = state.get(); ; s = state.get()) {
            boolean isGood = s.token != null && s.token.isGood(now, moments);
            if (isGood && (s.token.shown == null || s.token.shown == source.shown())) {
                if (now - used > s.token.life / 8 || now < used) {
                    used = now;
                }
                if (now >= s.token.renewal && s.isDue(now)) {
                    begin(s, now);
                }
                return null;
            }
            if (s.token != null) {
                // It is over, or of a certificate that is: whoever asks for it from now on finds none.
                state.compareAndSet(s, new State(null, s.failure != null ? s.failure : isGood ? OF_ANOTHER_KEY : OVER, s.fetch, s.failures, s.until, s.dropped, s.droppedAt));
                continue;
            }
            if (s.fetch != null) {
                return s.fetch;
            }
            if (!s.isDue(now)) {
                return null;
            }
            used = now;
            State begun = begin(s, now);
            if (begun != null) {
                return begun.fetch;
            }
        }
    }

    /**
     * Asked right after {@link #pending}, which has looked at the clocks and taken away what is over.
     *
     * @throws CredentialUnavailable with the cause, if there is none that can be used
     */
    IssuedToken token() throws CredentialUnavailable {
        State s = state.get();
        if (s.token != null) {
            return s.token;
        }
        throw s.failure != null ? s.failure : NOT_YET;
    }

    /**
     * A resource has refused a token with 401.
     *
     * @param value the token; null if it is not known which
     * @return whether the request may be sent again, with another
     */
    boolean refused(String value, Moments moments) {
        long now = moments.millis();
        for (State s = state.get(); ; s = state.get()) {
            if (s.token == null) {
                return s.mayHaveAnother(now);
            }
            if (value != null && !value.equals(s.token.value)) {
                return true;
            }
            int inARow = now - s.droppedAt > REFUSED_PAUSE ? 0 : s.dropped;
            if (inARow >= REFUSED_IN_A_ROW) {
                return false;
            }
            if (state.compareAndSet(s, new State(null, s.failure, s.fetch, s.failures, s.until, inARow + 1, now))) {
                return s.mayHaveAnother(now);
            }
        }
    }

    /** @return null if another has been quicker */
    private State begin(State s, long now) {
        State begun = new State(s.token, s.failure, new CompletableFuture<>(), s.failures, s.until, s.dropped, s.droppedAt);
        if (!state.compareAndSet(s, begun)) {
            return null;
        }
        try {
            background.work.run(() -> fetch(begun.fetch, now));
        } catch (Throwable e) {
            // A process that may have no more threads, or a stack that is at its end.
            giveUp(begun.fetch, e);
        }
        return begun;
    }

    private void fetch(CompletableFuture<Void> fetch, long begun) {
        try {
            tryOnce(fetch, begun);
        } catch (Throwable e) {
            giveUp(fetch, e);
        }
    }

    /** Whatever happens, nobody may wait for a fetch that has no end. Next to nothing is asked of a JVM that has just failed. */
    private void giveUp(CompletableFuture<Void> fetch, Throwable why) {
        State s = state.get();
        while (s.fetch == fetch && !state.compareAndSet(s, new State(s.token, new CredentialUnavailable(
                "the agent could not go about getting a token: ".concat(why.getClass().getName())), null, s.failures + 1,
                background.moments.millis() + FIRST_PAUSE, s.dropped, s.droppedAt))) {
            s = state.get();
        }
        fetch.completeExceptionally(why);
    }

    private void tryOnce(CompletableFuture<Void> fetch, long begun) {
        IssuedToken token = null;
        TokenFailure failure = null;
        boolean isHeard = background.isHeard();
        long began = isHeard ? background.moments.nanos() : 0;
        try {
            token = source.fetch();
            if (!token.isGood(background.moments.millis(), background.moments.nanos())) {
                failure = new TokenFailure(TokenFailure.Kind.PASSING, "the token that was issued lives " + token.life
                        + " ms, which is over before it can be used");
            }
        } catch (TokenFailure e) {
            failure = e;
        } catch (Throwable e) {
            failure = new TokenFailure(TokenFailure.Kind.PASSING, "the agent failed on getting a token (" + e.getClass().getName()
                    + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0]) + ")");
        }
        if (isHeard) {
            background.tell(Fetch.token(background.moments.millis(), source.client(), source.server(), failure == null ? token.life : 0,
                    failure == null ? null : failure.getMessage(), background.moments.nanos() - began));
        }
        if (failure == null) {
            end(fetch, token);
        } else {
            fail(fetch, failure, begun);
        }
    }

    Validity validity() {
        State s = state.get();
        boolean isThere = s.token != null && s.token.isGood(background.moments.millis(), background.moments.nanos());
        return new Validity(Validity.Kind.TOKEN, isThere ? s.token.last() : 0, s.failure == null ? null : s.failure.getMessage());
    }

    /** Which failures are told: the first of several. */
    private void tell(State before, State failed, long now) {
        if (before.failures == 0) {
            background.log.warn("no token (" + source + "): " + failed.failure.getMessage()
                    + (failed.token == null ? "" : "; the one that there is lasts " + failed.token.left(now) / 1000 + " s more"));
        } else if (background.log.debug()) {
            background.log.debug("again no token (" + source + "): " + failed.failure.getMessage());
        }
    }

    private void end(CompletableFuture<Void> fetch, IssuedToken token) {
        State s;
        do {
            s = state.get();
        } while (!state.compareAndSet(s, new State(token, null, null, 0, 0, s.dropped, s.droppedAt)));
        fetch.complete(null);
        if (s.failures > 0) {
            background.log.info("a token again (" + source + "), after " + s.failures + (s.failures == 1 ? " failure" : " failures"));
        } else if (background.log.debug()) {
            background.log.debug("a token for " + token.life / 1000 + " s (" + source + ")");
        }
        renewInTime(token);
    }

    /** By an hour at a time: one that has been dropped is not held for as long as it was to live, which may be a year. */
    private void renewInTime(IssuedToken token) {
        long left = Math.max(0, token.renewal - background.moments.millis());
        later(Math.min(left, LONGEST_WAIT), cell -> {
            if (left <= LONGEST_WAIT) {
                cell.renew(token);
            } else if (cell.state.get().token == token) {
                cell.renewInTime(token);
            }
        });
    }

    /** @param task holds no cell, so that what waits for its time does not keep one that nobody else holds */
    private void later(long millis, Consumer<TokenCell> task) {
        WeakReference<TokenCell> held = new WeakReference<>(this);
        background.work.after(millis, () -> {
            TokenCell cell = held.get();
            if (cell != null) {
                task.accept(cell);
            }
        });
    }

    private void fail(CompletableFuture<Void> fetch, TokenFailure failure, long begun) {
        long now = background.moments.millis();
        State s;
        State failed;
        boolean again;
        long pause;
        do {
            s = state.get();
            boolean good = s.token != null && s.token.isGood(now, background.moments.nanos());
            // As the end of a good one comes near, it is tried more often.
            pause = pause(s.failures, good ? Math.max(FIRST_PAUSE, s.token.left(now) / 2) : LONGEST_PAUSE, failure);
            again = !good && s.failures < TRIES - 1 && failure.kind == TokenFailure.Kind.PASSING && failure.retryAfter == 0
                    && now - begun < PATIENCE;
            failed = new State(good ? s.token : null, new CredentialUnavailable(failure.getMessage()), again ? fetch : null,
                    s.failures + 1, now + pause, s.dropped, s.droppedAt);
        } while (!state.compareAndSet(s, failed));
        tell(s, failed, now);
        IssuedToken kept = failed.token;
        if (again) {
            // Somebody may wait for it, whatever has become of the policy.
            background.work.after(pause, () -> {
                if (state.get().fetch == fetch) {
                    fetch(fetch, begun);
                }
            });
            return;
        }
        fetch.completeExceptionally(failed.failure);
        if (kept != null) {
            later(pause, cell -> cell.renew(kept));
        }
    }

    /** Half to whole of 100 ms doubled with each failure, up to 30 s; what the server asks for where that is more. */
    private long pause(int failures, long longest, TokenFailure failure) {
        long pause = Math.min(Math.min(LONGEST_PAUSE, longest), FIRST_PAUSE << Math.min(failures, 10));
        long jittered = pause / 2 + (long) (pause / 2 * Jitter.next(background.moments));
        return Math.max(jittered, Math.min(failure.retryAfter, LONGEST_RETRY_AFTER));
    }

    /** In time, if it is still the one in use. */
    private void renew(IssuedToken token) {
        long now = background.moments.millis();
        State s = state.get();
        if (s.token == token && s.isDue(now) && now - used <= IDLE_LIVES * token.life) {
            begin(s, now);
        }
    }

    /** What there is at one moment; replaced as a whole. */
    private static final class State {
        /** Null if there is none. It may be over. */
        final IssuedToken token;

        /** Why the last fetch came to nothing; null if it did not. */
        final CredentialUnavailable failure;

        /** Under way; null if none is. */
        final CompletableFuture<Void> fetch;

        /** In a row, and until when there is a pause. */
        final int failures;
        final long until;

        /** How many tokens have been dropped in a row, and when the last was. */
        final int dropped;
        final long droppedAt;

        State(IssuedToken token, CredentialUnavailable failure, CompletableFuture<Void> fetch, int failures, long until, int dropped,
                long droppedAt) {
            this.token = token;
            this.failure = failure;
            this.fetch = fetch;
            this.failures = failures;
            this.until = until;
            this.dropped = dropped;
            this.droppedAt = droppedAt;
        }

        boolean mayHaveAnother(long now) {
            return fetch != null || isDue(now);
        }

        /** Whether a fetch may begin. A clock that was set back does not make the pause longer than any pause is. */
        boolean isDue(long now) {
            return fetch == null && (now >= until || until - now > LONGEST_RETRY_AFTER);
        }
    }
}
