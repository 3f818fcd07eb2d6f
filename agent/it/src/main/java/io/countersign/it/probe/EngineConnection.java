package io.countersign.it.probe;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** An SSLEngine over a blocking socket; what it wants done apart is done by other threads. */
final class EngineConnection implements TlsCaller.Connection {
    private final SSLEngine engine;
    private final Socket socket;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private final ByteBuffer plain;

    EngineConnection(SSLEngine engine, Socket socket) {
        this.engine = engine;
        this.socket = socket;
        in = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize());
        out = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize());
        plain = ByteBuffer.allocate(2 * engine.getSession().getApplicationBufferSize());
    }

    @Override
    public void handshake() throws IOException {
        engine.beginHandshake();
        shakeHands();
    }

    private void shakeHands() throws IOException {
        for (;;) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    Thread thread = new Thread(task, "delegated");
                    thread.start();
                    await(thread);
                }
            } else if (status == HandshakeStatus.NEED_WRAP) {
                wrap(ByteBuffer.allocate(0));
            } else if (status == HandshakeStatus.NEED_UNWRAP) {
                unwrap();
            } else {
                return;
            }
            if (engine.isInboundDone()) {
                return;
            }
        }
    }

    private static void await(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void wrap(ByteBuffer from) throws IOException {
        out.clear();
        engine.wrap(from, out);
        out.flip();
        socket.getOutputStream().write(out.array(), 0, out.limit());
    }

    private void unwrap() throws IOException {
        in.flip();
        SSLEngineResult result;
        try {
            result = engine.unwrap(in, plain);
        } finally {
            in.compact();
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            int n = socket.getInputStream().read(in.array(), in.position(), in.remaining());
            if (n < 0) {
                engine.closeInbound();
                throw new EOFException();
            }
            in.position(in.position() + n);
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        while (from.hasRemaining()) {
            wrap(from);
            shakeHands();
        }
    }

    @Override
    public void end() throws IOException {
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
            wrap(ByteBuffer.allocate(0));
        }
    }

    @Override
    public int read(byte[] some) throws IOException {
        while (plain.position() == 0) {
            if (engine.isInboundDone()) {
                return -1;
            }
            unwrap();
            shakeHands();
        }
        plain.flip();
        int n = Math.min(some.length, plain.remaining());
        plain.get(some, 0, n);
        plain.compact();
        return n;
    }

    /** Says so to the other side, and says what was wrong to it where something was. */
    @Override
    public void close() throws IOException {
        try {
            end();
        } catch (IOException e) {
            // It is gone.
        } finally {
            socket.close();
        }
    }
}
