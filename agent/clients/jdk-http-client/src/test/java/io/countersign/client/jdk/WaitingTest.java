package io.countersign.client.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private final CompletableFuture<Void> pending = new CompletableFuture<>();
    private final Waiting waiting = new Waiting(pending);

    @Test
    void itEndsWithWhatIsWaitedFor() throws Exception {
        assertFalse(waiting.done().isDone());
        pending.complete(null);
        waiting.done().get();
    }

    @Test
    void itEndsWellWhereWhatIsWaitedForFails() throws Exception {
        pending.completeExceptionally(new IOException("unreachable"));
        waiting.done().get();
    }

    @Test
    void whoIsCancelledFailsAtOnceAndTheOthersWaitOn() throws Exception {
        Waiting other = new Waiting(pending);
        IOException cause = new IOException("Request cancelled");
        waiting.cancel(cause);
        assertSame(cause, assertThrows(ExecutionException.class, waiting.done()::get).getCause());
        assertFalse(pending.isDone());
        assertFalse(other.done().isDone());
        pending.complete(null);
        other.done().get();
        assertTrue(waiting.done().isCompletedExceptionally());
    }

    @Test
    void aTimeoutIsThatOfTheRequestForNothingIsConnectedToYet() {
        waiting.cancel(new HttpConnectTimeoutException("HTTP connect timed out"));
        Throwable failure = assertThrows(ExecutionException.class, waiting.done()::get).getCause();
        assertEquals(HttpTimeoutException.class, failure.getClass());
        assertEquals("request timed out", failure.getMessage());
    }
}
