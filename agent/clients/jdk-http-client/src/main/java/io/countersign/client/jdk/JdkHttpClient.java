package io.countersign.client.jdk;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.engine.Engine;

/**
 * {@code java.net.http.HttpClient}, from Java 11: HTTP/1.1, HTTP/2 and WebSocket, {@code send} and {@code sendAsync}. Woven
 * where one of its calls, behind its request filters, begins an attempt to send: on every hop and every retry. Where a body
 * is to be read first, or a credential is not there yet, that future is returned which goes on from there; so nobody waits.
 * Once an answer is there, its response filters say whether another hop follows.
 */
public final class JdkHttpClient implements Client {
    private static final String CALL = "jdk.internal.net.http.MultiExchange";
    private static final String ATTEMPT = "jdk.internal.net.http.Exchange";

    @Override
    public String name() {
        return Hop.NAME;
    }

    @Override
    public Joinpoint[] joinpoints() {
        String begin = "responseAsyncImpl";
        String future = "()Ljava/util/concurrent/CompletableFuture;";
        return new Joinpoint[] {
            Joinpoint.call(CALL, begin, future, ATTEMPT, "responseAsync"),
            Joinpoint.of(Kind.RESULT, CALL, begin, future),
            Joinpoint.of(Kind.RESULT, CALL, "responseFilters",
                    "(Ljdk/internal/net/http/Response;)Ljdk/internal/net/http/HttpRequestImpl;"),
            Joinpoint.of(Kind.RETURN, ATTEMPT, "cancel", "(Ljava/io/IOException;)V")
        };
    }

    @Override
    public String[] opens() {
        return new String[] {"java.net.http/jdk.internal.net.http", "java.net.http/jdk.internal.net.http.common"};
    }

    @Override
    public Handler[] handlers(Engine engine) {
        Calls calls = new Calls(engine);
        return new Handler[] {
            (exchange, none) -> calls.responseAsync(exchange),
            calls::whenOver,
            calls::next,
            calls::cancel
        };
    }
}
