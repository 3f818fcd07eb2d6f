package io.countersign.client.urlconnection;

import io.countersign.body.HeldBody;
import io.countersign.engine.Engine;
import io.countersign.request.BodySigning;
import io.countersign.request.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;

/**
 * Stands in for the output of a connection in one of its streaming modes, while a signature waits for the body. The JDK
 * writes into it what it would send, through its own streams and their checks, so that what the application is told, and
 * when, does not change: the head, which is dropped, then the body in its framing, which is held. With the body's last byte
 * the JDK is made to write the head once more, now signed, to the connection; what was held follows, and what comes after
 * passes through.
 */
final class HeldRequest extends PrintStream {
    /** A connection that has waited that long may have been given up by its server. In nanoseconds. */
    private static final long LONG = 500_000_000;

    private enum State { HEAD, BODY, SENDING, SENT, FAILED }

    private final Engine engine;
    private final Hop hop;
    private final ThreadLocal<HeldRequest> sending;
    private final BodySigning signing;
    private final HttpURLConnection connection;
    private final Object client;
    private final long since = System.nanoTime();

    /** In bytes; -1 in chunks. */
    private final long length;
    private final Chunks chunks = new Chunks();

    /** In its framing; how much it may be is counted here, without. */
    private final HeldBody body = new HeldBody(Long.MAX_VALUE);
    private long bytes;
    private State state = State.HEAD;

    /** How much of the two line ends at the end of the head has gone by. */
    private int headEnd;
    private PrintStream output;
    private Headers signed;
    private boolean awaitsContinue;

    /** Whether the server has given up the connection before anything was sent. */
    private boolean lost;
    private IOException failure;

    private HeldRequest(Engine engine, Hop hop, ThreadLocal<HeldRequest> sending) {
        super(new OutputStream() {
            @Override
            public void write(int b) {
                // All is written by this class itself.
            }
        });
        this.engine = engine;
        this.hop = hop;
        this.sending = sending;
        this.signing = hop.waiting();
        this.connection = hop.connection;
        this.client = SunConnection.client(connection);
        this.length = hop.bodyLength();
        this.output = SunConnection.output(client);
    }

    /** @param sending set to the held request while its head is written again */
    static void standIn(Engine engine, Hop hop, ThreadLocal<HeldRequest> sending) {
        HeldRequest held = new HeldRequest(engine, hop, sending);
        SunConnection.setOutput(held.client, held);
    }

    boolean isOf(HttpURLConnection other) {
        return connection == other;
    }

    /** What is put on; null if nothing is. */
    Headers signed() {
        return signed;
    }

