package io.countersign.sample.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The build's JDK has all three clients. */
class BatchTest {
    private static String[] linesFor(String... urls) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Batch.run(urls, new PrintStream(out, true, "UTF-8"));
        return out.toString("UTF-8").split("\n");
    }

    private static HttpServer serve(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", handler);
        server.start();
        return server;
    }

    @Test
    void eachClientGetsEachUrlAndTellsItInOneLine() throws Exception {
        HttpServer server = serve(exchange -> {
            byte[] body = "two\n\tlines\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/no") ? 401 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            String[] lines = linesFor(url + "/yes", url + "/no");
            String[] clients = {"url-connection", "jdk-http-client", "okhttp"};
            assertEquals(6, lines.length);
            for (int i = 0; i < 3; i++) {
                assertEquals(clients[i] + "\t" + url + "/yes\t200\ttwo lines", lines[2 * i]);
                assertEquals(clients[i] + "\t" + url + "/no\t401\ttwo lines", lines[2 * i + 1]);
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aCallWithoutAnAnswerIsALineToo() throws Exception {
        HttpServer server = serve(HttpExchange::close);
        try {
            String[] lines = linesFor("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            assertEquals(3, lines.length);
            for (String line : lines) {
                assertEquals("refused", line.split("\t")[2], line);
                assertTrue(line.contains("Exception"), line);
            }
        } finally {
            server.stop(0);
        }
    }
}
