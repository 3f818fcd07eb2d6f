package io.countersign.credential.hmac;

import io.countersign.key.Digests;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/** The payload hash of Hawk (its API document, "Payload Validation"): of the content type and the body. */
final class HawkPayload implements BodyValue.Making {
    private final Digests digests;
    private final MessageDigest digest;

    /** @throws CredentialUnavailable if the algorithm is none of Hawk's */
    HawkPayload(Message message, Algorithm algorithm) throws CredentialUnavailable {
        if (algorithm != Algorithm.HMAC_SHA_256 && algorithm != Algorithm.HMAC_SHA_1) {
            throw new CredentialUnavailable("Hawk has the algorithms HmacSHA256 and HmacSHA1, and the credential's is " + algorithm.name);
        }
        digests = algorithm == Algorithm.HMAC_SHA_256 ? Digests.SHA_256 : Digests.SHA_1;
        digest = digests.take();
        digest.update(("hawk.1.payload\n" + mediaType(message.header("Content-Type")) + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** In lower case and without its parameters; empty where there is none. */
    private static String mediaType(String contentType) {
        if (contentType == null) {
            return "";
        }
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    @Override
    public byte[] end() {
        digest.update((byte) '\n');
        byte[] hash = digest.digest();
        digests.give(digest);
        return hash;
    }
}