    /** Has the server asked whether it wants the body, once it has been sent the head. */
    void awaitContinue() {
        awaitsContinue = true;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] some, int offset, int count) {
        switch (state) {
            case HEAD:
                dropHead(some, offset, count);
                break;
            case BODY:
                holdWithOwnRights(some, offset, count);
                break;
            case SENT:
                output.write(some, offset, count);
                break;
            case FAILED:
                throw failedBefore();
            default:
                // The head, to a connection that is lost.
        }
    }

    private void dropHead(byte[] some, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            headEnd = some[i] == (headEnd % 2 == 0 ? '\r' : '\n') ? headEnd + 1 : some[i] == '\r' ? 1 : 0;
            if (headEnd == 4) {
                state = State.BODY;
                return;
            }
        }
    }

    /** The application's rights need not suffice for secrets, temporary files and another connection. */
    private void holdWithOwnRights(byte[] some, int offset, int count) {
        try {
            if (System.getSecurityManager() == null) {
                hold(some, offset, count);
                return;
            }
            AccessController.doPrivileged(new PrivilegedExceptionAction<Void>() {
                @Override
                public Void run() throws IOException {
                    hold(some, offset, count);
                    return null;
                }
            });
        } catch (PrivilegedActionException e) {
            throw HeldRequest.asIs(e.getException());
        } catch (IOException e) {
            throw HeldRequest.asIs(e);
        }
    }

    private void hold(byte[] some, int offset, int count) throws IOException {
        try {
            if (SunConnection.client(connection) != client) {
                throw cannotWrite();
            }
            if (length >= 0) {
                update(some, offset, count);
            } else {
                chunks.read(some, offset, count, this::update);
            }
            if (bytes > signing.limit()) {
                throw Hop.tooLong(signing);
            }
            keep(some, offset, count);
            if (length >= 0 ? bytes == length : chunks.ended()) {
                sendHead();
            }
        } catch (IOException e) {
            throw failed(e);
        } catch (RuntimeException | LinkageError e) {
            throw failed(engine.failed(hop, e));
        }
        if (state == State.SENT) {
            sendBody();
        }
    }

    private void update(byte[] some, int offset, int count) {
        bytes += count;
        signing.update(some, offset, count);
    }

    private void keep(byte[] some, int offset, int count) throws IOException {
        try {
            body.write(some, offset, count);
        } catch (IOException e) {
            throw signing.refusal("its body cannot be held for its signature, because it cannot be written to a temporary file in "
                    + System.getProperty("java.io.tmpdir") + " (" + e.getMessage() + ")");
        }
    }

    /** Another of its kind: it may be suppressed by the first, and none can suppress itself. */
    private RuntimeException failedBefore() {
        return HeldRequest.asIs(new IOException(failure.getMessage(), failure));
    }

    /** Nothing has been sent, and nothing will be. */
    private IOException failed(IOException e) {
        state = State.FAILED;
        failure = e;
        body.close();
        SunConnection.remember(connection, e);
        connection.disconnect();
        return e;
    }

    private void sendHead() throws IOException {
        signed = signing.end();
        lost = isLost();
        if (!lost) {
            SunConnection.setOutput(client, output);
        }
        state = State.SENDING;
        sending.set(this);
        try {
            SunConnection.writeRequests(connection);
        } finally {
            sending.remove();
        }
        Object now = SunConnection.client(connection);
        output = SunConnection.output(now);
        // A fresh client knows nothing of the question and takes what the server says to it for a prelude of the answer.
        if (awaitsContinue && now == client) {
            SunConnection.expectContinue(connection);
        }
        state = State.SENT;
    }

    /** Asked where the application took its time: a server that has said anything by now has said goodbye. */
    private boolean isLost() {
        if (System.nanoTime() - since < LONG) {
            return false;
        }
        Socket socket = SunConnection.socket(client);
        try {
            int timeout = socket.getSoTimeout();
            socket.setSoTimeout(1);
            try {
                socket.getInputStream().read();
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } finally {
                socket.setSoTimeout(timeout);
            }
        } catch (IOException e) {
            return true;
        }
    }

    private void sendBody() throws IOException {
        try {
            byte[] some = new byte[8192];
            long at = 0;
            for (int n = body.read(at, some, 0, some.length); n > 0; n = body.read(at, some, 0, some.length)) {
                output.write(some, 0, n);
                if (output.checkError()) {
                    throw cannotWrite();
                }
                at += n;
            }
        } finally {
            body.close();
        }
    }

    /** As the JDK says it. */
    private static IOException cannotWrite() {
        return new IOException("Error writing request body to server");
    }

    /** Asked by the JDK's streams before each write: where one has failed, they are in no state to be written to again. */
    @Override
    public boolean checkError() {
        if (state == State.FAILED) {
            throw failedBefore();
        }
        return state == State.SENDING && lost || (state == State.SENDING || state == State.SENT) && output.checkError();
    }

    @Override
    public void flush() {
        if (state == State.SENT) {
            output.flush();
        }
    }

    /** Closed by the JDK where the body is not as long as the application had said. */
    @Override
    public void close() {
        if (state != State.SENT) {
            state = State.FAILED;
            failure = cannotWrite();
            body.close();
        }
        output.close();
    }

    /** Through the methods of a {@code PrintStream}, which declare no exception, to the JDK's streams around it, which do. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException asIs(Throwable failure) throws E {
        throw (E) failure;
    }
}
