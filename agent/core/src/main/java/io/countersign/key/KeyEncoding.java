package io.countersign.key;

import io.countersign.text.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How a shared secret's bytes stand in its text. */
public enum KeyEncoding {
    UTF_8, BASE64, HEX;

    byte[] decode(String text) throws WrongKey {
        return this == UTF_8 ? utf8(text) : this == BASE64 ? base64(text) : hex(text);
    }

    private static byte[] utf8(String text) throws WrongKey {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new WrongKey("has a control character (at place " + (i + 1) + "), which a shared secret in UTF-8 cannot have");
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** In lines too, as {@code openssl rand -base64} writes it. */
    private static byte[] base64(String text) throws WrongKey {
        try {
            return Base64.getDecoder().decode(text.replace("\r", "").replace("\n", ""));
        } catch (IllegalArgumentException e) {
            // It names a character of the secret, so that it is not handed on.
            throw new WrongKey("is not Base64, as its 'key-encoding' says");
        }
    }

    private static byte[] hex(String text) throws WrongKey {
        byte[] bytes = Hex.decode(text);
        if (bytes == null) {
            throw new WrongKey("is not an even number of hex digits, as its 'key-encoding' says");
        }
        return bytes;
    }
}
