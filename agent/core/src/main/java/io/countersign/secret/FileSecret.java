package io.countersign.secret;

import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The text of a file, read when it is made and by {@link #poll()}, never by {@link #value()}. */
final class FileSecret implements Secret, Watched {
    /** As long as a request may be under way that was signed before a change. */
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final String reference;
    private final WatchedFile file;
    private final Log log;
    private final Secrets.Clock clock;

    /** A {@link Value}, or the {@link CredentialUnavailable} that stands in for it until the first good read. */
    private volatile Object now;

    // The rest is for the one who polls, under this object's lock.
    private boolean failing;
    private boolean changed;
    private long changedAt;

    /** Who makes it hears what is wrong from {@link #value()}. */
    private boolean made;
    private final Set<String> reported = new HashSet<String>();

    FileSecret(String reference, Path path, Log log, Secrets.Clock clock) {
        this.reference = reference;
        this.file = new WatchedFile(path, clock);
        this.log = log;
        this.clock = clock;
        poll();
        made = true;
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
    public synchronized boolean refresh() {
        poll();
        return changed && clock.nanoTime() - changedAt < MINUTE_NANOS;
    }

    @Override
    public String toString() {
        return reference;
    }

    /** Looks whether the file has changed and reads it if it has, or if what was known of it is not certain. */
    @Override
    public synchronized void poll() {
        try {
            // What failed is tried every time.
            byte[] bytes = file.look(failing);
            if (bytes != null) {
                take(bytes);
            }
            recovered();
        } catch (WatchedFile.Failure e) {
            failed(e.getMessage());
        }
    }

    private void take(byte[] bytes) throws WatchedFile.Failure {
        String text = Value.text(bytes);
        if (text == null) {
            throw new WatchedFile.Failure("is not text in UTF-8");
        }
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end -= end > 1 && text.charAt(end - 2) == '\r' ? 2 : 1;
        }
        if (end == 0) {
            throw new WatchedFile.Failure("is empty");
        }
        text = text.substring(0, end);
        Object known = now;
        if (!(known instanceof Value) || !((Value) known).text.equals(text)) {
            now = new Value(text);
            if (known instanceof Value) {
                changed = true;
                changedAt = clock.nanoTime();
                log.debug(reference + " has changed");
            }
        }
    }

    private void failed(String reason) {
        failing = true;
        String text = reference + ": " + file.path + " " + reason;
        boolean good = now instanceof Value;
        if (!good) {
            now = new CredentialUnavailable(text);
        }
        // Each reason once until it is well again, so that two that take turns do not fill the log.
        if (reported.add(reason) && made) {
            log.warn(text + (good ? "; the value read before stays in use" : "; it is looked for again"));
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            reported.clear();
            log.info(reference + ": " + file.path + " is well again");
        }
    }
}
