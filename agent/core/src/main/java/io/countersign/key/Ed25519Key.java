package io.countersign.key;

import java.security.PrivateKey;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A private key of Ed25519 (RFC 8032, section 5.1.5): 32 bytes. */
final class Ed25519Key extends PrivateKeyMaterial {
    /** What stands before the 32 bytes in PKCS#8 (RFC 8410, section 7): version 0, the algorithm, an octet string in another. */
    private static final byte[] PKCS8_HEAD = {0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20};

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
    PrivateKey forTheJca() throws WrongKey {
        byte[] pkcs8 = Arrays.copyOf(PKCS8_HEAD, PKCS8_HEAD.length + seed.length);
        System.arraycopy(seed, 0, pkcs8, PKCS8_HEAD.length, seed.length);
        return KeyPairs.ofPkcs8("Ed25519", pkcs8);
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
