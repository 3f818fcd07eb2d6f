package io.countersign.background;

import java.net.URI;

/** One request of the agent's own: a GET, or a POST of a form. */
public final class Call {
    /** Milliseconds from the look-up of the host's name to the last byte of the answer. */
    public static final int TIME_LIMIT = 10_000;

    /** Bytes of an answer's body, after decoding. */
    public static final int SIZE_LIMIT = 1 << 20;

    /** Absolute; https, or http to loopback. */
    public final URI url;

    /** {@code application/x-www-form-urlencoded} (RFC 6749, appendix B); null for a GET. */
    public final String form;

    /** Names at even places, their values behind them; {@code Accept: application/json} is put on where it is not among them. */
    public final String[] headers;
    public final Route route;

    public Call(URI url, String form, Route route, String... headers) {
        this.url = url;
        this.form = form;
        this.headers = headers;
        this.route = route;
    }

    /** Method and URL without its query alone. */
    @Override
    public String toString() {
        return (form == null ? "GET " : "POST ") + url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getRawPath();
    }
}
