package io.countersign.credential.httpsignature;

import io.countersign.key.Digests;
import io.countersign.request.BodyReader;
import java.security.MessageDigest;
import java.util.Base64;

/** The value of {@code Content-Digest} (RFC 9530, section 2), made with SHA-256 as the body goes by. */
final class ContentDigest implements BodyReader {
    static final String HEADER = "Content-Digest";
    static final String OF_NO_BODY = new ContentDigest().end();
    private final MessageDigest digest = Digests.SHA_256.take();

    @Override
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /** Asked once, when all of the body has been read. */
    String end() {
        String value = "sha-256=:" + Base64.getEncoder().encodeToString(digest.digest()) + ':';
        Digests.SHA_256.give(digest);
        return value;
    }
}
