package io.countersign.benchmarks.measure;

import io.countersign.request.BodySigning;
import io.countersign.request.LaterSigning;
import io.countersign.request.OutgoingRequest;
import java.util.concurrent.CompletableFuture;

/** A request as it is, over https. */
public final class PlainRequest implements OutgoingRequest {
    private final String method;
    private final String host;
    private final String path;
    private final String query;
    private final byte[] body;
    private final String[] fields;

    public PlainRequest(String host, String path) {
        this("GET", host, path, null, null);
    }

    /**
     * @param query null for none
     * @param body null for none
     * @param fields names at even places, their values behind them
     */
    public PlainRequest(String method, String host, String path, String query, byte[] body, String... fields) {
        this.method = method;
        this.host = host;
        this.path = path;
        this.query = query;
        this.body = body;
        this.fields = fields;
    }

    @Override
    public String client() {
        return "none";
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String scheme() {
        return "https";
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public int port() {
        return 443;
    }

    @Override
    public String rawPath() {
        return path;
    }

    @Override
    public boolean viaProxy() {
        return false;
    }

    @Override
    public boolean carries(String header) {
        return false;
    }

    @Override
    public String rawQuery() {
        return query;
    }

    @Override
    public String[] fields() {
        return fields;
    }

    @Override
    public boolean hasBody() {
        return body != null;
    }

    @Override
    public long bodyLength() {
        return body.length;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    /** Before anything is measured; then what is asked for is there. */
    @Override
    public boolean await(CompletableFuture<?> pending, LaterSigning signing) {
        pending.handle((done, failure) -> true).join();
        return true;
    }

    @Override
    public String sent(String header) {
        return null;
    }

    @Override
    public boolean readBody(BodySigning signing) {
        signing.update(body, 0, body.length);
        return true;
    }
}
