package io.countersign.it.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishers of request bodies, as applications have them. */
final class Bodies {
    private static final int PIECE = 8192;

    private Bodies() {}

    static BodyPublisher named(String name, int bytes) throws Exception {
        switch (name) {
            case "file": return BodyPublishers.ofFile(file(bytes));
            case "arrays": return BodyPublishers.ofByteArrays(pieces(bytes));
            case "iterable": return BodyPublishers.ofByteArrays(() -> pieces(bytes).iterator());
            case "string": return BodyPublishers.ofString(new String(all(bytes), "ISO-8859-1"), java.nio.charset.StandardCharsets.ISO_8859_1);
            case "concat": return concat(BodyPublishers.ofByteArray(all(bytes), 0, bytes / 2), rest(bytes));
            case "concat-own": return concat(own(0, bytes / 2, false), BodyPublishers.ofByteArray(all(bytes), bytes / 2, bytes - bytes / 2));
            case "own": return own(0, bytes, false);
            case "adapted": return BodyPublishers.fromPublisher(own(0, bytes, false), bytes);
            case "reused": return own(0, bytes, true);
            case "changed": return changing(new Rounds(bytes, bytes, 1));
            case "shorter": return changing(new Rounds(bytes, bytes - PIECE, 0));
            case "longer": return changing(new Rounds(bytes, bytes + PIECE, 0));
            case "never": return new Never();
            case "fails": return failing(0, new IOException("own"));
            case "fails-late": return failing(3, new IOException("own"));
            case "fails-unchecked": return failing(0, new IllegalStateException("own"));
            case "throws": return unknown(subscriber -> {
                throw new IllegalStateException("own");
            });
            case "null-stream": return BodyPublishers.ofInputStream(() -> null);
            case "broken-stream": return BodyPublishers.ofInputStream(() -> new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("own");
                }
            });
            case "gone": {
                Path file = Files.createTempFile(Path.of("").toAbsolutePath(), "gone", ".body");
                Files.write(file, all(10));
                Path fixed = file.resolveSibling("gone.body");
                Files.move(file, fixed, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                BodyPublisher publisher = BodyPublishers.ofFile(fixed);
                Files.delete(fixed);
                return publisher;
            }
            default: throw new IllegalArgumentException(name);
        }
    }

    static InputStream stream(int bytes) {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                return at < bytes ? Call.at(at++) & 0xff : -1;
            }

            @Override
            public int read(byte[] some, int offset, int length) {
                int count = Math.min(length, bytes - at);
                for (int i = 0; i < count; i++) {
                    some[offset + i] = Call.at(at++);
                }
                return count == 0 && length > 0 ? -1 : count;
            }
        };
    }

    private static byte[] all(int bytes) throws IOException {
        return stream(bytes).readNBytes(bytes);
    }

    private static Path file(int bytes) throws IOException {
        Path file = Files.createTempFile("probe", ".body");
        file.toFile().deleteOnExit();
        return Files.write(file, all(bytes));
    }

    private static BodyPublisher rest(int bytes) throws IOException {
        Path file = Files.createTempFile("probe", ".body");
        file.toFile().deleteOnExit();
        return BodyPublishers.ofFile(Files.write(file, java.util.Arrays.copyOfRange(all(bytes), bytes / 2, bytes)));
    }

    /** Java 16 and later. */
    private static BodyPublisher concat(BodyPublisher... bodies) throws ReflectiveOperationException {
        return (BodyPublisher) BodyPublishers.class.getMethod("concat", BodyPublisher[].class).invoke(null, (Object) bodies);
    }

    private static List<byte[]> pieces(int bytes) {
        return new Rounds(bytes, bytes, 0);
    }

    /** Java 11 has a look at all of it for its length. */
    private static BodyPublisher changing(Rounds rounds) {
        BodyPublisher publisher = BodyPublishers.ofByteArrays(rounds);
        publisher.contentLength();
        rounds.rounds.set(0);
        return publisher;
    }

    /** A body that is another the second time it is read. */
    private static final class Rounds extends AbstractList<byte[]> {
        private final AtomicInteger rounds = new AtomicInteger();
        private final int first;
        private final int later;
        private final int change;

        Rounds(int first, int later, int change) {
            this.first = first;
            this.later = later;
            this.change = change;
        }

        @Override
        public Iterator<byte[]> iterator() {
            boolean isFirst = rounds.getAndIncrement() == 0;
            int bytes = isFirst ? first : later;
            return new Iterator<>() {
                private int at;

                @Override
                public boolean hasNext() {
                    return at < bytes;
                }

                @Override
                public byte[] next() {
                    byte[] piece = new byte[Math.min(PIECE, bytes - at)];
                    for (int i = 0; i < piece.length; i++) {
                        piece[i] = Call.at(at++);
                    }
                    if (!isFirst && at == bytes) {
                        piece[0] += change;
                    }
                    return piece;
                }
            };
        }

        @Override
        public byte[] get(int index) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int size() {
            throw new UnsupportedOperationException();
        }
    }

    private interface Subscribe {
        void to(Flow.Subscriber<? super ByteBuffer> subscriber);
    }

    private static BodyPublisher unknown(Subscribe subscribe) {
        return new BodyPublisher() {
            @Override
            public long contentLength() {
                return -1;
            }

            @Override
            public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
                subscribe.to(subscriber);
            }
        };
    }

    /** Publishes from a thread of its own, no more than it is asked for. */
    private static BodyPublisher own(int from, int to, boolean reused) {
        Executor thread = Executors.newSingleThreadExecutor(task -> {
            Thread t = new Thread(task, "publisher");
            t.setDaemon(true);
            return t;
        });
        return unknown(subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private final byte[] piece = new byte[PIECE];
            private int at = from;
            private boolean done;

            @Override
            public void request(long n) {
                thread.execute(() -> {
                    for (long i = 0; i < n && !done; i++) {
                        byte[] bytes = reused ? piece : new byte[PIECE];
                        int count = Math.min(PIECE, to - at);
                        for (int k = 0; k < count; k++) {
                            bytes[k] = Call.at(at++);
                        }
                        if (count > 0) {
                            subscriber.onNext(ByteBuffer.wrap(bytes, 0, count));
                        }
                        if (reused) {
                            java.util.Arrays.fill(piece, (byte) 0);
                        }
                        if (at == to && !done) {
                            done = true;
                            subscriber.onComplete();
                        }
                    }
                });
            }

            @Override
            public void cancel() {
                thread.execute(() -> done = true);
            }
        }));
    }

    /** Fails after so many buffers. */
    private static BodyPublisher failing(int buffers, Throwable failure) {
        return unknown(subscriber -> {
            SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>(Runnable::run, 16);
            publisher.subscribe(subscriber);
            for (int i = 0; i < buffers; i++) {
                publisher.submit(ByteBuffer.allocate(10));
            }
            publisher.closeExceptionally(failure);
        });
    }

    /** Never publishes. */
    static final class Never implements BodyPublisher {
        final CountDownLatch subscribed = new CountDownLatch(1);
        final CountDownLatch cancelled = new CountDownLatch(1);

        @Override
        public long contentLength() {
            return -1;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    subscribed.countDown();
                }

                @Override
                public void cancel() {
                    cancelled.countDown();
                }
            });
        }
    }
}
