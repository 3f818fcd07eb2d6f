package io.countersign.store;

import io.countersign.key.KeyStoreFile;
import io.countersign.key.WrongKey;
import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Known;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import io.countersign.secret.Watched;
import io.countersign.secret.WatchedFile;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** The bytes of a secret key in a key store's file. A store that is replaced is read anew; what is wrong with it leaves the key of before in use. */
final class KeyStoreSecret implements Secret, Watched {
    private final String reference;
    private final WatchedFile file;
    private final String alias;

    /** Null for none. */
    private final Secret password;

    /** Looked at under this object's lock. */
    private final Known known;

    /** The password that the store was last looked at with, whatever came of it. */
    private volatile Value tried;

    // The rest under this object's lock.
    private Value lastPassword;
    private boolean isMissing;
    private String wrong;

    /** @throws IllegalArgumentException if the store is there and wrong */
    KeyStoreSecret(String reference, WatchedFile file, String alias, Secret password, Log log, Secrets.Clock clock) {
        this.reference = reference;
        this.file = file;
        this.alias = alias;
        this.password = password;
        this.known = new Known(reference + ": " + file.path, log, clock);
        poll();
        known.speak();
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
        return known.value();
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
        if (known.isThere() || !waits()) {
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
        return known.hasJustChanged();
    }

    @Override
    public synchronized void poll() {
        try {
            Value opening = password == null ? null : password.value();
            tried = opening;
            // Before the look, which finds a change once.
            String opens = opening == null ? null : opening.text();
            // What is there and wrong is so until it, or its password, is another.
            byte[] content = file.look(isMissing || opening != lastPassword);
            isMissing = false;
            if (content != null) {
                lastPassword = opening;
                wrong = null;
                known.found(new Value(KeyStoreFile.secretKey(content, alias, opens)));
            }
            if (wrong == null) {
                known.well();
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

    private void failed(String fault) {
        known.failed(reference + ": " + fault);
    }

    @Override
    public String toString() {
        return reference;
    }
}
