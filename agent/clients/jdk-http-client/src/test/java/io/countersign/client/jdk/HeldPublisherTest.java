package io.countersign.client.jdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.body.HeldBody;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeldPublisherTest {
    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static HeldBody held(byte[] bytes) throws IOException {
        HeldBody held = new HeldBody(Long.MAX_VALUE);
        assertTrue(held.write(bytes, 0, bytes.length));
        return held;
    }

    @Test
    void theWholeBodyIsPublishedAsOftenAsItIsAskedFor() throws IOException {
        for (int length : new int[] {0, 1, 16384, 16385, 3_000_000}) {
            byte[] body = bytes(length);
            HeldPublisher publisher = new HeldPublisher(held(body), 7);
            assertEquals(7, publisher.contentLength());
            for (int round = 0; round < 2; round++) {
                Sink sink = Sink.of(publisher);
                assertTrue(sink.complete);
                assertArrayEquals(body, sink.got.toByteArray());
            }
            publisher.release(false);
        }
    }

    @Test
    void noMoreIsPublishedThanIsAskedFor() throws IOException {
        byte[] body = bytes(50_000);
        Sink sink = new Sink(false);
        new HeldPublisher(held(body), -1).subscribe(sink);
        assertEquals(0, sink.got.size());
        sink.subscription.request(1);
        assertEquals(16_384, sink.got.size());
        sink.subscription.request(2);
        assertEquals(49_152, sink.got.size());
        assertFalse(sink.complete);
        sink.subscription.request(Long.MAX_VALUE);
        assertTrue(sink.complete);
        assertArrayEquals(body, sink.got.toByteArray());
    }

    @Test
    void askingForNothingIsAMistake() throws IOException {
        Sink sink = new Sink(false);
        new HeldPublisher(held(bytes(10)), -1).subscribe(sink);
        sink.subscription.request(0);
        assertTrue(sink.failure instanceof IllegalArgumentException);
    }

    @Test
    void theBodyIsThereUntilItsLastReaderHasAllOfItOrGivesUp() throws IOException {
        byte[] body = bytes(2_000_000);
        HeldBody held = held(body);
        HeldPublisher publisher = new HeldPublisher(held, -1);
        Sink slow = new Sink(false);
        Sink tired = new Sink(false);
        publisher.subscribe(slow);
        publisher.subscribe(tired);
        slow.subscription.request(1);
        publisher.release(false);
        tired.subscription.cancel();
        slow.subscription.request(Long.MAX_VALUE);
        assertNull(slow.failure);
        assertArrayEquals(body, slow.got.toByteArray());
        assertThrows(IOException.class, () -> held.read(0, new byte[1], 0, 1));
    }

    @Test
    void afterAFailureTheBodyIsGoneWhoeverReadsIt() throws IOException {
        HeldBody held = held(bytes(2_000_000));
        HeldPublisher publisher = new HeldPublisher(held, -1);
        Sink sink = new Sink(false);
        publisher.subscribe(sink);
        publisher.release(true);
        assertThrows(IOException.class, () -> held.read(0, new byte[1], 0, 1));
        sink.subscription.request(1);
        assertTrue(sink.failure instanceof IOException, String.valueOf(sink.failure));
        assertEquals(0, sink.got.size());
    }
}
