package io.countersign.key;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A private key of Ed25519 (RFC 8032, section 5.1.5): 32 bytes. */
final class Ed25519Key extends PrivateKeyMaterial {
    private final byte[] seed;

    Ed25519Key(byte[] seed) throws WrongKey {
        if (seed.length != Ed25519.SECRET_KEY_SIZE) {
            throw new WrongKey("is an Ed25519 key of " + seed.length + " bytes; such a key has " + Ed25519.SECRET_KEY_SIZE);
        }
        this.seed = seed;
    }

    boolean belongsTo(byte[] publicKey) {
        return Arrays.equals(publicKey(), publicKey);
    }

    byte[] publicKey() {
        byte[] own = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, own, 0);
        return own;
    }

    @Override
    Signer signer(SigningAlgorithm algorithm, String kid) throws WrongKey {
        if (algorithm != SigningAlgorithm.ED25519) {
            throw algorithm.refusal(this);
        }
        return new Ed25519Signer(kid, seed);
    }

    @Override
    SigningAlgorithm usual() {
        return SigningAlgorithm.ED25519;
    }

    @Override
    public String toString() {
        return "an Ed25519 key";
    }
}
