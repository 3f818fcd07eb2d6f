package io.countersign.login;

import io.countersign.key.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Proof Key for Code Exchange (RFC 7636) by the method S256: who redeems the code is who asked for it. */
final class Pkce {
    /** Section 4.1: 43 characters of 32 random bytes. */
    final String verifier;

    /** Section 4.2. */
    final String challenge;

    /** @param random 32 bytes that nobody can guess */
    Pkce(byte[] random) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        verifier = base64.encodeToString(random);
        challenge = base64.encodeToString(Digests.SHA_256.of(verifier.getBytes(StandardCharsets.US_ASCII)));
    }
}
