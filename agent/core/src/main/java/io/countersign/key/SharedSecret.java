package io.countersign.key;

import java.security.PrivateKey;

/** A secret that both sides know. */
final class SharedSecret extends PrivateKeyMaterial {
    private final byte[] bytes;

    SharedSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    Signer signer(SigningAlgorithm algorithm, String kid) throws WrongKey {
        if (algorithm.family != SigningAlgorithm.Family.HMAC) {
            throw algorithm.refusal(this);
        }
        if (bytes.length < algorithm.hashLength) {
            throw new WrongKey("is a shared secret of " + bytes.length + (bytes.length == 1 ? " byte; " : " bytes; ") + algorithm
                    + " needs " + algorithm.hashLength + " at least (RFC 7518, section 3.2)");
        }
        return new MacSigner(algorithm, kid, bytes);
    }

    @Override
    PrivateKey forTheJca() throws WrongKey {
        throw new WrongKey("is a shared secret, and not a private key");
    }

    @Override
    SigningAlgorithm usual() {
        return SigningAlgorithm.HMAC_SHA_256;
    }

    @Override
    public String toString() {
        return "a shared secret";
    }
}
