package io.countersign.credential.oauth2;

import io.countersign.request.CredentialUnavailable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time, among the threads of this JVM and all processes of the machine: by the lock of a file that is there for this
 * alone and never replaced or deleted, so that all lock the same one. A process that dies has released it.
 */
final class StoreLock {
    /** Milliseconds from one attempt to the next; the operating system's own queue has no time limit. */
    private static final long INTERVAL = 10;

    private final OwnFile file;
    private final long limit;
    private final ReentrantLock threads = new ReentrantLock(true);

    /** Of the one who has it. */
    private RandomAccessFile open;

    /** @param limit milliseconds after which it is given up */
    StoreLock(OwnFile file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** Waits its turn. Who has it already has it once more. */
    void take() throws CredentialUnavailable {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limit);
        try {
            if (!threads.tryLock(limit, TimeUnit.MILLISECONDS)) {
                throw tooLong("another thread");
            }
            if (threads.getHoldCount() == 1) {
                boolean isTaken = false;
                try {
                    takeFile(end);
                    isTaken = true;
                } finally {
                    if (!isTaken) {
                        threads.unlock();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CredentialUnavailable("the thread was interrupted while it waited for the lock of " + file);
        }
    }

    private void takeFile(long end) throws CredentialUnavailable, InterruptedException {
        RandomAccessFile opened = file.open();
        boolean isTaken = false;
        try {
            for (;;) {
                if (isFree(opened)) {
                    open = opened;
                    isTaken = true;
                    return;
                }
                if (System.nanoTime() - end > 0) {
                    throw tooLong("another process");
                }
                Thread.sleep(INTERVAL);
            }
        } catch (IOException e) {
            throw new CredentialUnavailable(file + " cannot be locked (" + e.getMessage() + "); 'store' may name a place on another file system");
        } finally {
            if (!isTaken) {
                close(opened);
            }
        }
    }

    private static boolean isFree(RandomAccessFile opened) throws IOException {
        try {
            FileLock lock = opened.getChannel().tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Someone else in this JVM, through another object than this: as good as another process.
            return false;
        }
    }

    void release() {
        if (threads.getHoldCount() == 1) {
            close(open);
            open = null;
        }
        threads.unlock();
    }

    boolean isMine() {
        return threads.isHeldByCurrentThread();
    }

    private CredentialUnavailable tooLong(String who) {
        return new CredentialUnavailable(who + " has had the lock of " + file + " for more than " + limit / 1000 + " s");
    }

    private static void close(RandomAccessFile file) {
        try {
            file.close();
        } catch (IOException e) {
            // Closed it is, and its lock released.
        }
    }
}
