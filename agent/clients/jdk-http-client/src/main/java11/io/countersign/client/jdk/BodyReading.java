package io.countersign.client.jdk;

import io.countersign.body.Fingerprint;
import io.countersign.body.HeldBody;
import io.countersign.request.BodySigning;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads a body for its signature, a buffer at a time, and holds it where it cannot be read again. What is published is read
 * before the publisher is told so, because it may write over its buffers then.
 */
final class BodyReading implements Flow.Subscriber<ByteBuffer> {
    private static final int SOME = 16 * 1024;

    private final BodySigning signing;

    /** Null for a body that is read again when it is sent. */
    private final HeldBody held;
    private final Executor executor;
    private final Fingerprint fingerprint = new Fingerprint();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** Buffers that are still to be asked for, so that a publisher which publishes while it is asked fills no stack. */
    private final AtomicInteger wanted = new AtomicInteger();
    private volatile Flow.Subscription subscription;

    /** These are guarded by this object: a timeout comes from another thread than the body. */
    private boolean over;
    private byte[] copy;

    BodyReading(BodySigning signing, HeldBody held, Executor executor) {
        this.signing = signing;
        this.held = held;
        this.executor = executor;
    }

    /** The body is not sent, and what is held of it given up. */
    static IOException tooLong(BodySigning signing) {
        return signing.refusal("its body can be read only once and is longer than 'max-body' (" + signing.limit()
                + " bytes), up to which it is held for the signature; raise 'max-body' on the rule, or have the application"
                + " send it from what can be read twice (BodyPublishers.ofFile, ofByteArray, ofString)");
    }

    /** Done when the whole body has been read; failed with what the publisher failed with, or a refusal. */
    CompletableFuture<Void> done() {
        return done;
    }

    HeldBody held() {
        return held;
    }

    /** Of all that was read. */
    Fingerprint fingerprint() {
        return fingerprint;
    }

    void read(BodyPublisher publisher) {
        try {
            publisher.subscribe(this);
        } catch (Throwable e) {
            end(e);
        }
    }

    /** On any thread; the publisher is told by the client's executor, for that is the application's code. */
    void cancel(IOException cause) {
        end(Waiting.beforeConnecting(cause));
        Flow.Subscription now = subscription;
        if (now != null) {
            executor.execute(now::cancel);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        boolean first;
        synchronized (this) {
            first = !over && this.subscription == null;
            if (first) {
                this.subscription = subscription;
            }
        }
        if (first) {
            more();
        } else {
            subscription.cancel();
        }
    }

    private void more() {
        if (wanted.getAndIncrement() > 0) {
            return;
        }
        do {
            subscription.request(1);
        } while (wanted.decrementAndGet() > 0);
    }

    @Override
    public void onNext(ByteBuffer item) {
        ByteBuffer bytes = Objects.requireNonNull(item).duplicate();
        IOException refusal;
        synchronized (this) {
            if (over) {
                return;
            }
            refusal = take(bytes);
        }
        if (refusal == null) {
            more();
        } else {
            subscription.cancel();
            end(refusal);
        }
    }

    /** @return null if all is well */
    private IOException take(ByteBuffer bytes) {
        try {
            if (held == null && bytes.hasArray()) {
                update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
                return null;
            }
            if (copy == null) {
                copy = new byte[SOME];
            }
            while (bytes.hasRemaining()) {
                // What is signed and what is held are one copy, even if the application writes to the buffer meanwhile.
                int count = Math.min(bytes.remaining(), SOME);
                bytes.get(copy, 0, count);
                update(copy, 0, count);
                if (held != null && !OwnRights.call(() -> held.write(copy, 0, count))) {
                    return tooLong(signing);
                }
            }
            return null;
        } catch (IOException e) {
            return signing.refusal("its body could not be held for the signature: " + e);
        } catch (RuntimeException | LinkageError e) {
            return signing.refusal("the agent failed on its body (" + e.getClass().getName() + ")");
        }
    }

    private void update(byte[] bytes, int offset, int count) {
        signing.update(bytes, offset, count);
        if (held == null) {
            fingerprint.update(bytes, offset, count);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(Objects.requireNonNull(failure));
    }

    @Override
    public void onComplete() {
        end(null);
    }

    /** @param failure null when the whole body has been read */
    private void end(Throwable failure) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (failure != null && held != null) {
                held.close();
            }
        }
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(failure);
        }
    }
}
