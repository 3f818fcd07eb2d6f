package io.countersign.credential.hmac;

import io.countersign.request.CredentialUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How the key's bytes stand in the secret's text. */
enum SecretEncoding {
    UTF_8, BASE64, HEX;

    /** @throws CredentialUnavailable if the text is not so encoded; the message does not tell the text */
    byte[] decode(String text) throws CredentialUnavailable {
        byte[] key = this == UTF_8 ? utf8(text) : this == BASE64 ? base64(text) : hex(text);
        if (key.length == 0) {
            throw new CredentialUnavailable("the secret is empty");
        }
        return key;
    }

    private static byte[] utf8(String text) throws CredentialUnavailable {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new CredentialUnavailable("the secret holds a control character (at place " + (i + 1) + ")");
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] base64(String text) throws CredentialUnavailable {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // It names a character of the secret, so that it is not handed on.
            throw new CredentialUnavailable("the secret is not Base64, as its 'secret-encoding' says");
        }
    }

    private static byte[] hex(String text) throws CredentialUnavailable {
        byte[] bytes = new byte[text.length() / 2];
        boolean isHex = text.length() % 2 == 0;
        for (int i = 0; i < bytes.length && isHex; i++) {
            int high = digit(text.charAt(2 * i));
            int low = digit(text.charAt(2 * i + 1));
            isHex = high >= 0 && low >= 0;
            bytes[i] = (byte) (high << 4 | low);
        }
        if (!isHex) {
            throw new CredentialUnavailable("the secret is not an even number of hex digits, as its 'secret-encoding' says");
        }
        return bytes;
    }

    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
