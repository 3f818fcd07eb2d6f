package io.countersign.secret;

import io.countersign.request.CredentialUnavailable;
import io.countersign.log.Log;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** The text of a file, read when it is made and by {@link #poll()}, never by {@link #value()}. */
final class FileSecret implements Secret {
    static final int LIMIT = 1 << 20;

    /**
     * For how long an unchanged stamp is not believed: a file system may count time in whole seconds (or two, FAT),
     * so that a second write of the same length leaves no trace. It is counted from when the stamp was first seen,
     * not from the stamp, because the clock of a file server may be another one.
     */
    private static final long SETTLE_NANOS = 2_000_000_000L;

    /** As long as a request may be under way that was signed before a change. */
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final String reference;
    private final Path path;
    private final Log log;
    private final Secrets.Clock clock;

    /** A {@link Value}, or the {@link CredentialUnavailable} that stands in for it until the first good read. */
    private volatile Object now;

    // The rest is for the one who polls, under this object's lock.
    private FileTime modified;
    private long size;
    private Object key;
    private long stampSeen;
    private boolean settled;
    private boolean failing;
    private boolean changed;
    private long changedAt;

    /** Who makes it hears what is wrong from {@link #value()}. */
    private boolean made;
    private final Set<String> reported = new HashSet<String>();

    FileSecret(String reference, Path path, Log log, Secrets.Clock clock) {
        this.reference = reference;
        this.path = path;
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
    synchronized void poll() {
        String reason;
        try {
            reason = read();
        } catch (NoSuchFileException e) {
            reason = Files.isSymbolicLink(path) ? "is a link to a file that is not there" : "is not there";
        } catch (AccessDeniedException e) {
            reason = "may not be read by this process (access denied)";
        } catch (CharacterCodingException e) {
            reason = "is not text in UTF-8";
        } catch (FileSystemException e) {
            reason = "cannot be read: " + (e.getReason() != null ? e.getReason() : e.getClass().getSimpleName());
        } catch (IOException e) {
            reason = "cannot be read: " + e;
        } catch (RuntimeException e) {
            // A security manager, or another file system's fault; the other files must still be looked at.
            reason = "cannot be read: " + e;
        }
        if (reason == null) {
            recovered();
        } else {
            failed(reason);
        }
    }

    /** Null if all is well, else what is wrong with the file. */
    private String read() throws IOException {
        // The attributes come before the content: a write in between makes the next look see another stamp.
        BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class);
        boolean same = modified != null && seen.lastModifiedTime().equals(modified) && seen.size() == size
                && Objects.equals(seen.fileKey(), key);
        long time = clock.nanoTime();
        if (!same) {
            modified = seen.lastModifiedTime();
            size = seen.size();
            key = seen.fileKey();
            stampSeen = time;
            settled = false;
        }
        // What failed is tried every time: a permission that was given leaves the stamp as it was.
        if (same && settled && !failing) {
            return null;
        }
        if (seen.isDirectory()) {
            return "is a directory";
        }
        if (!seen.isRegularFile()) {
            return "is not a regular file"; // opening a pipe would wait for its writer
        }
        if (seen.size() > LIMIT) {
            return "is larger than 1 MiB";
        }
        byte[] bytes = bytes();
        if (bytes == null) {
            return "is larger than 1 MiB";
        }
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end -= end > 1 && text.charAt(end - 2) == '\r' ? 2 : 1;
        }
        if (end == 0) {
            return "is empty";
        }
        text = text.substring(0, end);
        Object known = now;
        if (!(known instanceof Value) || !((Value) known).text().equals(text)) {
            now = new Value(text);
            if (known instanceof Value) {
                changed = true;
                changedAt = time;
                log.debug(reference + " has changed");
            }
        }
        settled = time - stampSeen >= SETTLE_NANOS;
        return null;
    }

    /** Null if there are more than allowed: the size that was seen before need not be that of what is read. */
    private byte[] bytes() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (InputStream in = Files.newInputStream(path)) {
            for (int n; (n = in.read(buffer)) >= 0; ) {
                if (all.size() + n > LIMIT) {
                    return null;
                }
                all.write(buffer, 0, n);
            }
        }
        return all.toByteArray();
    }

    private void failed(String reason) {
        failing = true;
        String text = reference + ": " + path + " " + reason;
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
            log.info(reference + ": " + path + " is well again");
        }
    }
}
