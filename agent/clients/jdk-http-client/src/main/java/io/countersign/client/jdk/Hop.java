package io.countersign.client.jdk;

import io.countersign.request.OutgoingRequest;
import java.net.URI;

/** One request of the JDK's client on one hop. */
final class Hop implements OutgoingRequest {
    private final Object request;
    private final RequestImpl access;
    private final URI uri;

    Hop(Object request, RequestImpl access) {
        this.request = request;
        this.access = access;
        this.uri = access.uri(request);
    }

    @Override
    public String method() {
        return access.method(request);
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
        return access.proxy(request) != null;
    }

    @Override
    public boolean carries(String header) {
        return access.carries(request, header);
    }
}
