package io.countersign.credential.hmac;

import java.util.Base64;

/** How bytes stand in a text. */
enum Encoding {
    HEX("hex"), BASE64("base64"), BASE64URL("base64url"),

    /** As they are, for what is text already. */
    NONE(null);

    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** As a placeholder names it; null if none may. */
    final String name;

    Encoding(String name) {
        this.name = name;
    }

    void write(byte[] bytes, Octets out) {
        switch (this) {
            case HEX: out.add(hex(bytes)); break;
            case BASE64: out.add(Base64.getEncoder().encode(bytes)); break;
            case BASE64URL: out.add(Base64.getUrlEncoder().withoutPadding().encode(bytes)); break;
            default: out.add(bytes);
        }
    }

    private static byte[] hex(byte[] bytes) {
        byte[] hex = new byte[2 * bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            hex[2 * i] = DIGITS[bytes[i] >> 4 & 15];
            hex[2 * i + 1] = DIGITS[bytes[i] & 15];
        }
        return hex;
    }
}
