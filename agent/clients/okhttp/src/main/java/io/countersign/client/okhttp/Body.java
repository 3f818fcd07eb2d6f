package io.countersign.client.okhttp;

import io.countersign.body.Fingerprint;
import io.countersign.body.HeldBody;
import io.countersign.request.BodySigning;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of one request, read for its signature and then sent. One that may be written twice is: what goes out the second
 * time is held against what was signed. One that may not is held in between.
 */
final class Body implements Closeable {
    private final Object body;
    private final BodyTypes types;
    private BodySigning signing;

    /** Of what was signed; null if the body is held. */
    private Fingerprint signed;
    private HeldBody held;
    private boolean begun;
    private boolean changed;

    Body(Object body) {
        this.body = body;
        this.types = BodyTypes.of(body);
    }

    boolean isOf(Object other) {
        return body == other;
    }

    long length() {
        return types.contentLength(body);
    }

    boolean isRepeatable() {
        return !types.isOneShot(body) && !types.isDuplex(body);
    }

    /** Whether it is held and nothing of it has been sent. */
    boolean isUnsent() {
        return held != null && !begun;
    }

    /** Whether it is sent from here even without its signature: the application's own has been used up. */
    boolean isHeld() {
        return held != null;
    }

    boolean wasRead() {
        return held != null || signed != null;
    }

    /** Whether it has been found to be another while it was sent. */
    boolean hasChanged() {
        return changed;
    }

    /** Feeds all of it to the signing. */
    void read(BodySigning signing) throws IOException {
        this.signing = signing;
        if (held != null) {
            // OkHttp tries again even with such a body if the connection was shut down before the request began.
            held(signing::update);
            return;
        }
        if (types.isDuplex(body)) {
            throw signing.refusal("its body is duplex, written while the answer is read, and its signature needs all of the body"
                    + " before anything is sent; leave the body out of the signature, or send an ordinary one");
        }
        if (types.isOneShot(body)) {
            held = new HeldBody(signing.limit());
        } else {
            signed = new Fingerprint();
        }
        new Reading().take();
    }

    /** Sends it as it was signed; all of it, or it fails. */
    void send(Object sink) throws IOException {
        begun = true;
        if (held != null) {
            held((bytes, offset, count) -> types.write(sink, bytes, offset, count));
        } else {
            new Sending(sink).take();
        }
    }

    private interface Piece {
        void take(byte[] bytes, int offset, int count) throws IOException;
    }

    private void held(Piece piece) throws IOException {
        byte[] some = new byte[8192];
        long position = 0;
        for (int n = held.read(0, some, 0, some.length); n > 0; n = held.read(position, some, 0, some.length)) {
            piece.take(some, 0, n);
            position += n;
        }
    }

    /** Lets go of what is held. */
    @Override
    public void close() {
        if (held != null) {
            held.close();
        }
    }

    /** What the application's body writes itself into. A refusal in its midst stands, whatever that code makes of it. */
    private abstract class Taking extends OutputStream {
        private Throwable refusal;

        final void take() throws IOException {
            Object sink = types.bufferedSink(this);
            try {
                BodyTypes.writeTo(body, sink);
                if (refusal == null) {
                    // Takes what the sink still has, and does nothing if the body has closed it.
                    ((Closeable) sink).close();
                    end();
                }
            } catch (IOException | RuntimeException e) {
                if (refusal == null) {
                    throw e;
                }
            }
            refuse();
        }

        private void refuse() throws IOException {
            if (refusal instanceof IOException) {
                throw (IOException) refusal;
            } else if (refusal instanceof RuntimeException) {
                throw (RuntimeException) refusal;
            } else if (refusal != null) {
                throw (Error) refusal;
            }
        }

        final void refuse(Throwable why) throws IOException {
            refusal = why;
            refuse();
        }

        @Override
        public final void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public final void write(byte[] bytes, int offset, int count) throws IOException {
            refuse();
            if (count > 0) {
                piece(bytes, offset, count);
            }
        }

        abstract void piece(byte[] bytes, int offset, int count) throws IOException;

        abstract void end() throws IOException;
    }

    /** The first time: for the signature alone. */
    private final class Reading extends Taking {
        @Override
        void piece(byte[] bytes, int offset, int count) throws IOException {
            try {
                if (signed != null) {
                    signed.update(bytes, offset, count);
                } else if (!hold(bytes, offset, count)) {
                    refuse(signing.refusal("its body can be written once only and is longer than max-body (" + signing.limit()
                            + " bytes), so it cannot be held for its signature; raise max-body on the rule, leave the body out of"
                            + " the signature, or send a body that can be written twice"));
                }
                signing.update(bytes, offset, count);
            } catch (RuntimeException | LinkageError e) {
                refuse(e);
            }
        }

        private boolean hold(byte[] bytes, int offset, int count) throws IOException {
            try {
                return held.write(bytes, offset, count);
            } catch (IOException e) {
                refuse(signing.refusal("its body could not be held for its signature in a temporary file: " + e.getMessage()));
                return false;
            }
        }

        @Override
        void end() {}
    }

    /**
     * The second time: into the sink of the connection. The last byte is kept back until the body has ended and is the same,
     * so that no server gets all of another.
     */
    private final class Sending extends Taking {
        private final Object sink;
        private final Fingerprint now = new Fingerprint();
        private final byte[] last = new byte[1];

        Sending(Object sink) {
            this.sink = sink;
        }

        @Override
        void piece(byte[] bytes, int offset, int count) throws IOException {
            now.update(bytes, offset, count);
            if (now.length() < signed.length()) {
                types.write(sink, bytes, offset, count);
            } else if (now.equals(signed)) {
                last[0] = bytes[offset + count - 1];
                types.write(sink, bytes, offset, count - 1);
            } else {
                changed();
            }
        }

        @Override
        void end() throws IOException {
            if (!now.equals(signed)) {
                changed();
            } else if (signed.length() > 0) {
                types.write(sink, last, 0, 1);
            }
        }

        private void changed() throws IOException {
            changed = true;
            refuse(signing.refusal("its body was another when it was sent than when it was signed (" + signed.length() + " and "
                    + now.length() + " bytes so far), and was not sent to its end; a body that cannot be written twice has to say"
                    + " so by isOneShot()"));
        }

        @Override
        public void flush() throws IOException {
            ((Flushable) sink).flush();
        }
    }
}
