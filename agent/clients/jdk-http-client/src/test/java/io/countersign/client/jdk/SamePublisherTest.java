package io.countersign.client.jdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.body.Fingerprint;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class SamePublisherTest {
    private static Sink sent(byte[] signed, BodyPublisher sent) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.update(signed, 0, signed.length);
        return Sink.of(new SamePublisher(sent, -1, fingerprint, new Sink.Signing(0)));
    }

    private static void assertRefused(byte[] signed, Sink sink) {
        assertTrue(sink.failure instanceof IOException, String.valueOf(sink.failure));
        assertTrue(sink.failure.getMessage().contains("not the same"), sink.failure.getMessage());
        assertFalse(sink.complete);
        assertTrue(sink.got.size() < signed.length || signed.length == 0);
    }

    @Test
    void theSameBodyGoesThroughHoweverItIsCutIntoBuffers() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] body = new byte[random.nextInt(100)];
            random.nextBytes(body);
            Sink sink = sent(body, Sink.body(body, 1 + random.nextInt(120)));
            assertTrue(sink.complete);
            assertNull(sink.failure);
            assertArrayEquals(body, sink.got.toByteArray());
        }
    }

    @Test
    void aBodyWithAnotherByteIsRefusedWhereverThatIs() {
        byte[] signed = new byte[50];
        for (int i = 0; i < signed.length; i++) {
            for (int each : new int[] {1, 7, 50}) {
                byte[] sent = signed.clone();
                sent[i] = 1;
                assertRefused(signed, sent(signed, Sink.body(sent, each)));
            }
        }
    }

    @Test
    void aBodyThatIsShorterOrLongerIsRefusedBeforeTheEndOfTheSignedOneGoesOut() {
        byte[] signed = new byte[50];
        for (int length = 0; length < 100; length++) {
            for (int each : new int[] {1, 7, 50, 100}) {
                if (length != signed.length) {
                    assertRefused(signed, sent(signed, Sink.body(new byte[length], each)));
                }
            }
        }
        assertRefused(new byte[0], sent(new byte[0], Sink.body(new byte[1], 1)));
    }

    @Test
    void emptyBuffersDoNotMatterWhereverTheyAre() {
        for (int place = 0; place < 4; place++) {
            List<byte[]> pieces = new ArrayList<>(List.of(new byte[] {1}, new byte[] {2}, new byte[] {3}));
            pieces.add(place, new byte[0]);
            Sink sink = sent(new byte[] {1, 2, 3}, buffers(pieces));
            assertTrue(sink.complete);
            assertArrayEquals(new byte[] {1, 2, 3}, sink.got.toByteArray());
        }
    }

    private static BodyPublisher buffers(List<byte[]> pieces) {
        return BodyPublishers.fromPublisher(subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private int next;

            @Override
            public void request(long n) {
                if (next < pieces.size()) {
                    subscriber.onNext(ByteBuffer.wrap(pieces.get(next++)));
                } else if (next++ == pieces.size()) {
                    subscriber.onComplete();
                }
            }

            @Override
            public void cancel() {
                next = pieces.size() + 1;
            }
        }));
    }

    @Test
    void whatThePublisherFailsWithComesThrough() {
        Sink sink = sent(new byte[9], BodyPublishers.ofInputStream(() -> null));
        assertEquals("streamSupplier returned null", sink.failure.getMessage());
        assertFalse(sink.complete);
    }
}
