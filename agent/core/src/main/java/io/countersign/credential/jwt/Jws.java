package io.countersign.credential.jwt;

import io.countersign.key.Signer;
import io.countersign.request.CredentialUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A JSON Web Signature in the compact serialization (RFC 7515, section 7.1). */
public final class Jws {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private Jws() {}

    /**
     * {@code BASE64URL(UTF8(header)) . BASE64URL(payload) . BASE64URL(signature)}, the steps of section 5.1.
     *
     * @param header the JOSE header's JSON, whose {@code alg} is the signer's
     * @param payload in UTF-8, the JSON of a JWT's claims (RFC 7519, section 7.1)
     */
    public static String of(String header, String payload, Signer signer) throws CredentialUnavailable {
        String signingInput = base64url(header) + '.' + base64url(payload);
        byte[] signature = signer.sign(signingInput.getBytes(StandardCharsets.US_ASCII));
        return signingInput + '.' + BASE64URL.encodeToString(signature);
    }

    private static String base64url(String json) {
        return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
