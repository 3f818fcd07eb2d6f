package io.countersign.command;

import io.countersign.request.BodySigning;
import io.countersign.request.LaterSigning;
import io.countersign.request.OutgoingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** A request that is asked about: no body, no proxy, and only those headers of the application's that are named. */
final class Asked implements OutgoingRequest {
    private final String method;
    private final String scheme;
    private final String host;
    private final int port;
    private final String path;
    private final String query;
    private final List<String> fields = new ArrayList<>();

    private Asked(String method, String scheme, String host, int port, String path, String query) {
        this.method = method;
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.path = path;
        this.query = query;
    }

    /**
     * Taken apart as clients do that forgive much, so that paths and hosts can be asked about which {@link java.net.URI} refuses. User
     * info is passed over.
     *
     * @throws IllegalArgumentException if it is no URL of http, https, ws or wss; the message does not hold it, for there may be user info
     */
    static Asked of(String method, String url) {
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        boolean isSecure = scheme.equals("https") || scheme.equals("wss");
        if (!isSecure && !scheme.equals("http") && !scheme.equals("ws")) {
            throw new IllegalArgumentException("a URL begins with https://, http://, wss:// or ws://");
        }
        int end = end(url, colon + 3, "/?#");
        String authority = url.substring(colon + 3, end);
        authority = authority.substring(authority.lastIndexOf('@') + 1);
        int portColon = authority.lastIndexOf(':') > authority.lastIndexOf(']') ? authority.lastIndexOf(':') : authority.length();
        String host = authority.substring(0, portColon);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the URL has no host");
        }
        int port = portColon + 1 >= authority.length() ? isSecure ? 443 : 80 : port(authority.substring(portColon + 1));
        int pathEnd = end(url, end, "?#");
        int queryEnd = end(url, pathEnd, "#");
        return new Asked(method, isSecure ? "https" : "http", host, port, url.substring(end, pathEnd),
                pathEnd == queryEnd ? null : url.substring(pathEnd + 1, queryEnd));
    }

    private static int end(String url, int from, String marks) {
        int end = from;
        while (end < url.length() && marks.indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("the URL's port is not a number from 1 to 65535");
    }

    /** @param field the header's name, and its value behind a colon, which nothing depends on and is not kept */
    void carry(String field) {
        int colon = field.indexOf(':');
        fields.add((colon < 0 ? field : field.substring(0, colon)).trim());
        fields.add("***");
    }

    @Override
    public String client() {
        return Countersign.NAME;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String rawPath() {
        return path;
    }

    @Override
    public String rawQuery() {
        return query;
    }

    @Override
    public boolean viaProxy() {
        return false;
    }

    @Override
    public boolean carries(String header) {
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(header)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String[] fields() {
        return fields.toArray(new String[0]);
    }

    @Override
    public boolean hasBody() {
        return false;
    }

    @Override
    public long bodyLength() {
        return -1;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean readBody(BodySigning signing) {
        throw new IllegalStateException("there is no body");
    }

    @Override
    public boolean await(CompletableFuture<?> pending, LaterSigning signing) {
        throw new IllegalStateException("nothing is waited for");
    }

    @Override
    public String sent(String header) {
        return null;
    }

    /** Method and URL without user info and query, which may be secret. */
    @Override
    public String toString() {
        return method + " " + scheme + "://" + host + ":" + port + path + (query == null ? "" : "?...");
    }
}
