package io.countersign.login;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.background.AgentThread;
import io.countersign.text.FormFields;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where the browser is sent back to (RFC 8252, section 7.3): a port of the loopback interface that the system chooses, open until
 * the one answer with the right {@code state} has come. Others are refused, and do not end the wait.
 */
final class LoopbackRedirect implements AutoCloseable {
    private static final String PATH = "/callback";

    private final HttpServer server;
    private final ExecutorService threads;
    private final String state;
    private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();

    /** @param state what the answer has to bring back (RFC 6749, section 10.12) */
    LoopbackRedirect(String state) throws IOException {
        this.state = state;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        // More than one: a browser may open a connection that it does not use yet.
        this.threads = Executors.newCachedThreadPool(task -> AgentThread.of(task, "countersign-login"));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The address and not its name, which may be resolved to something else (RFC 8252, section 8.3). */
    String uri() {
        return "http://127.0.0.1:" + port() + PATH;
    }

    /**
     * The parameters of the authorization response (RFC 6749, section 4.1.2), each of which is there once.
     *
     * @param limit milliseconds
     */
    Map<String, String> await(long limit) throws LoginFailure, InterruptedException {
        try {
            return answer.get(limit, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LoginFailure("nobody has logged in within " + (limit < 60_000 ? limit / 1000 + " s" : limit / 60_000 + " minutes"));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> parameters = null;
        try {
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                answer(exchange, 404, "There is nothing here.");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                answer(exchange, 405, "This is not how a server answers.");
            } else {
                parameters = callback(exchange);
            }
        } finally {
            exchange.close();
        }
        if (parameters != null) {
            // When the page has gone out: the server is closed next.
            answer.complete(parameters);
        }
    }

    /** @return null if it is not the answer that is waited for */
    private Map<String, String> callback(HttpExchange exchange) throws IOException {
        Map<String, String> parameters = once(new FormFields(exchange.getRequestURI().getRawQuery()));
        String brought = parameters == null ? null : parameters.get("state");
        if (brought == null || !MessageDigest.isEqual(brought.getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8))) {
            answer(exchange, 400, "This is not the answer that is waited for. Begin at the address that the terminal shows.");
            return null;
        }
        answer(exchange, 200, parameters.containsKey("error") ? "Nobody is logged in. The terminal says why; this window may be closed."
                : "The terminal says how it goes on; this window may be closed.");
        return parameters;
    }

    /** Null if one is there twice (RFC 6749, section 3.1). */
    private static Map<String, String> once(FormFields fields) {
        Map<String, String> once = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            if (once.put(fields.name(i), fields.value(i)) != null) {
                return null;
            }
        }
        return once;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] page = ("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Countersign</title><p>" + text + "</p></html>\n")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        // The page's address has the code in it, which goes no further.
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'");
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
