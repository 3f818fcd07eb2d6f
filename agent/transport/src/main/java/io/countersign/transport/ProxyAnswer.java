package io.countersign.transport;

import java.util.Objects;
import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;

/** User and password for a proxy, before it asks (RFC 7617). Equal ones share a connection. */
final class ProxyAnswer implements Authenticator {
    private static final String HEADER = "Proxy-Authorization";

    private final String authorization;

    /** @param authorization null for none */
    ProxyAnswer(String authorization) {
        this.authorization = authorization;
    }

    /** Asked by OkHttp before the CONNECT too. What was refused once is not said again. */
    @Override
    public Request authenticate(Route route, Response response) {
        if (authorization == null || response.request().header(HEADER) != null) {
            return null;
        }
        return response.request().newBuilder().header(HEADER, authorization).build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProxyAnswer && Objects.equals(authorization, ((ProxyAnswer) other).authorization);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(authorization);
    }
}
