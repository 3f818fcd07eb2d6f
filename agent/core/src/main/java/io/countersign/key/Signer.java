package io.countersign.key;

import io.countersign.request.CredentialUnavailable;
import io.countersign.text.Octets;
import java.math.BigInteger;

/**
 * One algorithm with one key, made ready once; immutable, and for any number of threads, none of which waits for another.
 * A new key is a new signer.
 */
public abstract class Signer {
    private final SigningAlgorithm algorithm;
    private final String kid;

    Signer(SigningAlgorithm algorithm, String kid) {
        this.algorithm = algorithm;
        this.kid = kid;
    }

    /**
     * ECDSA on P-256 with SHA-256, its signature in DER (RFC 3279, section 2.2.3), which JOSE does not send and SigV4a does.
     *
     * @param number the private key: from 1 to below the curve's order
     * @throws CredentialUnavailable if this Java runtime does not sign so
     */
    public static Signer ofP256InDer(BigInteger number) throws CredentialUnavailable {
        try {
            return new JcaSigner(SigningAlgorithm.ECDSA_P_256, null, new EcKey(Curve.P_256, number).forTheJca());
        } catch (WrongKey e) {
            throw new CredentialUnavailable("the key " + e.getMessage());
        }
    }

    /**
     * The signature's bytes.
     *
     * @throws CredentialUnavailable if the Java runtime fails to make it
     */
    public abstract byte[] sign(byte[] message) throws CredentialUnavailable;

    /** As {@link #sign(byte[])}, of what has been written, which is taken. */
    public abstract byte[] sign(Octets message) throws CredentialUnavailable;

    public final SigningAlgorithm algorithm() {
        return algorithm;
    }

    /** The name that the key gives itself ({@code kid} of a JWK); null if it has none. */
    public final String kid() {
        return kid;
    }

    @Override
    public final String toString() {
        return algorithm.toString();
    }
}
