package io.countersign.credential.hmac;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.text.DateText;
import io.countersign.text.Octets;
import java.nio.charset.StandardCharsets;

/** A part of a template: text that stands for itself, or a placeholder. */
final class Part {
    /** Null of text that stands for itself. */
    final Placeholder placeholder;

    /** The name that follows {@link Placeholder#HEADER}. */
    final String header;
    private final byte[] literal;
    private final Encoding encoding;
    private final DateText date;

    private Part(byte[] literal, Placeholder placeholder, String header, Encoding encoding) {
        this.literal = literal;
        this.placeholder = placeholder;
        this.header = header;
        this.encoding = encoding;
        this.date = placeholder == Placeholder.TIMESTAMP_ISO ? new DateText("uuuu-MM-dd'T'HH:mm:ss'Z'") : null;
    }

    static Part literal(String text) {
        return new Part(text.getBytes(StandardCharsets.UTF_8), null, null, null);
    }

    static Part of(Placeholder placeholder, Encoding encoding) {
        return new Part(null, placeholder, null, encoding);
    }

    static Part header(String name) {
        // A client may add Host only when it writes the request; what it will say is known before.
        return name.equalsIgnoreCase("Host") ? of(Placeholder.HOST, null) : new Part(null, Placeholder.HEADER, name, null);
    }

    void write(Calculation calculation, Octets out) throws CredentialUnavailable {
        if (placeholder == null) {
            out.add(literal);
            return;
        }
        Message message = calculation.message;
        switch (placeholder) {
            case METHOD: out.add(message.method()); break;
            case HOST: out.add(message.authority()); break;
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
            case TIMESTAMP_ISO: out.add(date.at(message.millis())); break;
            case NONCE: out.add(message.nonce()); break;
            case KEY_ID: out.add(calculation.keyId()); break;
            case HEADER: addIfThere(message.header(header), out); break;
            case BODY: break; // It has gone by.
            case SIGNATURE: encoding.write(calculation.signature(), out); break;
            default: encoding.write(calculation.valueOf(placeholder.bodyValue), out);
        }
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
