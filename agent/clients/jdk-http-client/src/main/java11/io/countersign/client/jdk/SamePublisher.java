package io.countersign.client.jdk;

import io.countersign.body.Fingerprint;
import io.countersign.request.BodySigning;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * Publishes a body for the second time, as long as it is the same that was signed. The buffer that ends it goes out only when
 * all of them are known to be what they were and no more follow, so that a server never gets the whole of another.
 */
final class SamePublisher implements BodyPublisher {
    private final BodyPublisher publisher;
    private final long contentLength;
    private final Fingerprint signed;
    private final BodySigning signing;

    /** @param contentLength in bytes, as the publisher told it when the body was signed; -1 if it did not */
    SamePublisher(BodyPublisher publisher, long contentLength, Fingerprint signed, BodySigning signing) {
        this.publisher = publisher;
        this.contentLength = contentLength;
        this.signed = signed;
        this.signing = signing;
    }

    @Override
    public long contentLength() {
        return contentLength;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        publisher.subscribe(new Comparison(subscriber));
    }

    private final class Comparison implements Flow.Subscriber<ByteBuffer> {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final Fingerprint sent = new Fingerprint();
        private Flow.Subscription subscription;
        private ByteBuffer last;
        private byte[] copy;
        private boolean over;

        Comparison(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer item) {
            if (over) {
                return;
            }
            if (last != null && !item.hasRemaining()) {
                subscription.request(1);
                return;
            }
            update(item.duplicate());
            if (sent.length() > signed.length() || sent.length() == signed.length() && !sent.equals(signed)) {
                subscription.cancel();
                refuse();
            } else if (sent.length() == signed.length()) {
                last = item;
                subscription.request(1);
            } else {
                subscriber.onNext(item);
            }
        }

        private void update(ByteBuffer bytes) {
            if (bytes.hasArray()) {
                sent.update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
                return;
            }
            copy = copy == null ? new byte[16 * 1024] : copy;
            while (bytes.hasRemaining()) {
                int count = Math.min(bytes.remaining(), copy.length);
                bytes.get(copy, 0, count);
                sent.update(copy, 0, count);
            }
        }

        private void refuse() {
            IOException refusal = signing.refusal("its body is not the same when it is sent as it was when it was signed; leave what"
                    + " it is read from unchanged until the request has been answered");
            over = true;
            last = null;
            subscriber.onError(refusal);
        }

        @Override
        public void onError(Throwable failure) {
            if (!over) {
                over = true;
                subscriber.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (over) {
                return;
            }
            if (!sent.equals(signed)) {
                refuse();
                return;
            }
            over = true;
            if (last != null) {
                subscriber.onNext(last);
            }
            subscriber.onComplete();
        }
    }
}
