package io.countersign.credential.hmac;

import io.countersign.text.Hex;
import io.countersign.text.Octets;
import java.util.Base64;

/** How bytes stand in a text. */
enum Encoding {
    HEX("hex"), BASE64("base64"), BASE64URL("base64url"),

    /** As they are, for what is text already. */
    NONE(null);

    /** As a placeholder names it; null if none may. */
    final String name;

    Encoding(String name) {
        this.name = name;
    }

    void write(byte[] bytes, Octets out) {
        switch (this) {
            case HEX: out.add(Hex.of(bytes)); break;
            case BASE64: out.add(Base64.getEncoder().encode(bytes)); break;
            case BASE64URL: out.add(Base64.getUrlEncoder().withoutPadding().encode(bytes)); break;
            default: out.add(bytes);
        }
    }
}
