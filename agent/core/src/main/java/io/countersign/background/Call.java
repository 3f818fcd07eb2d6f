package io.countersign.background;

import java.net.URI;

/** One request of the agent's own. */
public final class Call {
    /** Milliseconds from the look-up of the host's name to the last byte of the answer. */
    public static final int TIME_LIMIT = 10_000;

    /** Bytes of an answer's body, after decoding. */
    public static final int SIZE_LIMIT = 1 << 20;

    /** Absolute; https, or http to loopback, or as {@link #isMetadata} says. */
    public final URI url;

    public final String method;

    /** {@code application/x-www-form-urlencoded} (RFC 6749, appendix B); null where there is none. */
    public final String form;

    /** Another body than a form, in UTF-8; null where there is none. */
    public final String body;

    /** What that is: {@code application/json}. */
    public final String type;

    /** Whether it may go to an address of the machine's own link. */
    public final boolean isMetadata;

    /** Names at even places, their values behind them; {@code Accept: application/json} is put on where it is not among them. */
    public final String[] headers;
    public final Route route;

    /** A POST of a form; a GET where that is null. */
    public Call(URI url, String form, Route route, String... headers) {
        this(form == null ? "GET" : "POST", url, form, null, null, route, false, headers);
    }

    private Call(String method, URI url, String form, String body, String type, Route route, boolean isMetadata, String... headers) {
        this.method = method;
        this.url = url;
        this.form = form;
        this.body = body;
        this.type = type;
        this.isMetadata = isMetadata;
        this.headers = headers;
        this.route = route;
    }

    /** A POST of something else. */
    public static Call post(URI url, String body, String type, Route route, String... headers) {
        return new Call("POST", url, null, body, type, route, false, headers);
    }

    /**
     * To one of the addresses at which a cloud tells its machines and containers who they are, on the machine's own link: over plain http, and
     * without a proxy.
     */
    public static Call metadata(String method, URI url, String... headers) {
        return new Call(method, url, null, method.equals("PUT") ? "" : null, "text/plain", Route.STANDARD, true, headers);
    }

    /** Method and URL without its query alone. */
    @Override
    public String toString() {
        return method + ' ' + url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getRawPath();
    }
}
