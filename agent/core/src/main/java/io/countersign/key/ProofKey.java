package io.countersign.key;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** A key pair that is made here, signs here and is never written down: its public half proves to others who signs. */
public final class ProofKey {
    private static final int RSA_BITS = 2048;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final Signer signer;
    private final String publicJwk;

    private ProofKey(Signer signer, String publicJwk) {
        this.signer = signer;
        this.publicJwk = publicJwk;
    }

    /**
     * @param algorithm an asymmetric one
     * @throws CredentialUnavailable if this Java runtime cannot make such a key
     */
    public static ProofKey make(SigningAlgorithm algorithm, Moments moments) throws CredentialUnavailable {
        try {
            switch (algorithm.family) {
                case EC:
                    return ec(Curve.of(algorithm));
                case ED25519:
                    return ed25519(moments);
                default:
                    return rsa(algorithm);
            }
        } catch (GeneralSecurityException | WrongKey e) {
            throw new CredentialUnavailable("no key could be made for " + algorithm + (e instanceof WrongKey ? ": it " + e.getMessage()
                    : " (" + e.getClass().getSimpleName() + ")"));
        }
    }

    private static ProofKey ec(Curve curve) throws GeneralSecurityException, WrongKey {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve.jcaName));
        KeyPair pair = generator.generateKeyPair();
        ECPublicKey point = (ECPublicKey) pair.getPublic();
        // In the order of their names, as a thumbprint has them (RFC 7638, section 3.2).
        return new ProofKey(new EcKey(curve, ((ECPrivateKey) pair.getPrivate()).getS()).signer(curve.algorithm, null),
                "{\"crv\":\"" + curve + "\",\"kty\":\"EC\",\"x\":\"" + base64url(point.getW().getAffineX(), curve.length)
                        + "\",\"y\":\"" + base64url(point.getW().getAffineY(), curve.length) + "\"}");
    }

    private static ProofKey ed25519(Moments moments) throws WrongKey {
        byte[] seed = new byte[32];
        moments.random(seed);
        Ed25519Key key = new Ed25519Key(seed);
        return new ProofKey(key.signer(SigningAlgorithm.ED25519, null),
                "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + BASE64URL.encodeToString(key.publicKey()) + "\"}");
    }

    private static ProofKey rsa(SigningAlgorithm algorithm) throws GeneralSecurityException, WrongKey {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(RSA_BITS);
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        Signer signer = RsaKey.of(key.getModulus(), key.getPublicExponent(), key.getPrivateExponent(), key.getPrimeP(), key.getPrimeQ(),
                key.getPrimeExponentP(), key.getPrimeExponentQ(), key.getCrtCoefficient()).signer(algorithm, null);
        return new ProofKey(signer, "{\"e\":\"" + base64url(key.getPublicExponent(), 0) + "\",\"kty\":\"RSA\",\"n\":\""
                + base64url(key.getModulus(), 0) + "\"}");
    }

    /** @param length in bytes (RFC 7518, section 6.2.1.2); 0 for as many as the number needs (section 6.3.1) */
    private static String base64url(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        int skipped = signed[0] == 0 && signed.length > 1 ? 1 : 0;
        int bytes = signed.length - skipped;
        byte[] unsigned = new byte[Math.max(length, bytes)];
        System.arraycopy(signed, skipped, unsigned, unsigned.length - bytes, bytes);
        return BASE64URL.encodeToString(unsigned);
    }

    public Signer signer() {
        return signer;
    }

    /** Its public half as a JWK (RFC 7517), without blanks and with no more than it needs. */
    public String publicJwk() {
        return publicJwk;
    }

    @Override
    public String toString() {
        return signer.toString();
    }
}
