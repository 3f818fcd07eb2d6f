package io.countersign.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An authorization server, and the resource that its tokens are for. Tokens are named by their scope and counted:
 * {@code canary-…-one-1}. The resource is at {@code /token/…}; its path says what it answers to those whom it knows:
 * {@code /token/403}, {@code /token/scope} (401, the token is not good for it), {@code /token/302?to=URL}; all else is well.
 */
final class TokenServer implements AutoCloseable {
    /** Seconds after which a test that waits has failed. */
    private static final int LONG = 30;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> issued = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> counts = new HashMap<>();

    /** The scope of each token that was asked for, in that order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** What each request to the resource had for {@code Authorization}, in the order of their coming. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    private volatile CountDownLatch tokens = new CountDownLatch(0);
    private volatile int tokensAtOnce = Integer.MAX_VALUE;
    private volatile CountDownLatch rejections = new CountDownLatch(0);
    private volatile boolean worthless;

    TokenServer(String address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, 0), 50);
        server.setExecutor(threads);
        server.createContext("/issue", this::issue);
        server.createContext("/token", this::resource);
        server.start();
    }

    String url(String path) {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":" + server.getAddress().getPort() + path;
    }

    /** From now on nobody is given a token before {@link #answer}. */
    void hold() {
        tokens = new CountDownLatch(1);
    }

    void answer() {
        tokens.countDown();
    }

    /** Nobody is given a token before so many have been asked for. */
    void holdUntilAsked(int times) {
        hold();
        tokensAtOnce = times;
    }

    boolean holds() {
        return tokens.getCount() > 0;
    }

    /** Waits until so many tokens have been asked for. */
    void awaitAsked(int times) throws InterruptedException {
        synchronized (asked) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG);
            while (asked.size() < times && System.nanoTime() < end) {
                asked.wait(1000);
            }
            if (asked.size() < times) {
                throw new AssertionError("asked for " + asked);
            }
        }
    }

    /** No token that was issued is good any more; nobody is told before so many have tried. */
    void revokeAll(int tries) {
        rejections = new CountDownLatch(tries);
        issued.clear();
    }

    /** From now on tokens are issued that the resource refuses. */
    void issueWorthless() {
        worthless = true;
    }

    private void issue(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        String scope = form.replaceFirst(".*\\bscope=([a-z]+).*", "$1");
        String token;
        synchronized (asked) {
            asked.add(scope);
            token = Fixture.CANARY + "-" + scope + "-" + counts.merge(scope, 1, Integer::sum);
            if (asked.size() >= tokensAtOnce) {
                tokens.countDown();
            }
            asked.notifyAll();
        }
        if (!await(tokens)) {
            exchange.close();
            return;
        }
        if (!worthless) {
            issued.add(token);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        answer(exchange, 200, "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(LONG, TimeUnit.SECONDS);
        } catch (InterruptedException closed) {
            return false;
        }
    }

    private void resource(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        seen.add(authorization == null ? "-" : authorization.replace("Bearer " + Fixture.CANARY + "-", ""));
        exchange.getRequestBody().readAllBytes();
        String target = exchange.getRequestURI().toString().substring("/token/".length());
        if (authorization == null || !issued.contains(authorization.replace("Bearer ", ""))) {
            rejections.countDown();
            await(rejections);
            challenge(exchange, "invalid_token");
        } else if (target.equals("scope")) {
            challenge(exchange, "insufficient_scope");
        } else if (target.startsWith("302?to=")) {
            exchange.getResponseHeaders().set("Location", target.substring("302?to=".length()));
            answer(exchange, 302, "elsewhere");
        } else {
            answer(exchange, target.equals("403") ? 403 : 200, "well");
        }
    }

    private static void challenge(HttpExchange exchange, String error) throws IOException {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"" + error + "\"");
        answer(exchange, 401, "who");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
