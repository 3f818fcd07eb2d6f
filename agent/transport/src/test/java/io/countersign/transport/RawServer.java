package io.countersign.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers each request with the bytes that its test wants, and keeps what it was sent. */
final class RawServer implements AutoCloseable {
    /** What is done with a request that has been read. */
    interface Answer {
        void to(String head, OutputStream out) throws Exception;
    }

    private final ServerSocket server;
    private final String scheme;
    private final Answer answer;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Request line and fields of each. */
    final List<String> heads = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    /** As a proxy, where each CONNECT leads once it is answered with 200. */
    volatile RawServer tunnelsTo;

    /** @param certificates null for plain http */
    RawServer(Certificates certificates, Answer answer) {
        this.answer = answer;
        this.scheme = certificates == null ? "http" : "https";
        try {
            InetAddress here = InetAddress.getByName("127.0.0.1");
            server = certificates == null ? new ServerSocket(0, 50, here)
                    : certificates.context().getServerSocketFactory().createServerSocket(0, 50, here);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Answers every request in the same way. */
    static RawServer saying(Certificates certificates, String answer) {
        return new RawServer(certificates, (head, out) -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
    }

    /** 200, with a body. */
    static String ok(String body, String... fields) {
        StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return head + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    int port() {
        return server.getLocalPort();
    }

    String url(String path) {
        return scheme + "://127.0.0.1:" + port() + path;
    }

    /** Until the test is over. */
    void hang() throws InterruptedException {
        closed.await();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (Socket s = socket) {
            for (String head = head(s.getInputStream()); head != null; head = head(s.getInputStream())) {
                heads.add(head);
                bodies.add(body(head, s.getInputStream()));
                answer.to(head, s.getOutputStream());
                s.getOutputStream().flush();
                if (head.startsWith("CONNECT ") && tunnelsTo != null) {
                    tunnel(s);
                    return;
                }
                if (head.contains("/closes")) {
                    return;
                }
            }
        } catch (Exception gone) {
            // The client went away; what it sent is kept.
        }
    }

    private void tunnel(Socket client) throws IOException {
        try (Socket far = new Socket("127.0.0.1", tunnelsTo.port())) {
            start(() -> pump(far, client));
            pump(client, far);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            byte[] some = new byte[8192];
            InputStream in = from.getInputStream();
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                to.getOutputStream().write(some, 0, n);
            }
            to.close();
        } catch (IOException gone) {
            // Either side went away.
        }
    }

    /** The head of the next request, whose body is read too; null if there is none. */
    static String request(InputStream in) throws IOException {
        String head = head(in);
        if (head != null) {
            body(head, in);
        }
        return head;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            String text = head.toString("UTF-8");
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
        return null;
    }

    private static String body(String head, InputStream in) throws IOException {
        int length = Integer.parseInt(field(head, "Content-Length") == null ? "0" : field(head, "Content-Length"));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (body.size() < length) {
            body.write(in.read());
        }
        return body.toString("UTF-8");
    }

    /** Null if there is none. */
    static String field(String head, String name) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase().startsWith(name.toLowerCase() + ": ")) {
                return line.substring(name.length() + 2);
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }
}
