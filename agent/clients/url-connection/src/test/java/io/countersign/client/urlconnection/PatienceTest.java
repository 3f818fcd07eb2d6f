package io.countersign.client.urlconnection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final CompletableFuture<Void> pending = new CompletableFuture<>();

    @Test
    void itEndsWithWhatIsWaitedForWhateverThatComesTo() throws Exception {
        pending.complete(null);
        new Patience(0).await(pending);
        new Patience(1).await(pending);
        CompletableFuture<Void> failed = new CompletableFuture<>();
        failed.completeExceptionally(new IOException("unreachable"));
        new Patience(0).await(failed);
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        new Patience(0).await(cancelled);
    }

    @Test
    void itEndsWhenTheReadTimeoutIsOverHoweverOftenItIsAsked() {
        Patience patience = new Patience(1);
        String message = assertThrows(SocketTimeoutException.class, () -> patience.await(pending)).getMessage();
        assertTrue(message.startsWith("Read timed out: 1 ms"), message);
        assertThrows(SocketTimeoutException.class, () -> patience.await(pending));
        assertFalse(pending.isDone(), "others wait for it too");
    }

    @Test
    void anInterruptIsNeitherObeyedNorLost() throws Exception {
        Thread.currentThread().interrupt();
        assertThrows(SocketTimeoutException.class, () -> new Patience(1).await(pending));
        assertTrue(Thread.interrupted());
        Thread.currentThread().interrupt();
        Thread other = new Thread(() -> pending.complete(null));
        other.start();
        new Patience(0).await(pending);
        assertTrue(Thread.interrupted());
        other.join();
    }
}
