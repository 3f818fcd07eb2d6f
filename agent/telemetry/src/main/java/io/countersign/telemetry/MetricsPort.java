package io.countersign.telemetry;

import io.countersign.background.AgentThread;
import io.countersign.log.Log;
import io.countersign.match.HostName;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Answers {@code GET /metrics} on loopback, for programs of this machine: one connection after the other, none for long, and none that a
 * page in a browser has got here by a name of its own.
 */
public final class MetricsPort {
    private static final String NAME = "countersign.metrics-port";
    private static final int MOST_BYTES = 8192;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int wanted;
    private final Supplier<String> text;
    private final Log log;
    private final long longest;
    private volatile ServerSocketChannel server;

    MetricsPort(int wanted, Supplier<String> text, Log log, long longestNanos) {
        this.wanted = wanted;
        this.text = text;
        this.log = log;
        this.longest = longestNanos;
    }

    /** @throws IllegalArgumentException if the setting is no port; the message says so */
    public static int number(String port) {
        try {
            int number = Integer.parseInt(port);
            if (number >= 0 && number <= 65535) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(NAME + " is '" + port + "'; it is a port, 0 for any that is free");
    }

    /** Begins to answer. That it cannot is said, and stops nothing. */
    public static void begin(int port, Metrics metrics, Log log) {
        metrics.measure();
        MetricsPort begun = new MetricsPort(port, metrics::text, log, LONGEST_NANOS);
        AgentThread.of(() -> {
            if (begun.bind() > 0) {
                begun.serve();
            }
        }, "countersign-metrics").start();
    }

    /** @return the port; 0 if there is none, which is said */
    int bind() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted);
        try {
            ServerSocketChannel opened = ServerSocketChannel.open();
            try {
                opened.bind(address);
            } catch (IOException e) {
                opened.close();
                throw e;
            }
            server = opened;
            int port = ((InetSocketAddress) opened.getLocalAddress()).getPort();
            log.info("metrics are at " + url(address.getAddress(), port));
            return port;
        } catch (IOException | RuntimeException e) {
            log.error("no metrics: " + NAME + " " + wanted + " cannot be had on loopback (" + e + ")");
            return 0;
        }
    }

    /** An IPv6 address in brackets (RFC 3986, section 3.2.2). */
    static String url(InetAddress address, int port) {
        String host = address.getHostAddress();
        return "http://" + (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port + "/metrics";
    }

    /** Answers until it is closed. */
    void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept(); Selector selector = Selector.open()) {
                client.configureBlocking(false);
                SelectionKey key = client.register(selector, SelectionKey.OP_READ);
                answer(client, key, System.nanoTime() + longest);
            } catch (IOException | RuntimeException e) {
                // It went away, or has taken too long; or there are no more files to be had just now.
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (Throwable e) {
                log.debug("metrics could not be told: " + e);
            }
        }
    }

    void close() throws IOException {
        server.close();
    }

    private void answer(SocketChannel client, SelectionKey key, long end) throws IOException {
        String request = read(client, key, end);
        if (request == null) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(answerTo(request).getBytes(StandardCharsets.UTF_8));
        key.interestOps(SelectionKey.OP_WRITE);
        while (bytes.hasRemaining() && isReady(key, end)) {
            client.write(bytes);
        }
    }

    /** The head of a request; null if none comes in time, or too long a one. */
    private static String read(SocketChannel client, SelectionKey key, long end) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
        while (bytes.hasRemaining() && isReady(key, end)) {
            if (client.read(bytes) < 0) {
                return null;
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            if (text.contains("\r\n\r\n")) {
                return text;
            }
        }
        return null;
    }

    private static boolean isReady(SelectionKey key, long end) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        key.selector().selectedKeys().clear();
        return left > 0 && key.selector().select(left) > 0;
    }

    private String answerTo(String request) {
        String[] lines = request.split("\r\n", -1);
        String[] words = lines[0].split(" ");
        if (!isForLoopback(lines)) {
            return answer("421 Misdirected Request", "text/plain", "");
        }
        if (words.length != 3 || !(words[1].equals("/metrics") || words[1].startsWith("/metrics?"))) {
            return answer("404 Not Found", "text/plain", "");
        }
        if (!words[0].equals("GET")) {
            return answer("405 Method Not Allowed\r\nAllow: GET", "text/plain", "");
        }
        return answer("200 OK", OpenMetrics.CONTENT_TYPE, text.get());
    }

    private static boolean isForLoopback(String[] lines) {
        for (String line : lines) {
            if (line.regionMatches(true, 0, "Host:", 0, 5)) {
                String host = line.substring(5).trim();
                int colon = host.lastIndexOf(':');
                host = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
                try {
                    return HostName.isLoopback(HostName.canonical(host));
                } catch (IllegalArgumentException e) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String answer(String status, String type, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + body;
    }
}
