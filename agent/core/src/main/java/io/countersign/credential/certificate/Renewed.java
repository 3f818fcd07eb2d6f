package io.countersign.credential.certificate;

import io.countersign.background.Background;
import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;
import io.countersign.secret.Watched;

/**
 * What is made of files, and made anew when they change: what was good last stays in use until what follows it is good too.
 * {@link #current()} is one volatile read.
 */
abstract class Renewed<T> implements Watched {
    /** For how long files may not fit together while they are replaced, one after the other, before it is said. */
    private static final long GRACE_NANOS = 5_000_000_000L;

    final Log log;
    final Moments moments;

    /** What it is called in the log and in errors: {@code credential 'mesh-identity'}. */
    final String owner;

    private volatile Now<T> now;

    // The rest under this object's lock.
    private WrongCertificate mistake;
    private String failure;
    private long failingSince;
    private boolean said;

    private static final class Now<T> {
        final T good;
        final CredentialUnavailable failure;

        Now(T good, CredentialUnavailable failure) {
            this.good = good;
            this.failure = failure;
        }
    }

    Renewed(String owner, Background background) {
        this.owner = owner;
        this.log = background.log;
        this.moments = background.moments;
    }

    /**
     * Reads what there is.
     *
     * @param always whether to read it though it may not have changed
     * @return null if it certainly has not changed since the last time
     * @throws CredentialUnavailable if something is not there
     * @throws WrongCertificate if all is there, and something wrong
     */
    abstract T load(boolean always) throws CredentialUnavailable, WrongCertificate;

    /** Whether what has been read anew is what was there: then that stays, for sessions and pools are judged by the object. */
    abstract boolean isSame(T before, T loaded);

    /** Another one, good too, is in the place of the one before. */
    abstract void renewed(T good);

    /** Called with each look, under the lock. */
    void looked(T good) {}

    /** @throws CredentialUnavailable if there has been no good one yet */
    public final T current() throws CredentialUnavailable {
        Now<T> seen = now;
        if (seen.good == null) {
            throw seen.failure;
        }
        return seen.good;
    }

    /** Reads it for the first time. What is wrong is for the caller to say. */
    final synchronized void begin() {
        look();
        said = true;
    }

    /** What was wrong when it was looked at last, with all that is there; null if nothing was, or something was not there. */
    final synchronized WrongCertificate mistake() {
        return mistake;
    }

    @Override
    public final synchronized void poll() {
        look();
        boolean good = now.good != null;
        if (failure != null && !said && (!good || moments.nanos() - failingSince >= GRACE_NANOS)) {
            said = true;
            log.warn(owner + ": " + failure + (good ? "; what was there before stays in use" : "; it is looked for again"));
        }
        if (good) {
            looked(now.good);
        }
    }

    private void look() {
        mistake = null;
        try {
            T loaded = load(failure != null);
            if (failure != null && said) {
                log.info(owner + ": its files are well again");
            }
            failure = null;
            T before = now == null ? null : now.good;
            if (loaded != null && (before == null || !isSame(before, loaded))) {
                now = new Now<>(loaded, null);
                if (before != null) {
                    renewed(loaded);
                }
            }
        } catch (CredentialUnavailable e) {
            failed(e.getMessage());
        } catch (WrongCertificate e) {
            mistake = e;
            failed("'" + e.field + "' " + e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            // A provider's fault. What it says may hold what it was given.
            failed("its files cannot be read (" + e.getClass().getName() + ")");
        }
    }

    private void failed(String reason) {
        if (!reason.equals(failure)) {
            failure = reason;
            failingSince = moments.nanos();
            said = false;
        }
        if (now == null || now.good == null) {
            now = new Now<>(null, new CredentialUnavailable(reason));
        }
    }
}
