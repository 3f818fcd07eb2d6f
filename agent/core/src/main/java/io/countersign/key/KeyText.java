package io.countersign.key;

import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.text.JsonObject;
import java.nio.charset.StandardCharsets;

/** What a secret is: PEM, a JWK or a shared secret. */
final class KeyText {
    private KeyText() {}

    /**
     * @param encoding of a shared secret
     * @param password for a private key in PEM that is encrypted; null if none is known
     * @param algorithm null for the one that the key is for
     * @return a signer for that algorithm
     * @throws WrongKey if the secret is no key, or none that fits
     * @throws CredentialUnavailable if it is bytes where a text is needed
     */
    static Signer signer(Secret.Value secret, KeyEncoding encoding, String password, SigningAlgorithm algorithm) throws WrongKey, CredentialUnavailable {
        byte[] bytes = secret.bytes();
        if (bytes == null || isText(bytes)) {
            return signer(secret.text(), encoding, password, algorithm);
        }
        if (algorithm != null && algorithm.family != SigningAlgorithm.Family.HMAC) {
            throw new WrongKey("is bytes, and neither PEM nor a JWK; " + algorithm + " needs " + algorithm.needed());
        }
        return signer(encoding == KeyEncoding.UTF_8 ? new SharedSecret(bytes) : new SharedSecret(encoding.decode(secret.text())), algorithm, null);
    }

    /** Whether bytes that come as they are, and not as text, are PEM or a JWK nevertheless: a store may have files in it. */
    private static boolean isText(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.contains(PemText.BEGIN) || isObject(text) && JsonObject.read(text) != null;
    }

    private static Signer signer(String text, KeyEncoding encoding, String password, SigningAlgorithm algorithm) throws WrongKey {
        if (text.contains(PemText.BEGIN)) {
            return signer(Pem.read(text, password), algorithm, null);
        }
        if (isObject(text)) {
            Jwk jwk = Jwk.read(text);
            PrivateKeyMaterial material = jwk.material();
            SigningAlgorithm chosen = algorithm != null ? algorithm : jwk.algorithm() != null ? jwk.algorithm() : material.usual();
            jwk.allow(chosen);
            return material.signer(chosen, jwk.kid());
        }
        if (algorithm != null && algorithm.family != SigningAlgorithm.Family.HMAC) {
            throw new WrongKey("is neither PEM nor a JWK; " + algorithm + " needs " + algorithm.needed());
        }
        return signer(new SharedSecret(encoding.decode(text)), algorithm, null);
    }

    private static Signer signer(PrivateKeyMaterial key, SigningAlgorithm algorithm, String kid) throws WrongKey {
        return key.signer(algorithm != null ? algorithm : key.usual(), kid);
    }

    private static boolean isObject(String text) {
        int i = 0;
        while (i < text.length() && " \t\r\n".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i < text.length() && text.charAt(i) == '{';
    }
}
