package io.countersign.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.log.Log;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The port at which metrics are to be had. */
class MetricsPortTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private MetricsPort server;
    private int port;

    private void start(long longestNanos) {
        server = new MetricsPort(0, () -> "ä\n# EOF\n", new Log(Log.Level.DEBUG, new PrintStream(log, true)), longestNanos);
        port = server.bind();
        Thread thread = new Thread(server::serve);
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return all(socket);
        }
    }

    private static String all(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            answer.write(b);
        }
        return new String(answer.toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void itAnswersGetOfMetricsAlone() throws Exception {
        start(TimeUnit.MINUTES.toNanos(1));
        assertEquals("HTTP/1.1 200 OK\r\nContent-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\nContent-Length: 9\r\n"
                + "Cache-Control: no-store\r\nConnection: close\r\n\r\nä\n# EOF\n", ask("GET /metrics HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n"));
        assertTrue(ask("GET /metrics?name=x HTTP/1.0\r\n\r\n").startsWith("HTTP/1.1 200 "));
        assertTrue(ask("POST /metrics HTTP/1.1\r\nHost: [::1]:" + port + "\r\n\r\n").startsWith("HTTP/1.1 405 "));
        assertTrue(ask("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").startsWith("HTTP/1.1 404 "));
        assertTrue(ask("\r\n\r\n").startsWith("HTTP/1.1 404 "));
    }

    @Test
    void aNameThatIsNotOfThisMachineIsNotAnswered() throws Exception {
        start(TimeUnit.MINUTES.toNanos(1));
        assertTrue(ask("GET /metrics HTTP/1.1\r\nHost: evil.example:" + port + "\r\n\r\n").startsWith("HTTP/1.1 421 "));
        assertTrue(ask("GET /metrics HTTP/1.1\r\nhost:\r\n\r\n").startsWith("HTTP/1.1 421 "));
    }

    @Test
    void whoSendsNothingOrTooMuchIsLetGo() throws Exception {
        start(TimeUnit.MILLISECONDS.toNanos(300));
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), port)) {
            idle.getOutputStream().write('G');
            assertEquals("", all(idle));
        }
        byte[] long8 = new byte[8192];
        assertEquals("", ask(new String(long8, StandardCharsets.ISO_8859_1)));
        assertTrue(ask("GET /metrics HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void theUrlThatIsToldIsOne() throws Exception {
        assertEquals("http://127.0.0.1:9090/metrics", MetricsPort.url(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 9090));
        byte[] six = new byte[16];
        six[15] = 1;
        assertEquals("http://[0:0:0:0:0:0:0:1]:9090/metrics", MetricsPort.url(InetAddress.getByAddress(six), 9090));
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        start(TimeUnit.MINUTES.toNanos(1));
        MetricsPort second = new MetricsPort(port, () -> "", new Log(Log.Level.DEBUG, new PrintStream(log, true)), 1);
        assertEquals(0, second.bind());
        assertTrue(log.toString().contains("countersign: error: no metrics: countersign.metrics-port " + port + " cannot be had on loopback ("), log.toString());
    }

    @Test
    void whatIsNoPortIsAnError() {
        assertEquals(9090, MetricsPort.number("9090"));
        for (String wrong : new String[] {"-1", "65536", "x", "127.0.0.1:9090"}) {
            assertEquals("countersign.metrics-port is '" + wrong + "'; it is a port, 0 for any that is free",
                    assertThrows(IllegalArgumentException.class, () -> MetricsPort.number(wrong)).getMessage());
        }
    }
}
