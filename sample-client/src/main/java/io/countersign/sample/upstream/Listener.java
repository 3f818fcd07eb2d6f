package io.countersign.sample.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** One address on which a service listens, at a port that the system chooses. */
final class Listener implements AutoCloseable {
    private final HttpServer server;
    private final String host;

    Listener(String host, HttpHandler service) throws IOException {
        this(host, HttpServer.create(new InetSocketAddress(host, 0), 0), service);
    }

    private Listener(String host, HttpServer server, HttpHandler service) {
        this.host = host;
        this.server = server;
        server.createContext("/", service);
        server.start();
    }

    /** By TLS, which asks for a client certificate and goes on without one. */
    static Listener tls(String host, SSLContext context, HttpHandler service) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(host, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters connection) {
                SSLParameters parameters = context.getDefaultSSLParameters();
                parameters.setWantClientAuth(true);
                connection.setSSLParameters(parameters);
            }
        });
        return new Listener(host, server, service);
    }

    URI url(String path) {
        return url(host, path);
    }

    /** @param name another name of the host */
    URI url(String name, String path) {
        return URI.create((server instanceof HttpsServer ? "https://" : "http://") + name + ":" + server.getAddress().getPort() + path);
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
