package io.countersign.benchmarks.engine;

import io.countersign.request.BodySigning;
import io.countersign.request.OutgoingRequest;

/** A request as it is, over https. */
final class PlainRequest implements OutgoingRequest {
    private final String host;
    private final String path;

    PlainRequest(String host, String path) {
        this.host = host;
        this.path = path;
    }

    @Override
    public String method() {
        return "GET";
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
        return null;
    }

    @Override
    public String[] fields() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasBody() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long bodyLength() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isRepeatable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean readBody(BodySigning signing) {
        throw new UnsupportedOperationException();
    }
}
