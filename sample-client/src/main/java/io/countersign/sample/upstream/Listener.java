package io.countersign.sample.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One address on which a service listens, at a port that the system chooses. */
final class Listener implements AutoCloseable {
    private final HttpServer server;
    private final String host;

    Listener(String host, HttpHandler service) throws IOException {
        this.host = host;
        server = HttpServer.create(new InetSocketAddress(host, 0), 0);
        server.createContext("/", service);
        server.start();
    }

    URI url(String path) {
        return URI.create("http://" + host + ":" + server.getAddress().getPort() + path);
    }

    /** One line of text. */
    static void answer(HttpExchange exchange, int status, String line) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            while (body.read() >= 0) {
                // Drained, so that the connection can be used again.
            }
        }
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
