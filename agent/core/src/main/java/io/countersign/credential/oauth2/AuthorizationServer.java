package io.countersign.credential.oauth2;

import io.countersign.background.Background;
import io.countersign.background.Call;
import io.countersign.background.KeyAndChain;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.match.HostName;
import io.countersign.request.CredentialUnavailable;
import io.countersign.text.JsonObject;
import io.countersign.text.ShownUrl;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Who issues tokens, and where: by its issuer identifier, whose document of metadata names the endpoints (OpenID Connect
 * Discovery 1.0, section 4; RFC 8414, section 3), or by its token endpoint alone. The document is kept for a day, and until
 * one of its endpoints has failed. Who shows it a client certificate shows that with each request, and goes to the endpoints that it
 * has for those (RFC 8705, section 5).
 */
public final class AuthorizationServer {
    private static final long DAY = TimeUnit.DAYS.toMillis(1);

    /** Null where the token endpoint is given. */
    private final String issuer;
    private final String tokenUrl;
    private final Route route;

    /** Null for none. */
    private final AtomicReference<TlsIdentity> certificate;
    private final Background background;

    /** Replaced as a whole; null before it is read, and after an endpoint has failed. */
    private volatile Metadata metadata;

    /** How often it could not be read, and why the last time: for who has waited for that. Guarded by this object, but to look whether there is a new one. */
    private volatile int failures;
    private TokenFailure failure;

    private AuthorizationServer(String issuer, String tokenUrl, Route route, AtomicReference<TlsIdentity> certificate, Background background) {
        this.issuer = issuer;
        this.tokenUrl = tokenUrl;
        this.route = route;
        this.certificate = certificate;
        this.background = background;
    }

    /**
     * The one object for all that ask it alike.
     *
     * @param route to it, without an identity
     * @param certificate that it is shown, there once all of the policy has been read; null for none
     */
    static AuthorizationServer of(String issuer, String tokenUrl, Route route, AtomicReference<TlsIdentity> certificate,
            Background background) {
        return background.shared(Arrays.asList(AuthorizationServer.class, issuer, tokenUrl, route, certificate),
                () -> new AuthorizationServer(issuer, tokenUrl, route, certificate, background));
    }

    /** Its identifier; null if only its token endpoint is known. */
    public String issuer() {
        return issuer;
    }

    /** The host of that, or of the token endpoint. */
    String host() {
        return URI.create(issuer != null ? issuer : tokenUrl).getHost();
    }

    public Route route() {
        return certificate == null ? route : new Route(route.trust, route.proxy, certificate.get());
    }

    /** The client certificate that it is shown; null for none. */
    TlsIdentity identity() {
        return certificate == null ? null : certificate.get();
    }

    /** The state of that now: the same object until it is renewed; null for none, or one that is not there. */
    KeyAndChain shown() {
        try {
            return certificate == null ? null : certificate.get().current();
        } catch (CredentialUnavailable e) {
            return null;
        }
    }

    /** As the policy names it, but for a query. */
    @Override
    public String toString() {
        return ShownUrl.of(issuer != null ? issuer : tokenUrl);
    }

    /** @throws TokenFailure if there is none, or the metadata cannot be had */
    public URI tokenEndpoint() throws TokenFailure {
        return tokenUrl != null ? URI.create(tokenUrl) : endpoint("token_endpoint");
    }

    /**
     * An endpoint by its name in the metadata, such as {@code jwks_uri}.
     *
     * @throws TokenFailure if there is none, or the metadata cannot be had
     */
    public URI endpoint(String name) throws TokenFailure {
        JsonObject metadata = metadata();
        // Those that a browser is sent to are none of these.
        String alias = certificate == null || name.equals("authorization_endpoint") ? null : metadata.object("mtls_endpoint_aliases").string(name);
        String url = alias != null ? alias : metadata.string(name);
        if (url == null) {
            throw new TokenFailure(TokenFailure.Kind.LASTING, "the metadata of " + this + " names no '" + name + "'");
        }
        try {
            return checked(url);
        } catch (IllegalArgumentException e) {
            throw new TokenFailure(TokenFailure.Kind.LASTING, "the metadata of " + this + " has a '" + (alias != null ? "mtls_endpoint_aliases." : "") + name
                    + "' that " + e.getMessage());
        }
    }

