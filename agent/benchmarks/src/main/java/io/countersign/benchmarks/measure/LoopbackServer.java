package io.countersign.benchmarks.measure;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers each request with the same two bytes, and counts those that carried the key. As plain as can be, so that what
 * is measured is the client; the JDK's own server would wait for delayed acknowledgements.
 */
public final class LoopbackServer implements AutoCloseable {
    public static final String HEADER = "X-API-Key";
    public static final String KEY = "0123456789abcdef0123456789abcdef";

    private static final byte[] SIGNED = (HEADER + ": " + KEY).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RESPONSE = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok")
            .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket socket;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong signed = new AtomicLong();

    /** @param address a loopback address; Linux has all of 127.0.0.0/8 */
    public LoopbackServer(String address, int port) throws IOException {
        socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        daemon(this::accept);
    }

    public int port() {
        return socket.getLocalPort();
    }

    public long requests() {
        return requests.get();
    }

    public long signed() {
        return signed.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                daemon(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket connection) {
        try (Socket c = connection) {
            InputStream in = new BufferedInputStream(c.getInputStream());
            OutputStream out = c.getOutputStream();
            byte[] line = new byte[8192];
            boolean carries = false;
            for (int length = line(in, line); length >= 0; length = line(in, line)) {
                if (length > 0) {
                    carries |= isSigned(line, length);
                    continue;
                }
                requests.incrementAndGet();
                if (carries) {
                    signed.incrementAndGet();
                }
                carries = false;
                out.write(RESPONSE);
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    /** The length of the next line without its end; -1 where there is none. */
    private static int line(InputStream in, byte[] line) throws IOException {
        int length = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return length;
            }
            if (b != '\r' && length < line.length) {
                line[length++] = (byte) b;
            }
        }
        return -1;
    }

    private static boolean isSigned(byte[] line, int length) {
        if (length != SIGNED.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int lower = line[i] >= 'A' && line[i] <= 'Z' ? line[i] + 32 : line[i];
            if (lower != SIGNED[i]) {
                return false;
            }
        }
        return true;
    }
}
