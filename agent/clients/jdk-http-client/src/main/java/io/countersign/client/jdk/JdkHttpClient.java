package io.countersign.client.jdk;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.request.Headers;
import io.countersign.engine.Engine;

/**
 * {@code java.net.http.HttpClient}, from Java 11: HTTP/1.1, HTTP/2 and WebSocket, {@code send} and {@code sendAsync}. Woven
 * behind its own request filters, which run once per hop, and before its response filters, which decide on the next.
 * Credentials become system headers: these are not carried on by redirects and the application cannot read them.
 */
public final class JdkHttpClient implements Client {
    private static final String EXCHANGE = "jdk.internal.net.http.MultiExchange";

    @Override
    public String name() {
        return "JDK HttpClient";
    }

    @Override
    public Joinpoint[] joinpoints() {
        return new Joinpoint[] {
            Joinpoint.of(Kind.RETURN, EXCHANGE, "requestFilters", "(Ljdk/internal/net/http/HttpRequestImpl;)V"),
            Joinpoint.of(Kind.ENTRY, EXCHANGE, "responseFilters",
                    "(Ljdk/internal/net/http/Response;)Ljdk/internal/net/http/HttpRequestImpl;")
        };
    }

    @Override
    public String[] opens() {
        return new String[] {"java.net.http/jdk.internal.net.http", "java.net.http/jdk.internal.net.http.common"};
    }

    @Override
    public Handler[] handlers(Engine engine) {
        RequestImpl.check();
        HiddenUserHeaders hidden = new HiddenUserHeaders();
        return new Handler[] {
            (exchange, request) -> {
                if (!RequestImpl.isConnect(request)) {
                    Hop hop = new Hop(request);
                    Headers signed = engine.sign(hop);
                    try {
                        putOn(request, signed, hidden);
                    } catch (RuntimeException | LinkageError e) {
                        throw engine.failed(hop, e);
                    }
                }
                return request;
            },
            (exchange, response) -> {
                hidden.restore(RequestImpl.requestOf(response));
                return response;
            }
        };
    }

    /** A user header wins over a system header of its name, so those that the rule replaces are hidden for this hop. */
    private static void putOn(Object request, Headers signed, HiddenUserHeaders hidden) {
        for (int i = 0; signed != null && i < signed.size(); i++) {
            if (RequestImpl.userHeader(request, signed.name(i))) {
                hidden.hide(request, signed.name(i));
            }
            RequestImpl.setSystemHeader(request, signed.name(i), signed.value(i));
        }
    }
}
