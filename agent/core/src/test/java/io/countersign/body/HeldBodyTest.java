package io.countersign.body;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeldBodyTest {
    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(HeldBody body) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (InputStream in = body.open()) {
            byte[] some = new byte[5000];
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                read.write(some, 0, n);
            }
        }
        return read.toByteArray();
    }

    @Test
    void whatWasWrittenInPiecesIsReadAnyNumberOfTimes() throws IOException {
        for (int length : new int[] {0, 1, 4096, 4097, HeldBody.IN_MEMORY, HeldBody.IN_MEMORY + 1, 3 * HeldBody.IN_MEMORY}) {
            byte[] written = random(length);
            try (HeldBody body = new HeldBody(length)) {
                for (int at = 0; at < length; at += 70_001) {
                    assertTrue(body.write(written, at, Math.min(70_001, length - at)));
                }
                assertEquals(length, body.length());
                assertArrayEquals(written, read(body));
                assertArrayEquals(written, read(body));
            }
        }
    }

    @Test
    void nothingIsHeldPastTheLimit() throws IOException {
        byte[] written = random(HeldBody.IN_MEMORY);
        try (HeldBody body = new HeldBody(written.length + 10)) {
            assertTrue(body.write(written, 0, written.length));
            assertFalse(body.write(written, 0, 11));
            assertTrue(body.write(written, 0, 10));
            assertFalse(body.write(written, 0, 1));
            byte[] read = read(body);
            assertEquals(written.length + 10, read.length);
            assertArrayEquals(Arrays.copyOf(written, 10), Arrays.copyOfRange(read, written.length, read.length));
        }
    }

    @Test
    void itIsReadFromAnyPlaceAndClosedTwice() throws IOException {
        for (int length : new int[] {100, HeldBody.IN_MEMORY + 100}) {
            byte[] written = random(length);
            HeldBody body = new HeldBody(length);
            body.write(written, 0, length);
            byte[] some = new byte[50];
            assertEquals(10, body.read(length - 10, some, 5, 45));
            assertArrayEquals(Arrays.copyOfRange(written, length - 10, length), Arrays.copyOfRange(some, 5, 15));
            assertEquals(-1, body.read(length, some, 0, 50));
            body.close();
            body.close();
        }
    }
}
