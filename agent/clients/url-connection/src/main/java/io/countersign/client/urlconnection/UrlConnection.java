package io.countersign.client.urlconnection;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.engine.Engine;

/**
 * {@code java.net.HttpURLConnection}, http and https. Woven where a hop's request headers, complete, are handed to the
 * connection that writes them: what is written is a signed copy, so that the connection's own headers, which its log and
 * its getters show and a redirect carries on, stay unsigned. A CONNECT is handed over elsewhere.
 */
public final class UrlConnection implements Client {
    private static final String CONNECTION = "sun.net.www.protocol.http.HttpURLConnection";

    @Override
    public String name() {
        return "HttpURLConnection";
    }

    @Override
    public Joinpoint[] joinpoints() {
        return new Joinpoint[] {
            Joinpoint.callArgument(CONNECTION, "writeRequests", "()V", "sun.net.www.http.HttpClient", "writeRequests")
        };
    }

    @Override
    public String[] opens() {
        return new String[] {"java.base/sun.net", "java.base/sun.net.www", "java.base/sun.net.www.http",
            "java.base/sun.net.www.protocol.http"};
    }

    @Override
    public Handler[] handlers(Engine engine) {
        return new Handler[] {new WriteRequests(engine)};
    }
}
