package io.countersign.credential.jwt;

import io.countersign.key.Signer;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;
import io.countersign.text.Hex;
import io.countersign.text.Json;
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

    /**
     * A JWT (RFC 7519) with a number of its own, so that it is not another's copy.
     *
     * @param claims members of a JSON object, a comma behind each: {@code iat}, {@code exp} and {@code jti} follow them
     * @param iat seconds since 1970 UTC
     * @param lifetime seconds
     * @param keyId null for the key's own name, if it has one
     */
    public static String jwt(String claims, long iat, long lifetime, String keyId, Signer signer, Moments moments) throws CredentialUnavailable {
        byte[] random = new byte[16];
        moments.random(random);
        String kid = keyId != null ? keyId : signer.kid();
        String header = "{\"alg\":" + Json.quoted(signer.algorithm().jwsName()) + (kid == null ? "" : ",\"kid\":" + Json.quoted(kid))
                + ",\"typ\":\"JWT\"}";
        return of(header, '{' + claims + "\"iat\":" + iat + ",\"exp\":" + (iat + lifetime) + ",\"jti\":\"" + Hex.of(random) + "\"}", signer);
    }

    private static String base64url(String json) {
        return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
