package io.countersign.client.jdk;

import io.countersign.request.BodySigning;
import io.countersign.request.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;

/** Subscribes as the client does, a buffer at a time or as it is told, and keeps what it gets. */
final class Sink implements Flow.Subscriber<ByteBuffer> {
    final ByteArrayOutputStream got = new ByteArrayOutputStream();
    Flow.Subscription subscription;
    Throwable failure;
    boolean complete;
    private final boolean asks;

    /** @param asks for the next buffer with each */
    Sink(boolean asks) {
        this.asks = asks;
    }

    static Sink of(BodyPublisher publisher) {
        Sink sink = new Sink(true);
        publisher.subscribe(sink);
        return sink;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (asks) {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(ByteBuffer item) {
        byte[] bytes = new byte[item.remaining()];
        item.get(bytes);
        got.write(bytes, 0, bytes.length);
        if (asks) {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        this.failure = failure;
    }

    @Override
    public void onComplete() {
        complete = true;
    }

    /** A body in buffers of that many bytes, but for the last. */
    static BodyPublisher body(byte[] bytes, int each) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += each) {
            pieces.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + each)));
        }
        return BodyPublishers.ofByteArrays(pieces);
    }

    /** A signing that keeps what it is fed. */
    static final class Signing implements BodySigning {
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final long limit;

        Signing(long limit) {
            this.limit = limit;
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            read.write(bytes, offset, length);
        }

        @Override
        public long limit() {
            return limit;
        }

        @Override
        public Headers end() {
            throw new AssertionError();
        }

        @Override
        public IOException refusal(String why) {
            return new IOException("refused: " + why);
        }
    }
}
