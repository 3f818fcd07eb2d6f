package io.countersign.client.urlconnection;

import java.net.SocketTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long a connection waits for credentials: as long as for an answer, its read timeout. As while it reads, an interrupt
 * changes nothing, and is there for whoever looks for it later.
 */
final class Patience {
    private final long since = System.nanoTime();

    /** Milliseconds; 0 for no limit. */
    private final int readTimeout;

    Patience(int readTimeout) {
        this.readTimeout = readTimeout;
    }

    void await(CompletableFuture<?> pending) throws SocketTimeoutException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (readTimeout == 0) {
                        pending.get();
                    } else {
                        pending.get(TimeUnit.MILLISECONDS.toNanos(readTimeout) - (System.nanoTime() - since), TimeUnit.NANOSECONDS);
                    }
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException | CancellationException e) {
            // The credential says why.
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("Read timed out: " + readTimeout + " ms have passed, and a credential of the request is"
                    + " not there yet");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
