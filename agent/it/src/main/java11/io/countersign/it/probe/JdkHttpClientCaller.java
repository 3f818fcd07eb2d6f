package io.countersign.it.probe;

import java.io.InputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** The JDK's own client, from Java 11. */
public final class JdkHttpClientCaller implements Caller {
    private final Map<String, HttpClient> clients = new HashMap<>();

    /** One client for all calls of the same proxy, user, version, threads and TLS, so that connections are used again. */
    private synchronized HttpClient client(Call call) {
        return clients.computeIfAbsent(call.options.get("+proxy") + call.options.get("+user") + call.has("+http1")
                + call.has("+thread") + ApplicationTls.key(call), key -> {
            HttpClient.Builder builder = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS);
            if (call.has("+proxy")) {
                builder.proxy(ProxySelector.of((InetSocketAddress) call.proxy().address()));
            }
            if (call.has("+user")) {
                builder.authenticator(new Authenticator() {
                    @Override
                    protected PasswordAuthentication getPasswordAuthentication() {
                        return new PasswordAuthentication(call.user()[0], call.user()[1].toCharArray());
                    }
                });
            }
            ApplicationTls tls = ApplicationTls.of(call);
            if (tls != null) {
                builder.sslContext(tls.context);
            }
            if (call.has("+thread")) {
                builder.executor(Executors.newSingleThreadExecutor());
            }
            return (call.has("+http1") ? builder.version(HttpClient.Version.HTTP_1_1) : builder).build();
        });
    }

    @Override
    public String call(Call call) throws Exception {
        if (call.has("+websocket")) {
            return webSocket(call);
        }
        if (call.has("+async")) {
            return begin(call).end();
        }
        HttpRequest request = request(call);
        if (call.has("+cancel")) {
            return cancelled(client(call), request);
        }
        return told(request, client(call).send(request, HttpResponse.BodyHandlers.ofString()));
    }

    @Override
    public Begun begin(Call call) throws Exception {
        HttpRequest request = request(call);
        CompletableFuture<HttpResponse<String>> future = client(call).sendAsync(request, HttpResponse.BodyHandlers.ofString());
        return new Begun() {
            @Override
            public void cancel() {
                future.cancel(true);
            }

            @Override
            public String end() throws Exception {
                return told(request, resultOf(future));
            }
        };
    }

    private static HttpRequest request(Call call) throws Exception {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(call.url)).method(call.method, body(call));
        call.headers.forEach(header -> builder.header(header.getKey(), header.getValue()));
        if (call.has("+timeout")) {
            builder.timeout(Duration.ofMillis(call.number("+timeout")));
        }
        return builder.build();
    }

    private static String told(HttpRequest request, HttpResponse<String> response) {
        StringBuilder seen = new StringBuilder().append(response.statusCode()).append(' ').append(response.version())
                .append(' ').append(response.body()).append(' ').append(request.headers().map());
        for (HttpResponse<String> r = response; r != null; r = r.previousResponse().orElse(null)) {
            seen.append(' ').append(r.request().headers().map());
        }
        return seen.toString();
    }

    private static BodyPublisher body(Call call) throws Exception {
        if (call.has("+fixed") && call.streamed() == 0) {
            return BodyPublishers.noBody();
        } else if (call.has("+fixed")) {
            return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> stream(call)), call.streamed());
        } else if (call.has("+chunked")) {
            return BodyPublishers.ofInputStream(() -> stream(call));
        } else if (call.has("+body")) {
            return Bodies.named(call.options.get("+body"), call.has("+bytes") ? call.number("+bytes") : 0);
        }
        return call.body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body);
    }

    private static InputStream stream(Call call) {
        return Bodies.stream(call.streamed());
    }

    /** Cancels a call whose body never comes: sendAsync has come back before that, and the publisher is told. */
    private static String cancelled(HttpClient client, HttpRequest request) throws Exception {
        Bodies.Never never = (Bodies.Never) request.bodyPublisher().get();
        CompletableFuture<HttpResponse<String>> future = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        never.subscribed.await();
        future.cancel(true);
        // Before Java 16 the client is not told that its future was cancelled.
        if (Runtime.version().feature() >= 16) {
            never.cancelled.await();
        }
        return resultOf(future).toString();
    }

    private String webSocket(Call call) throws Exception {
        CompletableFuture<String> text = new CompletableFuture<>();
        WebSocket.Builder builder = client(call).newWebSocketBuilder();
        call.headers.forEach(header -> builder.header(header.getKey(), header.getValue()));
        WebSocket socket = resultOf(builder.buildAsync(URI.create(call.url), new WebSocket.Listener() {
            @Override
            public java.util.concurrent.CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                text.complete(data.toString());
                return null;
            }
        }));
        socket.sendText("hello", true);
        String answer = resultOf(text);
        socket.abort();
        return "101 WebSocket " + answer;
    }

    /** The cause alone, because only that is the same for all clients. */
    private static <T> T resultOf(CompletableFuture<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception) {
                throw (Exception) e.getCause();
            }
            throw e;
        }
    }
}
