package io.countersign.key;

import io.countersign.text.Octets;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Ed25519 (RFC 8032, section 5.1), on every Java by the same code: the JCA has it since 15 only, and is no faster. */
final class Ed25519Signer extends Signer {
    private final byte[] seed;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

    Ed25519Signer(String kid, byte[] seed) {
        super(SigningAlgorithm.ED25519, kid);
        this.seed = seed;
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    }

    @Override
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    @Override
    public byte[] sign(Octets message) {
        return sign(message.takeBytes());
    }
}
