package io.countersign.it.probe;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.Http2Connection;
import okio.BufferedSink;

/** What came between OkHttp 3.4 and 3.14. */
final class OkHttpLater {
    private OkHttpLater() {}

    static void listen(OkHttpClient.Builder builder, StringBuffer seen) {
        builder.eventListener(new EventListener() {
            @Override
            public void requestHeadersEnd(okhttp3.Call call, Request request) {
                seen.append("requestHeadersEnd ").append(request.headers());
            }

            @Override
            public void responseHeadersEnd(okhttp3.Call call, Response response) {
                seen.append("responseHeadersEnd ").append(response.request().headers());
            }
        });
    }

    static OkHttpClient.Builder priorKnowledge(OkHttpClient.Builder builder) {
        return builder.protocols(Collections.singletonList(Protocol.H2_PRIOR_KNOWLEDGE));
    }

    static void callTimeout(OkHttpClient.Builder builder, int millis) {
        builder.callTimeout(millis, TimeUnit.MILLISECONDS);
    }

    static String webSocket(OkHttpClient client, Request request) throws Exception {
        CompletableFuture<String> text = new CompletableFuture<>();
        WebSocket socket = client.newWebSocket(request, new WebSocketListener() {
            @Override
            public void onOpen(WebSocket webSocket, Response response) {
                webSocket.send("hello " + response.request().headers());
            }

            @Override
            public void onMessage(WebSocket webSocket, String message) {
                text.complete(message);
            }

            @Override
            public void onFailure(WebSocket webSocket, Throwable e, Response response) {
                text.completeExceptionally(e);
            }
        });
        try {
            return "101 WebSocket " + OkHttpCaller.resultOf(text);
        } finally {
            socket.cancel();
        }
    }

    /** What a server's GOAWAY does, just when a request is about to be sent. */
    static void shutDown(Connection connection) throws IOException {
        try {
            Field field = connection.getClass().getDeclaredField("http2Connection");
            field.setAccessible(true);
            ((Http2Connection) field.get(connection)).shutdown(ErrorCode.NO_ERROR);
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }

    /** A body of {@code +duplex}, written while the answer is read, or {@code +oneshot}, which may be written once. */
    static RequestBody body(Call call, MediaType type) {
        return new RequestBody() {
            private boolean written;

            @Override
            public MediaType contentType() {
                return type;
            }

            @Override
            public boolean isDuplex() {
                return call.has("+duplex");
            }

            @Override
            public boolean isOneShot() {
                return call.has("+oneshot");
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                if (written) {
                    throw new IOException("written before");
                }
                written = true;
                if (call.streams()) {
                    call.writeTo(sink.outputStream());
                } else {
                    sink.write(call.body);
                }
                if (isDuplex()) {
                    sink.close();
                }
            }
        };
    }
}
