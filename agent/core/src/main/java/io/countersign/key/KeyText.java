package io.countersign.key;

/** What a secret's text is: PEM, a JWK or a shared secret. */
final class KeyText {
    private KeyText() {}

    /**
     * @param encoding of a shared secret
     * @param password for a private key in PEM that is encrypted; null if none is known
     * @param algorithm null for the one that the key is for
     * @return a signer for that algorithm
     * @throws WrongKey if the text is no key, or none that fits
     */
    static Signer signer(String text, KeyEncoding encoding, String password, SigningAlgorithm algorithm) throws WrongKey {
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
