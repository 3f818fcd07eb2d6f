package io.countersign.credential.certificate;

import io.countersign.background.Background;
import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;
import io.countersign.schema.Field;
import io.countersign.secret.Watched;
import java.util.HashSet;
import java.util.Set;

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

    /** The field of the policy that says where it is. */
    final Field<?> field;

    private volatile Now<T> now;

    /** Why it cannot be had as it is now; null if it can. Written under this object's lock. */
    private volatile String failure;

    // The rest under this object's lock.
    private WrongCertificate wrong;
    private NotThere missing;
    private long failingSince;

    /** Reasons of the failure, each once until all is well again, so that two that take turns do not fill the log. */
    private final Set<String> said = new HashSet<>();

    private static final class Now<T> {
        final T good;
        final CredentialUnavailable failure;

        Now(T good, CredentialUnavailable failure) {
            this.good = good;
            this.failure = failure;
        }
    }

    Renewed(String owner, Field<?> field, Background background) {
        this.owner = owner;
        this.field = field;
        this.log = background.log;
        this.moments = background.moments;
    }

    /**
     * Reads what there is.
     *
     * @param always whether to read it though it may not have changed
     * @return null if nothing of it has certainly changed since the last time
     * @throws NotThere if something is not there
     * @throws WrongCertificate if all is there, and something wrong
     */
    abstract T load(boolean always) throws NotThere, WrongCertificate;

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
        if (failure != null) {
            said.add(failure);
        }
    }

    /** What was wrong when it was looked at last, with all that is there; null if nothing was. */
    final synchronized WrongCertificate wrong() {
        return wrong;
    }

    /** What was not there when it was looked at last; null if all was. */
    final synchronized NotThere missing() {
        return missing;
    }

    /** What was wrong when it was looked at last; null if nothing was. */
    final String failure() {
        return failure;
    }

    @Override
    public final synchronized void poll() {
        look();
        boolean good = now.good != null;
        if (failure != null && (!good || moments.nanos() - failingSince >= GRACE_NANOS) && said.add(failure)) {
            log.warn(owner + ": " + failure + (good ? "; what was there before stays in use" : "; it is looked for again"));
        }
        if (good) {
            looked(now.good);
        }
    }

    private void look() {
        try {
            // What is there and wrong is so until it changes; its password is not tried on it twice a second.
            T loaded = load(failure != null && wrong == null);
            if (loaded != null) {
                take(loaded);
            }
        } catch (NotThere e) {
            failed(e.getMessage(), null, e);
        } catch (WrongCertificate e) {
            failed(e.getMessage(), e, null);
        } catch (RuntimeException | LinkageError e) {
            // A provider's fault. What it says may hold what it was given.
            failed("'" + field + "' cannot be read (" + e.getClass().getName() + ")", null, null);
        }
    }

    private void take(T loaded) {
        if (!said.isEmpty()) {
            log.info(owner + ": its files are well again");
        }
        failure = null;
        wrong = null;
        missing = null;
        said.clear();
        T before = now == null ? null : now.good;
        if (before == null || !isSame(before, loaded)) {
            now = new Now<>(loaded, null);
            if (before != null) {
                renewed(loaded);
            }
        }
    }

    private void failed(String reason, WrongCertificate wrong, NotThere missing) {
        if (failure == null) {
            failingSince = moments.nanos();
        }
        this.failure = reason;
        this.wrong = wrong;
        this.missing = missing;
        if (now == null || now.good == null) {
            now = new Now<>(null, new CredentialUnavailable(reason));
        }
    }
}
