package io.countersign.secret;

import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import java.nio.file.Path;

/** The text of a file, read when it is made and by {@link #poll()}, never by {@link #value()}. */
final class FileSecret implements Secret, Watched {
    private final String reference;
    private final WatchedFile file;

    /** Looked at under this object's lock. */
    private final Known known;

    FileSecret(String reference, Path path, Log log, Secrets.Clock clock) {
        this.reference = reference;
        this.file = new WatchedFile(path, clock);
        this.known = new Known(reference + ": " + path, log, clock);
        poll();
        known.speak();
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
    public synchronized boolean refresh() {
        poll();
        return known.hasJustChanged();
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
            byte[] bytes = file.look(known.isFailing());
            if (bytes != null) {
                known.found(new Value(text(bytes)));
            }
        } catch (WatchedFile.Failure e) {
            known.failed(reference + ": " + file.path + " " + e.getMessage());
        }
    }

    private static String text(byte[] bytes) throws WatchedFile.Failure {
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
        return text.substring(0, end);
    }
}
