package io.countersign.client.jdk;

import io.countersign.body.HeldBody;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes a held body, as often as it is asked to, with the length that its own publisher has told, be it right or not.
 * It outlives the call where a server has answered before it has read all of it.
 */
final class HeldPublisher implements BodyPublisher {
    private static final int SOME = 16 * 1024;

    private final HeldBody body;
    private final long contentLength;

    /** Guarded by this object. */
    private int readers;
    private boolean released;

    /** @param contentLength in bytes; -1 if it is not told */
    HeldPublisher(HeldBody body, long contentLength) {
        this.body = body;
        this.contentLength = contentLength;
    }

    @Override
    public long contentLength() {
        return contentLength;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        synchronized (this) {
            readers++;
        }
        subscriber.onSubscribe(new Reading(subscriber));
    }

    /** Says that nobody will subscribe any more. @param now whether those who have need nothing any more either */
    synchronized void release(boolean now) {
        released = true;
        if (now || readers == 0) {
            body.close();
        }
    }

    private synchronized void leave() {
        readers--;
        if (released && readers == 0) {
            body.close();
        }
    }

    private final class Reading implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong demand = new AtomicLong();

        /** Calls that there is something to do; whoever is the first does it for all. */
        private final AtomicInteger calls = new AtomicInteger();
        private volatile boolean cancelled;
        private volatile boolean illegal;

        /** These belong to whoever does it. */
        private long position;
        private boolean left;

        Reading(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long more) {
            if (more <= 0) {
                illegal = true;
            } else {
                demand.accumulateAndGet(more, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            }
            serve();
        }

        @Override
        public void cancel() {
            cancelled = true;
            serve();
        }

        private void serve() {
            int missed = 1;
            if (calls.getAndIncrement() > 0) {
                return;
            }
            do {
                publish();
                missed = calls.addAndGet(-missed);
            } while (missed != 0);
        }

        private void publish() {
            while (!left) {
                if (cancelled) {
                    leaveOnce();
                } else if (illegal) {
                    leaveOnce();
                    subscriber.onError(new IllegalArgumentException("a request for less than one buffer"));
                } else if (position > 0 && position == body.length() || demand.get() > 0 && body.length() == 0) {
                    leaveOnce();
                    subscriber.onComplete();
                } else if (demand.get() > 0) {
                    demand.decrementAndGet();
                    next();
                } else {
                    return;
                }
            }
        }

        private void next() {
            byte[] bytes = new byte[(int) Math.min(SOME, body.length() - position)];
            int read;
            try {
                read = body.read(position, bytes, 0, bytes.length);
            } catch (IOException | RuntimeException e) {
                leaveOnce();
                subscriber.onError(e);
                return;
            }
            position += read;
            subscriber.onNext(ByteBuffer.wrap(bytes, 0, read));
        }

        private void leaveOnce() {
            left = true;
            leave();
        }
    }
}
