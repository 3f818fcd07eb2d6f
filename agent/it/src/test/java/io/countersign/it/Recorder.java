package io.countersign.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of HTTP/1.1 that keeps the head of every request as its bytes came. The path says what it answers:
 * {@code /STATUS?to=URL} redirects, {@code /401} asks who it is until it is told, {@code /drop} closes a connection that
 * was used before without an answer, {@code /hangup} any, {@code /silent} never answers, {@code /417} does not want what it
 * is asked whether it wants; all else is well, and all of it below {@code /signed}, too. It is a proxy of HTTP and SOCKS 5.
 */
final class Recorder implements AutoCloseable {
    private static final String WHO = "401 Who\r\nWWW-Authenticate: Basic realm=\"recorder\"";

    private final ServerSocket server;
    private final String scheme;
    private final CountDownLatch closed = new CountDownLatch(1);
    final List<String> heads = new CopyOnWriteArrayList<>();

    /** The SHA-256 of each request's body without its framing, in hex, in the order of the heads. */
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    /** As a proxy, where every CONNECT and SOCKS leads, whatever host it names; null for nowhere. */
    volatile SocketAddress tunnelsTo;

    /** As a proxy, whether it asks who it is. */
    volatile boolean asks;

    /** How many more connections it closes as soon as they are there. */
    volatile int impatience;

    /** How many more requests it answers by asking who it is, whatever they say. */
    volatile int challenges;

    /** What it answers then, all of it, where that is not a bare challenge of Basic. */
    volatile String challenge;

    Recorder(String address) {
        this(address, false);
    }

    Recorder(String address, boolean tls) {
        try {
            InetAddress here = InetAddress.getByName(address);
            server = tls ? Tls.context().getServerSocketFactory().createServerSocket(0, 50, here) : new ServerSocket(0, 50, here);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        scheme = tls ? "https" : "http";
        start("recorder", this::accept);
    }

    String url(String path) {
        return scheme + "://" + server.getInetAddress().getHostAddress() + ":" + port() + path;
    }

    SocketAddress address() {
        return server.getLocalSocketAddress();
    }

    int port() {
        return server.getLocalPort();
    }

    /** The values of a header in a recorded head, in order. */
    static List<String> values(String head, String name) {
        List<String> values = new ArrayList<>();
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                values.add(line.substring(name.length() + 1).trim());
            }
        }
        return values;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                if (impatience > 0) {
                    impatience--;
                    socket.close();
                    continue;
                }
                start("recorder-connection", () -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (Socket s = socket) {
            PushbackInputStream in = new PushbackInputStream(s.getInputStream());
            if (isSocks(in, s)) {
                tunnel(s);
                return;
            }
            boolean fresh = true;
            for (String head = head(in); head != null; head = head(in)) {
                heads.add(head);
                String target = target(head).replaceFirst("^/signed", "");
                if (!values(head, "Expect").isEmpty()) {
                    if (target.startsWith("/417")) {
                        answer(s, "417 No");
                        return;
                    }
                    s.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                }
                bodies.add(digestOfBody(head, in));
                if (target.startsWith("/hangup") || target.startsWith("/drop") && !fresh) {
                    return;
                } else if (target.startsWith("/silent")) {
                    closed.await();
                    return;
                } else if (asks && values(head, "Proxy-Authorization").isEmpty()) {
                    answer(s, "407 Who\r\nProxy-Authenticate: Basic realm=\"proxy\"");
                } else if (challenges > 0) {
                    challenges--;
                    if (challenge == null) {
                        answer(s, WHO);
                    } else {
                        s.getOutputStream().write(challenge.getBytes(StandardCharsets.ISO_8859_1));
                        if (challenge.contains("Connection: close")) {
                            return;
                        }
                    }
                } else if (head.startsWith("CONNECT ")) {
                    s.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    tunnel(s);
                    return;
                } else {
                    answer(s, answerTo(target, head));
                }
                fresh = false;
            }
        } catch (IOException | InterruptedException gone) {
            // The client went away; what it sent is kept.
        }
    }

    /** Path and query of a request, to a proxy too. */
    static String target(String head) {
        return head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/")).replaceFirst("^http://[^/]*", "");
    }

    static String answerTo(String target, String head) {
        int to = target.indexOf("?to=");
        if (to >= 0) {
            return target.substring(to - 3, to) + " Elsewhere\r\nLocation: " + target.substring(to + 4);
        }
        return target.startsWith("/401") && values(head, "Authorization").isEmpty()
                ? WHO : "200 OK";
    }

    private static void answer(Socket socket, String statusAndFields) throws IOException {
        socket.getOutputStream().write(("HTTP/1.1 " + statusAndFields + "\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** SOCKS 5 (RFC 1928), no authentication; what it names is not looked at. */
    private static boolean isSocks(PushbackInputStream in, Socket client) throws IOException {
        int first = in.read();
        if (first != 5) {
            if (first >= 0) {
                in.unread(first);
            }
            return false;
        }
        skip(in, in.read());
        client.getOutputStream().write(new byte[] {5, 0});
        skip(in, 3);
        skip(in, (in.read() == 1 ? 4 : in.read()) + 2);
        client.getOutputStream().write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        return true;
    }

    private void tunnel(Socket client) throws IOException {
        try (Socket far = new Socket()) {
            far.connect(tunnelsTo);
            start("recorder-tunnel", () -> pump(far, client));
            pump(client, far);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] some = new byte[8192];
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                out.write(some, 0, n);
            }
            to.close();
        } catch (IOException gone) {
            // Either side went away; the other is closed with the tunnel.
        }
    }

    static String digestOfBody(String head, InputStream in) throws IOException {
        MessageDigest digest = sha256();
        InputStream body = new DigestInputStream(in, digest);
        for (String length : values(head, "Content-Length")) {
            skip(body, Integer.parseInt(length));
        }
        if (!values(head, "Transfer-Encoding").isEmpty()) {
            int size;
            do {
                size = chunk(until(in, "\r\n"));
                skip(body, size);
                skip(in, 2);
            } while (size > 0);
        }
        return String.format("%064x", new BigInteger(1, digest.digest()));
    }

    private static int chunk(String line) throws IOException {
        try {
            return Integer.parseInt(line == null ? "" : line.trim(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("a body was cut short", e);
        }
    }

    static String sha256(ByteBuffer bytes) {
        MessageDigest digest = sha256();
        digest.update(bytes);
        return String.format("%064x", new BigInteger(1, digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void skip(InputStream in, int length) throws IOException {
        byte[] some = new byte[8192];
        for (int left = length, n; left > 0; left -= n) {
            n = in.read(some, 0, Math.min(left, some.length));
            if (n < 0) {
                throw new IOException("a body was cut short");
            }
        }
    }

    static String head(InputStream in) throws IOException {
        return until(in, "\r\n\r\n");
    }

    static String until(InputStream in, String end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            bytes.write(b);
            if (b == '\n' && bytes.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                return bytes.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
