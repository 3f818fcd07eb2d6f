package io.countersign.secret;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/** A file of at most 1 MiB that is looked at again and again, and read when it may have changed. For one thread at a time. */
public final class WatchedFile {
    static final int LIMIT = 1 << 20;

    /**
     * For how long an unchanged stamp is not believed: a file system may count time in whole seconds (or two, FAT),
     * so that a second write of the same length leaves no trace. It is counted from when the stamp was first seen,
     * not from the stamp, because the clock of a file server may be another one.
     */
    private static final long SETTLE_NANOS = 2_000_000_000L;

    /** Why a file cannot be had, to follow its path: {@code is not there}. */
    public static final class Failure extends Exception {
        public Failure(String message) {
            super(message, null, false, false);
        }
    }

    public final Path path;
    private final Secrets.Clock clock;
    private FileTime modified;
    private long size;
    private Object key;
    private long stampSeen;
    private boolean settled;

    WatchedFile(Path path, Secrets.Clock clock) {
        this.path = path;
        this.clock = clock;
    }

    /**
     * What the file holds, if it may have changed since the last time.
     *
     * @param always whether to read it in any case: a permission that was given leaves the stamp as it was
     * @return null if it certainly has not
     */
    public byte[] look(boolean always) throws Failure {
        try {
            return read(always);
        } catch (NoSuchFileException e) {
            throw new Failure(Files.isSymbolicLink(path) ? "is a link to a file that is not there" : "is not there");
        } catch (AccessDeniedException e) {
            throw new Failure("may not be read by this process (access denied)");
        } catch (FileSystemException e) {
            throw new Failure("cannot be read: " + (e.getReason() != null ? e.getReason() : e.getClass().getSimpleName()));
        } catch (IOException | RuntimeException e) {
            // A security manager, or another file system's fault; the other files must still be looked at.
            throw new Failure("cannot be read: " + e);
        }
    }

    private byte[] read(boolean always) throws IOException, Failure {
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
        if (same && settled && !always) {
            return null;
        }
        if (seen.isDirectory()) {
            throw new Failure("is a directory");
        }
        if (!seen.isRegularFile()) {
            throw new Failure("is not a regular file"); // opening a pipe would wait for its writer
        }
        byte[] bytes = seen.size() > LIMIT ? null : bytes();
        if (bytes == null) {
            throw new Failure("is larger than 1 MiB");
        }
        settled = time - stampSeen >= SETTLE_NANOS;
        return bytes;
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
}
