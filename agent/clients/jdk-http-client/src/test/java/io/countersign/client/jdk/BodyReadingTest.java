package io.countersign.client.jdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.body.Fingerprint;
import io.countersign.body.HeldBody;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class BodyReadingTest {
    /** What a test does with the subscriber that it is given. */
    private static final class Scripted implements Flow.Subscription {
        final BodyPublisher publisher = BodyPublishers.fromPublisher(subscriber -> {
            this.subscriber = subscriber;
            subscriber.onSubscribe(this);
        });
        Flow.Subscriber<? super ByteBuffer> subscriber;
        long asked;
        boolean cancelled;

        @Override
        public void request(long n) {
            asked += n;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private static BodyReading reading(Sink.Signing signing, HeldBody held) {
        return new BodyReading(signing, held, Runnable::run);
    }

    private static Throwable failureOf(BodyReading reading) {
        return assertThrows(ExecutionException.class, reading.done()::get).getCause();
    }

    @Test
    void whatIsSignedIsWhatIsHeldThoughThePublisherWritesOverItsBuffers() throws Exception {
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(100)}) {
            Sink.Signing signing = new Sink.Signing(1000);
            HeldBody held = new HeldBody(1000);
            BodyReading reading = reading(signing, held);
            Scripted body = new Scripted();
            reading.read(body.publisher);
            for (byte round = 1; round <= 3; round++) {
                for (int i = 0; i < buffer.capacity(); i++) {
                    buffer.put(i, round);
                }
                body.subscriber.onNext(buffer);
            }
            assertFalse(reading.done().isDone());
            body.subscriber.onComplete();
            assertTrue(reading.done().isDone());
            byte[] expected = new byte[300];
            Arrays.fill(expected, 0, 100, (byte) 1);
            Arrays.fill(expected, 100, 200, (byte) 2);
            Arrays.fill(expected, 200, 300, (byte) 3);
            assertArrayEquals(expected, signing.read.toByteArray());
            assertArrayEquals(expected, held.open().readAllBytes());
        }
    }

    @Test
    void aBufferIsAskedForWhenTheOneBeforeItHasBeenRead() {
        BodyReading reading = reading(new Sink.Signing(100), new HeldBody(100));
        Scripted body = new Scripted();
        reading.read(body.publisher);
        assertEquals(1, body.asked);
        body.subscriber.onNext(ByteBuffer.allocate(1));
        assertEquals(2, body.asked);
    }

    @Test
    void aPublisherThatPublishesWhileItIsAskedFillsNoStack() {
        int buffers = 200_000;
        Sink.Signing signing = new Sink.Signing(0);
        BodyReading reading = reading(signing, null);
        reading.read(BodyPublishers.fromPublisher(subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private int published;

            @Override
            public void request(long n) {
                if (published++ == buffers) {
                    subscriber.onComplete();
                } else {
                    subscriber.onNext(ByteBuffer.allocate(1));
                }
            }

            @Override
            public void cancel() {}
        })));
        assertTrue(reading.done().isDone());
        assertEquals(buffers, signing.read.size());
        Fingerprint expected = new Fingerprint();
        expected.update(new byte[buffers], 0, buffers);
        assertEquals(expected, reading.fingerprint());
    }

    @Test
    void pastTheLimitThePublisherIsCancelledAndTheRequestRefused() {
        BodyReading reading = reading(new Sink.Signing(10), new HeldBody(10));
        Scripted body = new Scripted();
        reading.read(body.publisher);
        body.subscriber.onNext(ByteBuffer.allocate(10));
        assertFalse(body.cancelled);
        body.subscriber.onNext(ByteBuffer.allocate(1));
        assertTrue(body.cancelled);
        assertTrue(failureOf(reading).getMessage().contains("'max-body' (10 bytes)"));
        assertEquals(2, body.asked);
    }

    @Test
    void whatThePublisherFailsWithIsTheFailure() {
        IllegalStateException own = new IllegalStateException("own");
        BodyReading reading = reading(new Sink.Signing(10), new HeldBody(10));
        Scripted body = new Scripted();
        reading.read(body.publisher);
        body.subscriber.onError(own);
        assertSame(own, failureOf(reading));
        BodyReading other = reading(new Sink.Signing(10), null);
        other.read(BodyPublishers.fromPublisher(subscriber -> {
            throw own;
        }));
        assertSame(own, failureOf(other));
    }

    @Test
    void aTimeoutEndsItAndGivesUpWhatIsHeld() throws Exception {
        HeldBody held = new HeldBody(2_000_000);
        BodyReading reading = reading(new Sink.Signing(2_000_000), held);
        Scripted body = new Scripted();
        reading.read(body.publisher);
        body.subscriber.onNext(ByteBuffer.allocate(1_500_000));
        HttpTimeoutException timeout = new HttpTimeoutException("request timed out");
        reading.cancel(timeout);
        assertSame(timeout, failureOf(reading));
        assertTrue(body.cancelled);
        assertThrows(IOException.class, () -> held.read(0, new byte[1], 0, 1));
        body.subscriber.onNext(ByteBuffer.allocate(1));
        body.subscriber.onComplete();
        assertEquals(1_500_000, held.length());
        assertTrue(reading.done().isCompletedExceptionally());
    }

    @Test
    void aPublisherThatSubscribesTooLateIsCancelled() {
        BodyReading reading = reading(new Sink.Signing(10), null);
        reading.cancel(new IOException("cancelled"));
        Scripted body = new Scripted();
        reading.read(body.publisher);
        assertTrue(body.cancelled);
        assertEquals(0, body.asked);
    }
}
