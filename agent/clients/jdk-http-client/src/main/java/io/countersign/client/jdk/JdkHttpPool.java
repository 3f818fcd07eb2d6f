package io.countersign.client.jdk;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.client.tls.Connections;
import io.countersign.engine.Engine;

/**
 * The connections that the JDK's client keeps, by proxy, address, host and port. Woven where one of HTTP/1.1 has been found, and
 * one of HTTP/2; and where a stream of those ends, because one that carries nothing new is closed with its last.
 */
public final class JdkHttpPool implements Client {
    private static final String HTTP1 = "jdk.internal.net.http.ConnectionPool";
    private static final String HTTP2 = "jdk.internal.net.http.Http2ClientImpl";

    @Override
    public String name() {
        return "JDK HttpClient's pool";
    }

    @Override
    public Joinpoint[] joinpoints() {
        return new Joinpoint[] {
            Joinpoint.of(Kind.RESULT, HTTP1, "findConnection",
                    "(Ljdk/internal/net/http/ConnectionPool$CacheKey;Ljava/util/HashMap;)Ljdk/internal/net/http/HttpConnection;"),
            Joinpoint.callResult(HTTP2, "getConnectionFor",
                    "(Ljdk/internal/net/http/HttpRequestImpl;Ljdk/internal/net/http/Exchange;)Ljava/util/concurrent/CompletableFuture;",
                    "java.util.Map", "get"),
            Joinpoint.of(Kind.EXIT, "jdk.internal.net.http.Http2Connection", "closeStream", "(I)V")
        };
    }

    @Override
    public String[] opens() {
        return new String[] {"java.net.http/jdk.internal.net.http"};
    }

    @Override
    public Handler[] handlers(Engine engine) {
        KeptConnections kept = new KeptConnections(new Connections(engine));
        return new Handler[] {
            (pool, connection) -> kept.http1(connection),
            (key, connection) -> kept.http2(connection),
            (connection, none) -> {
                kept.streamEnded(connection);
                return null;
            }
        };
    }
}
