package io.countersign.credential.hmac;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What may stand in braces in a template, and how it is written where nothing else is said. */
enum Placeholder {
    METHOD, SCHEME, HOST, HOSTNAME, PORT, PATH, QUERY, PATH_AND_QUERY, URL,
    TIMESTAMP, TIMESTAMP_MS, TIMESTAMP_ISO, TIMESTAMP_HTTP, NONCE, KEY_ID,

    /** Followed by a colon and its name. */
    HEADER,

    /** Goes into the MAC as it goes by, and so is never held. */
    BODY,
    BODY_SHA256(BodyValue.SHA_256, Encoding.HEX),
    BODY_MD5(BodyValue.MD5, Encoding.HEX),

    /** What single vendors ask for: see the class of that name. */
    TWILIO_PARAMETERS(BodyValue.TWILIO_PARAMETERS, Encoding.NONE),
    AZURE_CONTENT_LENGTH, AZURE_HEADERS, AZURE_RESOURCE, AZURE_TABLE_RESOURCE,
    EDGEGRID_TIMESTAMP,
    EDGEGRID_CONTENT_HASH(BodyValue.EDGEGRID_CONTENT_HASH, Encoding.BASE64),
    HAWK_HASH(BodyValue.HAWK_HASH, Encoding.BASE64),

    /** In headers alone. */
    SIGNATURE(null, Encoding.BASE64);

    final String name = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** What of the body it is; null if it is not of the body. */
    final BodyValue bodyValue;

    /** How its bytes are written; null if it is no bytes. */
    final Encoding encoding;

    /** Whether it cannot be written before the body has gone by. */
    boolean isKnownAfterBody() {
        // The headers that it covers may hold what is made of the body.
        return bodyValue != null || this == AZURE_HEADERS;
    }

    /** Whether it names an account, which is the key's. */
    boolean namesKey() {
        return this == KEY_ID || this == AZURE_RESOURCE || this == AZURE_TABLE_RESOURCE;
    }

    Placeholder() {
        this(null, null);
    }

    Placeholder(BodyValue bodyValue, Encoding encoding) {
        this.bodyValue = bodyValue;
        this.encoding = encoding;
    }

    /** @return null if there is none of that name */
    static Placeholder named(String name) {
        for (Placeholder placeholder : values()) {
            if (placeholder.name.equals(name)) {
                return placeholder;
            }
        }
        return null;
    }

    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Placeholder placeholder : values()) {
            names.add(placeholder.name);
        }
        return names;
    }

    @Override
    public String toString() {
        return '{' + name + '}';
    }
}
