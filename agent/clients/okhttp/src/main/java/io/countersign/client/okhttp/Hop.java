package io.countersign.client.okhttp;

import io.countersign.engine.Callers;
import io.countersign.request.BodySigning;
import io.countersign.request.Headers;
import io.countersign.request.LaterSigning;
import io.countersign.request.OutgoingRequest;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** A request as the last interceptor gets it: what is not asked for is not looked up. */
final class Hop implements OutgoingRequest {
    /** Null for a request that has been answered. */
    private final Object chain;
    private final Object request;
    private final Types types;
    private final Object url;

    /** Once it is asked for, or where it was read before already; else null. */
    private Body body;

    /** From when it has to wait on. */
    private WaitingCall waiting;

    /** Who has begun the call; null if nobody has noted it. */
    private String caller;

    /** What was put on it, where it has been answered and that is known; else null. */
    private Headers sent;

    /** @param body null, or the request's, which has been read on an attempt that came to nothing */
    Hop(Object chain, Object request, Types types, Body body) {
        this.chain = chain;
        this.request = request;
        this.types = types;
        this.url = types.url(request);
        this.body = body;
    }

    /** A request that has been answered. */
    static Hop answered(Object request, Types types, Headers sent) {
        Hop hop = new Hop(null, request, types, null);
        hop.sent = sent;
        return hop;
    }

    Hop noteCaller(Callers callers) {
        if (callers.isWanted()) {
            caller = callers.of(types.call(chain));
        }
        return this;
    }

    @Override
    public String caller() {
        return caller;
    }

    /** Null if nothing has been asked of it. */
    Body body() {
        return body;
    }

    /** Gives up its connection, which must not be used after a request that has ended in its midst. */
    void closeConnection() {
        types.closeConnection(chain);
    }

    @Override
    public String client() {
        return OkHttp.NAME;
    }

    @Override
    public String method() {
        return types.method(request);
    }

    @Override
    public String scheme() {
        return types.scheme(url);
    }

    @Override
    public String host() {
        return types.host(url);
    }

    @Override
    public int port() {
        return types.port(url);
    }

    @Override
    public String rawPath() {
        return types.path(url);
    }

    @Override
    public String rawQuery() {
        return SignedTypes.of(request).query(url);
    }

    @Override
    public Socket socket() {
        return types.socket(chain);
    }

    @Override
    public boolean viaProxy() {
        return types.viaProxy(chain);
    }

    @Override
    public boolean carries(String header) {
        String value = types.header(request, header);
        return value != null && !(header.equalsIgnoreCase("User-Agent") && value.startsWith("okhttp/"));
    }

    @Override
    public String[] fields() {
        return SignedTypes.of(request).fields(request);
    }

    @Override
    public boolean hasBody() {
        if (body == null) {
            Object own = SignedTypes.of(request).body(request);
            body = own == null ? null : new Body(own);
        }
        return body != null;
    }

    @Override
    public long bodyLength() {
        return body.length();
    }

    @Override
    public boolean isRepeatable() {
        return body.isRepeatable();
    }

    @Override
    public boolean await(CompletableFuture<?> pending, LaterSigning signing) {
        if (waiting == null) {
            waiting = new WaitingCall(chain);
        }
        waiting.await(pending);
        return true;
    }

    @Override
    public String sent(String header) {
        return sent == null ? null : sent.value(header);
    }

    @Override
    public boolean readBody(BodySigning signing) throws IOException {
        body.read(signing);
        return true;
    }
}
