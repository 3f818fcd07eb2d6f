package io.countersign.client.jdk;

import java.io.IOException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;

/** One call's waiting for a credential that others wait for too: it ends when that is there, or when its call is cancelled. */
final class Waiting {
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** @param pending whatever it comes to, the credential says */
    Waiting(CompletableFuture<?> pending) {
        pending.whenComplete((there, failure) -> done.complete(null));
    }

    CompletableFuture<Void> done() {
        return done;
    }

    void cancel(IOException cause) {
        done.completeExceptionally(beforeConnecting(cause));
    }

    /** Nothing has been connected to yet, whatever the client believes. */
    static IOException beforeConnecting(IOException cause) {
        return cause instanceof HttpConnectTimeoutException ? new HttpTimeoutException("request timed out") : cause;
    }
}
