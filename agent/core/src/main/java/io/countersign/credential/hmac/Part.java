package io.countersign.credential.hmac;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.text.DateText;
import io.countersign.text.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A part of a template: text that stands for itself, or a placeholder. */
final class Part {
    /** Null of text that stands for itself. */
    final Placeholder placeholder;

    /** The name that follows {@link Placeholder#HEADER}. */
    final String header;
    private final byte[] literal;
    private final Encoding encoding;
    private final DateText date;

    /** What a header will hold that the request lacks so far; null if it will be lacking. */
    private final Template otherwise;

    private Part(byte[] literal, Placeholder placeholder, String header, Template otherwise, Encoding encoding) {
        this.literal = literal;
        this.placeholder = placeholder;
        this.header = header;
        this.otherwise = otherwise;
        this.encoding = encoding;
        this.date = placeholder == Placeholder.TIMESTAMP_ISO ? new DateText("uuuu-MM-dd'T'HH:mm:ss'Z'")
                : placeholder == Placeholder.TIMESTAMP_HTTP ? new DateText("EEE, dd MMM uuuu HH:mm:ss 'GMT'") : null;
    }

    static Part literal(String text) {
        return new Part(text.getBytes(StandardCharsets.UTF_8), null, null, null, null);
    }

    static Part of(Placeholder placeholder, Encoding encoding) {
        return new Part(null, placeholder, null, null, encoding);
    }

    static Part header(String name) {
        // A client may add Host only when it writes the request; what it will say is known before.
        return name.equalsIgnoreCase("Host") ? of(Placeholder.HOST, null) : headerOr(name, null);
    }

    static Part headerOr(String name, Template otherwise) {
        return new Part(null, Placeholder.HEADER, name, otherwise, null);
    }

    /** What it is or may hold that cannot be written before the body has gone by; null if it can be. */
    Placeholder knownAfterBody() {
        return placeholder == null ? null : placeholder.isKnownAfterBody() ? placeholder
                : otherwise == null ? null : otherwise.knownAfterBody(Integer.MAX_VALUE);
    }

    void write(Calculation calculation, Octets out) throws CredentialUnavailable {
        if (placeholder == null) {
            out.add(literal);
            return;
        }
        Message message = calculation.message;
        switch (placeholder) {
            case METHOD: out.add(message.method()); break;
            case SCHEME: out.add(message.scheme()); break;
            case HOST: out.add(message.authority()); break;
            case HOSTNAME: out.add(hostname(message.authority())); break;
            case PORT: out.add(port(message)); break;
            case PATH: out.add(message.rawPath()); break;
            case QUERY: addIfThere(message.rawQuery(), out); break;
            case URL:
                out.add(message.scheme());
                out.add("://");
                out.add(message.authority());
                addTarget(message, out);
                break;
            case PATH_AND_QUERY: addTarget(message, out); break;
            case TIMESTAMP: out.add(Long.toString(Math.floorDiv(message.millis(), 1000L))); break;
            case TIMESTAMP_MS: out.add(Long.toString(message.millis())); break;
            case TIMESTAMP_ISO: case TIMESTAMP_HTTP: out.add(date.at(message.millis())); break;
            case NONCE: out.add(message.nonce()); break;
            case KEY_ID: out.add(calculation.keyId()); break;
            case HEADER: writeHeader(calculation, out); break;
            case AZURE_CONTENT_LENGTH: AzureStorage.writeContentLength(message, out); break;
            case AZURE_HEADERS: AzureStorage.writeHeaders(calculation, out); break;
            case AZURE_RESOURCE: AzureStorage.writeResource(message, calculation.keyId(), out); break;
            case AZURE_TABLE_RESOURCE: AzureStorage.writeTableResource(message, calculation.keyId(), out); break;
            case EDGEGRID_TIMESTAMP: out.add(EdgeGrid.timestamp(message.millis())); break;
            case BODY: break; // It has gone by.
            case SIGNATURE: encoding.write(calculation.signature(), out); break;
            default: encoding.write(calculation.valueOf(placeholder.bodyValue), out);
        }
    }

    private void writeHeader(Calculation calculation, Octets out) throws CredentialUnavailable {
        String value = calculation.message.header(header);
        if (value == null && otherwise != null) {
            otherwise.writeAfterBody(calculation, out);
        } else {
            addIfThere(value, out);
        }
    }

    private static String hostname(String authority) {
        int colon = colonBeforePort(authority);
        return (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    private static String port(Message message) {
        String authority = message.authority();
        int colon = colonBeforePort(authority);
        return colon >= 0 ? authority.substring(colon + 1) : message.scheme().equals("https") ? "443" : "80";
    }

    /** -1 if there is none; an IPv6 address stands in brackets. */
    private static int colonBeforePort(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? colon : -1;
    }

    private static void addTarget(Message message, Octets out) {
        out.add(message.rawPath());
        if (message.rawQuery() != null) {
            out.add('?');
            out.add(message.rawQuery());
        }
    }

    private static void addIfThere(String text, Octets out) {
        if (text != null) {
            out.add(text);
        }
    }
}
