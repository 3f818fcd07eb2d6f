package io.countersign.key;

/**
 * How something is signed: by a shared secret (RFC 2104), RSA (RFC 8017), ECDSA (FIPS 186-4) or EdDSA (RFC 8032). The
 * signature is the bytes that RFC 7518 and RFC 9421 send: of ECDSA R and S, each as long as the curve's order.
 */
public enum SigningAlgorithm {
    HMAC_SHA_256(Family.HMAC, "HS256", "HmacSHA256", 32, "HMAC with SHA-256"),
    HMAC_SHA_384(Family.HMAC, "HS384", "HmacSHA384", 48, "HMAC with SHA-384"),
    HMAC_SHA_512(Family.HMAC, "HS512", "HmacSHA512", 64, "HMAC with SHA-512"),

    /** For OAuth 1.0a alone, which has no other with RSA (RFC 5849, section 3.4.3); it has no name in JOSE. */
    RSA_SHA_1(Family.RSA, null, "SHA1withRSA", 20, "RSASSA-PKCS1-v1_5 with SHA-1"),
    RSA_SHA_256(Family.RSA, "RS256", "SHA256withRSA", 32, "RSASSA-PKCS1-v1_5 with SHA-256"),
    RSA_SHA_384(Family.RSA, "RS384", "SHA384withRSA", 48, "RSASSA-PKCS1-v1_5 with SHA-384"),
    RSA_SHA_512(Family.RSA, "RS512", "SHA512withRSA", 64, "RSASSA-PKCS1-v1_5 with SHA-512"),

    /** MGF1 with the same hash, and a salt as long as that (RFC 7518, section 3.5; RFC 9421, section 3.3.1). */
    RSA_PSS_SHA_256(Family.RSA_PSS, "PS256", "SHA-256", 32, "RSASSA-PSS with SHA-256"),
    RSA_PSS_SHA_384(Family.RSA_PSS, "PS384", "SHA-384", 48, "RSASSA-PSS with SHA-384"),
    RSA_PSS_SHA_512(Family.RSA_PSS, "PS512", "SHA-512", 64, "RSASSA-PSS with SHA-512"),

    ECDSA_P_256(Family.EC, "ES256", "SHA256withECDSA", 32, "ECDSA on P-256 with SHA-256"),
    ECDSA_P_384(Family.EC, "ES384", "SHA384withECDSA", 48, "ECDSA on P-384 with SHA-384"),
    ECDSA_P_521(Family.EC, "ES512", "SHA512withECDSA", 64, "ECDSA on P-521 with SHA-512"),

    ED25519(Family.ED25519, "EdDSA", "Ed25519", 64, "Ed25519");

    /** What kind of key it takes. */
    enum Family {
        HMAC("a shared secret"), RSA("an RSA private key"), RSA_PSS("an RSA private key"), EC("an EC private key"),
        ED25519("an Ed25519 private key");

        final String key;

        Family(String key) {
            this.key = key;
        }
    }

    final Family family;

    /** The JCA's name of it; of RSASSA-PSS the hash's. */
    final String jcaName;

    /** Bytes that the hash has. */
    final int hashLength;
    private final String jwsName;
    private final String inWords;

    SigningAlgorithm(Family family, String jwsName, String jcaName, int hashLength, String inWords) {
        this.family = family;
        this.jwsName = jwsName;
        this.jcaName = jcaName;
        this.hashLength = hashLength;
        this.inWords = inWords;
    }

    /** @return null if there is none of that name in JOSE */
    static SigningAlgorithm named(String jwsName) {
        for (SigningAlgorithm algorithm : values()) {
            if (jwsName != null && (jwsName.equals(algorithm.jwsName) || algorithm == ED25519 && jwsName.equals("Ed25519"))) {
                return algorithm;
            }
        }
        return null;
    }

    /** Whether it is not by a shared secret. */
    public boolean isAsymmetric() {
        return family != Family.HMAC;
    }

    /** The value of {@code alg} in JOSE (RFC 7518, section 3.1; RFC 8037, section 3.1), such as {@code ES256}; null if it has none there. */
    public String jwsName() {
        return jwsName;
    }

    /** {@code ECDSA on P-256 with SHA-256}, as messages name it. */
    @Override
    public String toString() {
        return inWords;
    }

    /** What a key is told that is of another kind. */
    WrongKey refusal(PrivateKeyMaterial found) {
        return new WrongKey("is " + found + "; " + this + " needs " + needed());
    }

    /** {@code an EC private key on P-256}. */
    String needed() {
        Curve curve = Curve.of(this);
        return curve == null ? family.key : family.key + " on " + curve;
    }
}
