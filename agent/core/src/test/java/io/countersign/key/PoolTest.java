package io.countersign.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] bytes) {
        return String.format("%0" + 2 * bytes.length + "x", new BigInteger(1, bytes));
    }

    @Test
    void whatIsGivenBackIsTakenAgain() throws Exception {
        Pool<Object> pool = new Pool<>(Object::new);
        Object one = pool.take();
        Object other = pool.take();
        assertNotSame(one, other);
        pool.give(one);
        assertSame(one, pool.take());
        pool.give(other);
        // From any thread, wherever it looks first: each virtual thread is a new one.
        for (int i = 0; i < 100; i++) {
            Object[] seen = new Object[1];
            Thread thread = new Thread(() -> {
                seen[0] = pool.take();
                pool.give(seen[0]);
            });
            thread.start();
            thread.join();
            assertSame(other, seen[0]);
        }
    }

    @Test
    void noMoreAreKeptThanThereArePlaces() {
        AtomicInteger made = new AtomicInteger();
        Pool<Object> pool = new Pool<>(() -> {
            made.incrementAndGet();
            return new Object();
        });
        List<Object> taken = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            taken.add(pool.take());
        }
        taken.forEach(pool::give);
        Set<Object> again = new HashSet<>();
        while (made.get() == 200) {
            again.add(pool.take());
        }
        assertEquals(Pool.places(Runtime.getRuntime().availableProcessors()), again.size() - 1);
        int[][] table = {{0, 2}, {1, 2}, {2, 4}, {3, 8}, {4, 8}, {6, 16}, {16, 32}, {32, 64}, {500, 64}};
        for (int[] row : table) {
            assertEquals(row[1], Pool.places(row[0]), row[0] + " processors");
        }
    }

    @Test
    void noTwoHaveTheSameAtOnce() throws Exception {
        Pool<AtomicBoolean> pool = new Pool<>(AtomicBoolean::new);
        Set<AtomicBoolean> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        everywhere(() -> {
            for (int i = 0; i < 50_000; i++) {
                AtomicBoolean inUse = pool.take();
                seen.add(inUse);
                assertTrue(inUse.compareAndSet(false, true));
                inUse.set(false);
                pool.give(inUse);
            }
            return null;
        });
        assertTrue(seen.size() < 10_000, seen.size() + " made");
    }

    @Test
    void codesAndHashesAreRightFromEveryThread() throws Exception {
        Macs macs = new Macs("HmacSHA256", ascii("Jefe"));
        everywhere(() -> {
            for (int i = 0; i < 2_000; i++) {
                // RFC 4231, section 4.3, and FIPS 180-2, appendix B.1
                assertEquals("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                        hex(macs.of(ascii("what do ya want for nothing?"))));
                assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                        hex(Digests.SHA_256.of(ascii("abc"))));
            }
            return null;
        });
    }

    @Test
    void everyDigestIsItsOwn() {
        // RFC 1321, appendix A.5; FIPS 180-2, appendices A to C; NIST's example of SHA-512/256
        String[][] table = {
            {"MD5", "900150983cd24fb0d6963f7d28e17f72"},
            {"SHA_1", "a9993e364706816aba3e25717850c26c9cd0d89d"},
            {"SHA_256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
            {"SHA_512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423"
                    + "643ce80e2a9ac94fa54ca49f"},
            {"SHA_512_256", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"},
        };
        for (String[] row : table) {
            assertEquals(row[1], hex(Digests.valueOf(row[0]).of(ascii("abc"))), row[0]);
        }
        assertEquals(Digests.values().length, table.length);
    }

    @Test
    void whatWasLeftUnfinishedIsForgotten() {
        Macs macs = new Macs("HmacSHA1", ascii("key"));
        byte[] right = macs.of(ascii("message"));
        Mac mac = macs.take();
        mac.update(ascii("half of another"));
        macs.give(mac);
        assertArrayEquals(right, macs.of(ascii("message")));

        byte[] hash = Digests.MD5.of(ascii("message"));
        MessageDigest digest = Digests.MD5.take();
        digest.update(ascii("half of another"));
        Digests.MD5.give(digest);
        assertArrayEquals(hash, Digests.MD5.of(ascii("message")));
    }

    @Test
    void wrongUseIsSaidWithoutTheKey() {
        assertEquals("the key is empty", assertThrows(IllegalArgumentException.class, () -> new Macs("HmacSHA1", new byte[0])).getMessage());
        Macs unknown = new Macs("HmacNone", ascii("hidden"));
        assertEquals("this Java runtime has no HmacNone", assertThrows(IllegalStateException.class, unknown::take).getMessage());
        assertEquals("HmacNone", unknown.toString());
    }

    private static void everywhere(Callable<Void> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(8, work))) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
