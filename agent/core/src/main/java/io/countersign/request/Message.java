package io.countersign.request;

import io.countersign.text.Hex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A request as a signature sees it: with the headers that are already put on, and with one moment, so that whatever is
 * asked of it twice is the same twice.
 */
public final class Message {
    private final OutgoingRequest request;
    private final Moments moments;
    private Headers put = Headers.NONE;
    private String[] fieldsOfClient;

    /** With what is put on; null until it is looked at. */
    private String[] fields;
    private long millis = Long.MIN_VALUE;
    private String nonce;
    private long bytesRead = -1;
    private boolean sentAgain;

    public Message(OutgoingRequest request, Moments moments) {
        this.request = request;
        this.moments = moments;
    }

    /** In capitals. */
    public String method() {
        return request.method();
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return request.scheme();
    }

    /** Where the connection goes to: the URL's host as it is written there. */
    public String host() {
        return request.host();
    }

    /** The URL's port, the scheme's default filled in. */
    public int port() {
        return request.port();
    }

    /** Whether the port is the one that a URL of this scheme need not name. */
    public boolean hasDefaultPort() {
        return port() == ("https".equals(scheme()) ? 443 : 80);
    }

    /** Whether an HTTP or SOCKS proxy stands between the client and the host. */
    public boolean viaProxy() {
        return request.viaProxy();
    }

    /** What the {@code Host} header (or {@code :authority}) says: the port only where it is not the default. */
    public String authority() {
        String header = header("Host");
        if (header != null) {
            return header;
        }
        // Some clients tell an IPv6 address without its brackets; what they write has them.
        String host = host().indexOf(':') >= 0 && !host().startsWith("[") ? '[' + host() + ']' : host();
        return hasDefaultPort() ? host : host + ":" + port();
    }

    /** Percent-encoded as on the wire; {@code /} where the URL has no path. */
    public String rawPath() {
        String path = request.rawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    /** As on the wire, without the question mark; null if there is none. */
    public String rawQuery() {
        return request.rawQuery();
    }

    /** The path and, where there is one, the query behind a question mark. */
    public String target() {
        String query = rawQuery();
        return query == null ? rawPath() : rawPath() + '?' + query;
    }

    /** The value of that header, in any case; several are joined by a comma and a space; null if there is none. */
    public String header(String name) {
        String first = null;
        StringBuilder joined = null;
        for (int i = 0; i < fieldCount(); i++) {
            if (!fieldName(i).equalsIgnoreCase(name)) {
                continue;
            }
            if (first == null) {
                first = fieldValue(i);
            } else {
                if (joined == null) {
                    joined = new StringBuilder(first);
                }
                joined.append(", ").append(fieldValue(i));
            }
        }
        return joined == null ? first : joined.toString();
    }

    /** The values of all fields of that name, in any case and in their order. */
    public List<String> headerValues(String name) {
        List<String> values = Collections.emptyList();
        for (int i = 0; i < fieldCount(); i++) {
            if (fieldName(i).equalsIgnoreCase(name)) {
                if (values.isEmpty()) {
                    values = new ArrayList<>(2);
                }
                values.add(fieldValue(i));
            }
        }
        return values;
    }

    /** How many header fields there are, those that are put on included, which replace others of their names. */
    public int fieldCount() {
        return fields().length / 2;
    }

    public String fieldName(int index) {
        return fields()[2 * index];
    }

    public String fieldValue(int index) {
        return fields()[2 * index + 1];
    }

    private String[] fields() {
        if (fields == null) {
            if (fieldsOfClient == null) {
                fieldsOfClient = request.fields();
            }
            fields = put.over(fieldsOfClient);
        }
        return fields;
    }

    /** Puts headers on, for the signatures that follow to see. */
    public void put(Headers headers) {
        put = put.and(headers);
        fields = null;
    }

    /** All that is put on. */
    public Headers put() {
        return put;
    }

    public boolean hasBody() {
        return request.hasBody();
    }

    /** In bytes, 0 without a body; -1 if it is not known before the body has been read. */
    public long bodyLength() {
        return bytesRead >= 0 ? bytesRead : request.hasBody() ? request.bodyLength() : 0;
    }

    /** What {@code Content-Length} will say; -1 without a body, and where the length is not known before the body is read. */
    public long contentLength() {
        return request.hasBody() ? request.bodyLength() : -1;
    }

    /** Said once the body has been read. */
    public void bodyWasRead(long bytes) {
        bytesRead = bytes;
    }

    /** Whether the client can send the body again; so it is without one. */
    public boolean isRepeatable() {
        return !request.hasBody() || request.isRepeatable();
    }

    /** Said when its answer is read. */
    public void wasSentAgain(boolean again) {
        sentAgain = again;
    }

    /** Whether it has been sent again on this hop already, after an answer; known when its answer is read. */
    public boolean wasSentAgain() {
        return sentAgain;
    }

    /** Of a request that has been answered: the value that this header went out with, if it was put on; null if that is not known. */
    public String sent(String header) {
        return request.sent(header);
    }

    /** The time of this request: milliseconds since 1970 UTC. */
    public long millis() {
        if (millis == Long.MIN_VALUE) {
            millis = moments.millis();
        }
        return millis;
    }

    /** The nonce of this request: 32 hex digits. */
    public String nonce() {
        if (nonce == null) {
            byte[] random = new byte[16];
            moments.random(random);
            nonce = Hex.of(random);
        }
        return nonce;
    }

    /** Method and host alone. */
    @Override
    public String toString() {
        return method() + " to " + host();
    }
}
