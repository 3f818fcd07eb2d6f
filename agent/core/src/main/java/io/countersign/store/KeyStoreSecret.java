package io.countersign.store;

import io.countersign.key.KeyStoreFile;
import io.countersign.key.WrongKey;
import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.secret.Watched;
import io.countersign.secret.WatchedFile;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The bytes of a secret key in a key store's file. A store that is replaced is read anew; what is wrong with it leaves the key of before in use. */
final class KeyStoreSecret implements Secret, Watched {
    /** As long as a request may be under way that was signed before a change. */
    private static final long MINUTE_NANOS = 60_000_000_000L;

    /** A clock that only goes forward. */
    interface Clock {
        long nanos();
    }

    private final String reference;
    private final WatchedFile file;
    private final String alias;

    /** Null for none. */
    private final Secret password;
    private final Log log;
    private final Clock clock;

    /** A {@link Value}, or the {@link CredentialUnavailable} that stands in for it until the first good read. */
    private volatile Object now;

    /** The password that the store was last looked at with, whatever came of it. */
    private volatile Value tried;

    // The rest under this object's lock.
    private Value lastPassword;
    private boolean isMissing;
    private String wrong;
    private boolean changed;
    private long changedAt;

    /** Who makes it hears what is wrong from {@link #value()}. */
    private boolean made;
    private final Set<String> reported = new HashSet<>();

    /** @throws IllegalArgumentException if the store is there and wrong */
    KeyStoreSecret(String reference, WatchedFile file, String alias, Secret password, Log log, Clock clock) {
        this.reference = reference;
        this.file = file;
        this.alias = alias;
        this.password = password;
        this.log = log;
        this.clock = clock;
        poll();
        made = true;
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
    }

    @Override
    public void watched(Collection<Watched> to) {
        to.add(this);
        if (password != null) {
            password.watched(to);
        }
    }

    @Override
    public Value value() throws CredentialUnavailable {
        Object seen = now;
        if (seen instanceof Value) {
            return (Value) seen;
        }
        throw (CredentialUnavailable) seen;
    }

    @Override
    public boolean canChange() {
        return true;
    }

    @Override
    public boolean waits() {
        return password != null && password.waits();
    }

    @Override
    public CompletableFuture<?> pending() {
        if (now instanceof Value || !waits()) {
            return null;
        }
        CompletableFuture<?> pending = password.pending();
        if (pending == null && isUntried()) {
            // Who has waited for the password need not wait for the next look too. What is wrong then is for the watcher to look at again.
            pollOnce();
        }
        return pending;
    }

    private boolean isUntried() {
        try {
            return password.value() != tried;
        } catch (CredentialUnavailable e) {
            return false;
        }
    }

    private synchronized void pollOnce() {
        if (isUntried()) {
            poll();
        }
    }

    @Override
    public synchronized boolean refresh() {
        if (password != null) {
            password.refresh();
        }
        poll();
        return changed && clock.nanos() - changedAt < MINUTE_NANOS;
    }

    @Override
    public synchronized void poll() {
        try {
            Value opening = password == null ? null : password.value();
            tried = opening;
            // What is there and wrong is so until it, or its password, is another.
            byte[] content = file.look(isMissing || opening != lastPassword);
            isMissing = false;
            if (content != null) {
                lastPassword = opening;
                wrong = null;
                take(new Value(KeyStoreFile.secretKey(content, alias, opening == null ? null : opening.text())));
            }
            if (wrong == null && !reported.isEmpty()) {
                reported.clear();
                log.info(reference + ": " + file.path + " is well again");
            }
        } catch (WatchedFile.Failure e) {
            isMissing = true;
            failed(file.path + " " + e.getMessage());
        } catch (WrongKey e) {
            failed(wrong = file.path + " " + e.getMessage());
        } catch (CredentialUnavailable e) {
            failed("its password: " + e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            // A provider's fault. What it says may hold what it was given.
            failed(wrong = file.path + " cannot be read (" + e.getClass().getName() + ")");
        }
    }

    private void take(Value key) {
        Object known = now;
        if (!(known instanceof Value) || !((Value) known).isSame(key)) {
            now = key;
            if (known instanceof Value) {
                changed = true;
                changedAt = clock.nanos();
                log.debug(reference + " has changed");
            }
        }
    }

    private void failed(String reason) {
        String text = reference + ": " + reason;
        boolean good = now instanceof Value;
        if (!good) {
            now = new CredentialUnavailable(text);
        }
        // Each reason once until it is well again, so that two that take turns do not fill the log.
        if (reported.add(reason) && made) {
            log.warn(text + (good ? "; the key read before stays in use" : "; it is looked for again"));
        }
    }

    @Override
    public String toString() {
        return reference;
    }
}
