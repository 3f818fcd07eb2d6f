package io.countersign.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Stands before a server of HTTP/1.1 and hands on what comes, changed as a test wants it; one request a connection. */
final class Tamperer implements AutoCloseable {
    private final Acceptor acceptor;
    private final int to;

    /** What becomes of the head of a request, and of that of its answer. */
    volatile UnaryOperator<String> request = UnaryOperator.identity();
    volatile UnaryOperator<String> answer = UnaryOperator.identity();

    /** Whether the first byte of a body is another when it arrives. */
    volatile boolean changesBody;

    Tamperer(String address, int to) {
        this.acceptor = new Acceptor(address, "tamperer");
        this.to = to;
        acceptor.open(this::serve);
    }

    String url(String target) {
        return acceptor.url("http") + target;
    }

    private void serve(Socket near) {
        try (Socket client = near; Socket far = new Socket(InetAddress.getByName("127.0.0.1"), to)) {
            String head = Recorder.until(client.getInputStream(), "\r\n\r\n");
            if (head == null) {
                return;
            }
            String changed = request.apply(head).replaceFirst("\r\n", "\r\nConnection: close\r\n");
            far.getOutputStream().write(changed.getBytes(StandardCharsets.ISO_8859_1));
            acceptor.start(() -> pump(client, far, changesBody));
            String answered = Recorder.until(far.getInputStream(), "\r\n\r\n");
            if (answered != null) {
                client.getOutputStream().write(answer.apply(answered).getBytes(StandardCharsets.ISO_8859_1));
                pump(far, client, false);
            }
        } catch (IOException gone) {
            // Either side went away.
        }
    }

    private static void pump(Socket from, Socket to, boolean changed) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] some = new byte[8192];
            boolean isFirst = true;
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                some[0] ^= changed && isFirst ? 1 : 0;
                isFirst = false;
                out.write(some, 0, n);
            }
        } catch (IOException gone) {
            // The other direction ends too.
        }
    }

    @Override
    public void close() {
        acceptor.close();
    }
}
