package io.countersign.secret;

import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import java.util.HashSet;
import java.util.Set;

/**
 * What is known of a secret that may become another: the last good value, and what has been wrong since. The log is told of each fault once
 * until all is well again, so that two that take turns do not fill it. For one at a time who looks; anybody may ask for the value.
 */
public final class Known {
    /** As long as a request may be under way that was signed before a change. */
    private static final long MINUTE_NANOS = 60_000_000_000L;

    /** What the log calls it. */
    private final String name;
    private final Log log;
    private final Secrets.Clock clock;

    /** A {@link Secret.Value}, or the {@link CredentialUnavailable} that stands in for it until the first. */
    private volatile Object now;

    // The rest is for the one who looks.
    private final Set<String> faults = new HashSet<>();
    private boolean speaks;
    private boolean changed;
    private long changedAt;

    public Known(String name, Log log, Secrets.Clock clock) {
        this.name = name;
        this.log = log;
        this.clock = clock;
    }

    /** From now on the log is told. Who makes it hears from {@link #value} what is wrong. */
    public void speak() {
        speaks = true;
    }

    /** One volatile read, after the first that was found or has failed. */
    public Secret.Value value() throws CredentialUnavailable {
        Object seen = now;
        if (seen instanceof Secret.Value) {
            return (Secret.Value) seen;
        }
        throw (CredentialUnavailable) seen;
    }

    public boolean isThere() {
        return now instanceof Secret.Value;
    }

    /** The same object stays where the secret is the same. */
    public void found(Secret.Value value) {
        Object before = now;
        if (!value.isSame(before instanceof Secret.Value ? (Secret.Value) before : null)) {
            now = value;
            if (before instanceof Secret.Value) {
                changed = true;
                changedAt = clock.nanoTime();
                log.debug(name + " has changed");
            }
        }
        well();
    }

    /** What is known is all there is to know. */
    public void well() {
        if (isFailing()) {
            faults.clear();
            log.info(name + " is well again");
        }
    }

    /** @param fault with where it is, for whoever needs the value too */
    public void failed(String fault) {
        if (!isThere()) {
            now = new CredentialUnavailable(fault);
        }
        if (faults.add(fault) && speaks) {
            log.warn(fault + (isThere() ? "; the value of before stays in use" : "; it is looked for again"));
        }
    }

    public boolean isFailing() {
        return !faults.isEmpty();
    }

    /** Whether it has since a minute ago. */
    public boolean hasJustChanged() {
        return changed && clock.nanoTime() - changedAt < MINUTE_NANOS;
    }
}
