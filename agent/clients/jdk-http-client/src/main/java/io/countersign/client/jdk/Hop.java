package io.countersign.client.jdk;

import io.countersign.request.BodySigning;
import io.countersign.request.OutgoingRequest;
import java.net.URI;

/** One request of the JDK's client on one hop. */
final class Hop implements OutgoingRequest {
    private final Object request;
    private final URI uri;

    Hop(Object request) {
        this.request = request;
        this.uri = RequestImpl.uri(request);
    }

    @Override
    public String method() {
        return RequestImpl.method(request);
    }

    @Override
    public String scheme() {
        String scheme = uri.getScheme();
        if (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss")) {
            return "https";
        }
        return "http";
    }

    @Override
    public String host() {
        return uri.getHost();
    }

    @Override
    public int port() {
        return uri.getPort() >= 0 ? uri.getPort() : scheme().equals("https") ? 443 : 80;
    }

    @Override
    public String rawPath() {
        return uri.getRawPath();
    }

    @Override
    public boolean viaProxy() {
        return RequestImpl.proxy(request) != null;
    }

    @Override
    public boolean carries(String header) {
        return RequestImpl.carries(request, header);
    }

    @Override
    public String rawQuery() {
        return uri.getRawQuery();
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
