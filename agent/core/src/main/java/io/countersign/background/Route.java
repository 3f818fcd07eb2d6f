package io.countersign.background;

import java.nio.file.Path;
import java.util.Objects;

/** How the agent gets to a host: whom it trusts there, who it is there, and by which proxy. Equal routes are one. */
public final class Route {
    /** The JVM's own trust store, and the proxy of the environment. */
    public static final Route STANDARD = new Route(null, null, null);

    /** Certificates in PEM that the server's chain has to end in; null for the JVM's own trust store. Read again when it changes. */
    public final Path trust;

    /** {@code http://proxy.example.com:3128}, or {@code direct} for none whatever the environment says; null for what that says. */
    public final String proxy;

    /** What it shows to a server that asks for a certificate; null for nothing. */
    public final Identity identity;

    public Route(Path trust, String proxy) {
        this(trust, proxy, null);
    }

    public Route(Path trust, String proxy, Identity identity) {
        this.trust = trust;
        this.proxy = proxy;
        this.identity = identity;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Route && Objects.equals(trust, ((Route) other).trust) && Objects.equals(proxy, ((Route) other).proxy)
                && identity == ((Route) other).identity;
    }

    @Override
    public int hashCode() {
        return Objects.hash(trust, proxy, identity);
    }
}
