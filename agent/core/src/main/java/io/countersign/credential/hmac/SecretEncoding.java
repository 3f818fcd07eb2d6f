package io.countersign.credential.hmac;

import io.countersign.request.CredentialUnavailable;
import io.countersign.schema.Form;
import io.countersign.secret.Secret;
import io.countersign.text.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How the key's bytes stand in the secret's text. */
enum SecretEncoding {
    UTF_8, BASE64, HEX,

    /** Base64 behind {@code whsec_}, as Standard Webhooks writes its secrets. */
    WHSEC;

    static final Form<SecretEncoding> FORM = Form.oneOf(values());
    private static final String WHSEC_PREFIX = "whsec_";

    /**
     * A secret that is bytes, and not text, is the key as it is, unless another encoding than UTF-8 says that they stand for it.
     *
     * @throws CredentialUnavailable if the text is not so encoded; the message does not tell the text
     */
    byte[] decode(Secret.Value secret) throws CredentialUnavailable {
        return this == UTF_8 && secret.bytes() != null ? secret.bytes() : decode(secret.text());
    }

    private byte[] decode(String text) throws CredentialUnavailable {
        byte[] key = this == UTF_8 ? utf8(text) : this == HEX ? hex(text)
                : base64(this == WHSEC && text.startsWith(WHSEC_PREFIX) ? text.substring(WHSEC_PREFIX.length()) : text);
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
        byte[] bytes = Hex.decode(text);
        if (bytes == null) {
            throw new CredentialUnavailable("the secret is not an even number of hex digits, as its 'secret-encoding' says");
        }
        return bytes;
    }
}
