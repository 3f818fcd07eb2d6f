package io.countersign.it.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Callback;
import okhttp3.Credentials;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/** Compiled against 3.14, run against 3.4 to 5: what 3.4 has not is in {@link OkHttpLater}, loaded where it is there. */
public final class OkHttpCaller implements Caller {
    private final StringBuffer seen = new StringBuffer();
    private final Map<String, OkHttpClient> clients = new HashMap<>();

    /** Whether the next connection is shut down before it is used. */
    private volatile boolean shutDown;

    /** Whose next request waits with its connection; null for none. */
    private volatile Call pausing;

    /** What all clients are made from: they share its pool and dispatcher. */
    private final OkHttpClient first = first();

    private OkHttpClient first() {
        OkHttpClient.Builder builder = new OkHttpClient.Builder().addInterceptor(this::look).addNetworkInterceptor(this::lookAtNetwork);
        if (hasEvents()) {
            OkHttpLater.listen(builder, seen);
        }
        OkHttpClient client = builder.build();
        // More at once than any test makes; the default is 5.
        client.dispatcher().setMaxRequestsPerHost(64);
        return client;
    }

    /** One client for all calls of the same proxy, user, protocol, timeouts and TLS. */
    private synchronized OkHttpClient client(Call call) {
        String key = call.proxy() + call.options.get("+user") + call.has("+h2c") + call.options.get("+timeout")
                + call.options.get("+calltimeout") + ApplicationTls.key(call) + call.has("+http1");
        return clients.computeIfAbsent(key, k -> {
            OkHttpClient.Builder builder = first.newBuilder().proxy(call.proxy());
            if (call.has("+user")) {
                builder.authenticator((route, response) -> answer(call, response, "Authorization"))
                        .proxyAuthenticator((route, response) -> answer(call, response, "Proxy-Authorization"));
            }
            if (call.has("+http1")) {
                builder.protocols(Collections.singletonList(Protocol.HTTP_1_1));
            }
            ApplicationTls tls = ApplicationTls.of(call);
            if (tls != null) {
                builder.sslSocketFactory(tls.factory, tls.trust);
                if (tls.trustsAll) {
                    builder.hostnameVerifier(tls.anyName);
                }
            }
            if (call.has("+timeout")) {
                builder.readTimeout(call.number("+timeout"), TimeUnit.MILLISECONDS);
            }
            if (call.has("+calltimeout")) {
                OkHttpLater.callTimeout(builder, call.number("+calltimeout"));
            }
            return (call.has("+h2c") ? OkHttpLater.priorKnowledge(builder) : builder).build();
        });
    }

    static boolean hasEvents() {
        try {
            Class.forName("okhttp3.EventListener");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Request answer(Call call, Response challenge, String header) {
        return challenge.request().header(header) != null ? null
                : challenge.request().newBuilder().header(header, Credentials.basic(call.user()[0], call.user()[1])).build();
    }

    private Response lookAtNetwork(Interceptor.Chain chain) throws IOException {
        if (shutDown) {
            shutDown = false;
            OkHttpLater.shutDown(chain.connection());
        }
        Call now = pausing;
        if (now != null) {
            pausing = null;
            now.pause();
        }
        return look(chain);
    }

    private Response look(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        seen.append(chain.request().headers()).append(response.request().headers());
        return response;
    }

    @Override
    public String call(Call call) throws Exception {
        seen.setLength(0);
        shutDown = call.has("+shutdown");
        pausing = call.has("+pause") ? call : null;
        if (call.has("+websocket")) {
            return OkHttpLater.webSocket(client(call), builder(call).build()) + " " + seen;
        }
        if (call.has("+async")) {
            return begin(call).end();
        }
        Request request = request(call);
        if (call.has("+cancel")) {
            okhttp3.Call cancelled = client(call).newCall(request);
            new Timer(true).schedule(new TimerTask() {
                @Override
                public void run() {
                    cancelled.cancel();
                }
            }, 200);
            cancelled.execute();
        }
        return told(call, request, client(call).newCall(request).execute());
    }

    @Override
    public Begun begin(Call call) {
        Request request = request(call);
        okhttp3.Call begun = client(call).newCall(request);
        CompletableFuture<Response> result = enqueue(begun);
        return new Begun() {
            @Override
            public void cancel() {
                begun.cancel();
            }

            @Override
            public String end() throws Exception {
                return told(call, request, resultOf(result));
            }
        };
    }

    private String told(Call call, Request request, Response response) throws IOException {
        int interceptors = client(call).interceptors().size() + client(call).networkInterceptors().size();
        try {
            return response.code() + " " + response.protocol() + " " + response.body().string() + seen + request.headers()
                    + response.request().headers() + response.networkResponse().request().headers()
                    + (response.priorResponse() == null ? "" : response.priorResponse().request().headers())
                    + " interceptors: " + interceptors;
        } finally {
            response.body().close();
        }
    }

    private static Request.Builder builder(Call call) {
        Request.Builder builder = new Request.Builder().url(call.url);
        for (Map.Entry<String, String> header : call.headers) {
            builder.addHeader(header.getKey(), header.getValue());
        }
        return builder;
    }

    private static Request request(Call call) {
        return builder(call).method(call.method, body(call)).build();
    }

    private static RequestBody body(Call call) {
        MediaType text = MediaType.parse("text/plain");
        if (call.has("+duplex") || call.has("+oneshot")) {
            return OkHttpLater.body(call, text);
        }
        if (!call.streams()) {
            return call.body == null ? null : RequestBody.create(text, call.body);
        }
        return new RequestBody() {
            private boolean written;

            @Override
            public MediaType contentType() {
                return text;
            }

            @Override
            public long contentLength() {
                return call.has("+fixed") ? call.streamed() : -1;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                if (call.has("+throws")) {
                    sink.writeUtf8("some").flush();
                    throwsOf(call.options.get("+throws"));
                } else if (written && call.has("+changes")) {
                    writeChanged(call, sink);
                } else {
                    call.writeTo(sink.outputStream());
                }
                written = true;
            }
        };
    }

    private static void throwsOf(String what) throws IOException {
        if (what.equals("io")) {
            throw new IOException("the application's own");
        }
        throw new IllegalStateException("the application's own");
    }

    /** {@code +changes=content}, {@code longer} or {@code shorter}: what a body is the second time. */
    private static void writeChanged(Call call, BufferedSink sink) throws IOException {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        call.writeTo(first);
        byte[] all = first.toByteArray();
        switch (call.options.get("+changes")) {
            case "content":
                all[0]++;
                sink.write(all);
                break;
            case "longer":
                sink.write(all).flush();
                sink.write(all);
                break;
            default:
                sink.write(all, 0, all.length - 1).flush();
        }
    }

    private static CompletableFuture<Response> enqueue(okhttp3.Call begun) {
        CompletableFuture<Response> result = new CompletableFuture<>();
        begun.enqueue(new Callback() {
            @Override
            public void onFailure(okhttp3.Call call, IOException e) {
                result.completeExceptionally(e);
            }

            @Override
            public void onResponse(okhttp3.Call call, Response response) {
                result.complete(response);
            }
        });
        return result;
    }

    /** The cause alone, because only that is the same for all clients. */
    static <T> T resultOf(CompletableFuture<T> future) throws Exception {
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
