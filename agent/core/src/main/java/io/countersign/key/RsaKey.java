package io.countersign.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.KeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;

/** An RSA private key (RFC 8017, section 3.2), with or without what makes it fast. */
final class RsaKey extends PrivateKeyMaterial {
    private static final int LEAST_BITS = 2048;

    private final BigInteger modulus;
    private final KeySpec spec;
    private final boolean forPssAlone;

    private RsaKey(BigInteger modulus, KeySpec spec, boolean forPssAlone) {
        this.modulus = modulus;
        this.spec = spec;
        this.forPssAlone = forPssAlone;
    }

    /** By modulus and private exponent. */
    static RsaKey of(BigInteger n, BigInteger d) {
        return new RsaKey(n, new RSAPrivateKeySpec(n, d), false);
    }

    /** With the parts for the Chinese remainder theorem, by their names in RFC 7518, section 6.3. */
    static RsaKey of(BigInteger n, BigInteger e, BigInteger d, BigInteger p, BigInteger q, BigInteger dp, BigInteger dq, BigInteger qi)
            throws WrongKey {
        // The JCA would sign with them, and nobody would accept it.
        if (!p.multiply(q).equals(n) || p.signum() <= 0 || !d.mod(p.subtract(BigInteger.ONE)).equals(dp)
                || !d.mod(q.subtract(BigInteger.ONE)).equals(dq) || !qi.multiply(q).mod(p).equals(BigInteger.ONE)) {
            throw new WrongKey("is an RSA key whose parts do not belong together");
        }
        return new RsaKey(n, new RSAPrivateCrtKeySpec(n, e, d, p, q, dp, dq, qi), false);
    }

    /** The same one as a key of id-RSASSA-PSS, which may sign by that alone (RFC 4055, section 1.2). */
    RsaKey forPssAlone() {
        return new RsaKey(modulus, spec, true);
    }

    @Override
    Signer signer(SigningAlgorithm algorithm, String kid) throws WrongKey {
        boolean isPss = algorithm.family == SigningAlgorithm.Family.RSA_PSS;
        if (!isPss && (algorithm.family != SigningAlgorithm.Family.RSA || forPssAlone)) {
            throw algorithm.refusal(this);
        }
        if (modulus.bitLength() < LEAST_BITS) {
            throw new WrongKey("is an RSA key of " + modulus.bitLength() + " bits; " + algorithm + " needs one of " + LEAST_BITS
                    + " at least (RFC 7518, section 3.3)");
        }
        try {
            return new JcaSigner(algorithm, kid, KeyFactory.getInstance("RSA").generatePrivate(spec));
        } catch (GeneralSecurityException e) {
            throw JcaSigner.unable(algorithm, e);
        }
    }

    @Override
    PrivateKey forTheJca() throws WrongKey {
        try {
            return KeyFactory.getInstance(forPssAlone ? "RSASSA-PSS" : "RSA").generatePrivate(spec);
        } catch (GeneralSecurityException e) {
            throw JcaSigner.unable(usual(), e);
        }
    }

    @Override
    SigningAlgorithm usual() {
        return forPssAlone ? SigningAlgorithm.RSA_PSS_SHA_256 : SigningAlgorithm.RSA_SHA_256;
    }

    @Override
    public String toString() {
        return forPssAlone ? "an RSA key for RSASSA-PSS alone" : "an RSA key";
    }
}