    /** @throws TokenFailure if it cannot be had, or is another's */
    public JsonObject metadata() throws TokenFailure {
        if (issuer == null) {
            throw new TokenFailure(TokenFailure.Kind.LASTING, "only the token endpoint " + this + " is known; 'issuer' leads to the others");
        }
        Metadata now = metadata;
        if (now != null && Math.abs(background.moments.millis() - now.read) < DAY) {
            return now.document;
        }
        int before = failures;
        // On the agent's own threads alone, and for no longer than one reading takes: who has waited for it takes what came of it.
        synchronized (this) {
            now = metadata;
            if (now == null || Math.abs(background.moments.millis() - now.read) >= DAY) {
                if (failures != before) {
                    throw failure;
                }
                try {
                    metadata = now = new Metadata(fetch(), background.moments.millis());
                } catch (TokenFailure e) {
                    failure = e;
                    failures++;
                    throw e;
                }
            }
            return now.document;
        }
    }

    /** One of its endpoints has failed: it may have moved. */
    void forget() {
        metadata = null;
    }

    private JsonObject fetch() throws TokenFailure {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        URI first = URI.create(base + "/.well-known/openid-configuration");
        Reply reply = get(first);
        if (reply.status == 404) {
            // RFC 8414, section 3.1: between the host and the path.
            URI uri = URI.create(base);
            reply = get(URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + "/.well-known/oauth-authorization-server" + uri.getRawPath()));
        }
        if (reply.status != 200) {
            boolean passes = reply.status >= 500 || reply.status == 429;
            throw new TokenFailure(passes ? TokenFailure.Kind.PASSING : TokenFailure.Kind.LASTING, "the metadata of " + this
                    + " cannot be had: " + ShownUrl.of(first) + " answers with status " + reply.status, null, TokenReply.retryAfter(reply, background.moments));
        }
        JsonObject document = JsonObject.read(reply.body);
        if (document == null) {
            throw new TokenFailure(TokenFailure.Kind.LASTING, "the metadata of " + this + " cannot be read: what " + ShownUrl.of(first)
                    + " answers with is not a JSON object");
        }
        // RFC 8414, section 3.3: an identical string, or the document is not to be used.
        if (!issuer.equals(document.string("issuer"))) {
            throw new TokenFailure(TokenFailure.Kind.LASTING, "'issuer' is " + this + ", and the metadata there says that it is of "
                    + (document.string("issuer") == null ? "nobody" : TokenReply.shown(ShownUrl.of(document.string("issuer")))) + "; the two must be the same");
        }
        return document;
    }

    private Reply get(URI url) throws TokenFailure {
        try {
            return background.transport.send(new Call(url, null, route()));
        } catch (IOException e) {
            throw new TokenFailure(TokenFailure.Kind.PASSING, "the metadata of " + this + " cannot be had: " + e.getMessage());
        }
    }

    /**
     * A URL that a token may be asked of: https, or http to loopback.
     *
     * @throws IllegalArgumentException if it is another; the message follows its name
     */
    static URI checked(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL");
        }
        String scheme = uri.getScheme();
        if (scheme == null || uri.getHost() == null || !scheme.equalsIgnoreCase("https") && !scheme.equalsIgnoreCase("http")) {
            throw new IllegalArgumentException("is no URL with https and a host");
        }
        if (scheme.equalsIgnoreCase("http") && !HostName.isLoopback(HostName.canonical(uri.getHost()))) {
            throw new IllegalArgumentException("is plain http; tokens are asked for by https alone, but on loopback");
        }
        if (uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("has a fragment or user information, which an endpoint cannot have");
        }
        return uri;
    }

    private static final class Metadata {
        final JsonObject document;
        final long read;

        Metadata(JsonObject document, long read) {
            this.document = document;
            this.read = read;
        }
    }
}
