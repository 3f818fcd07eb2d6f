package io.countersign.key;

import io.countersign.text.Octets;
import javax.crypto.Mac;

/** HMAC (RFC 2104). */
final class MacSigner extends Signer {
    private final Macs macs;

    MacSigner(SigningAlgorithm algorithm, String kid, byte[] secret) {
        super(algorithm, kid);
        this.macs = new Macs(algorithm.jcaName, secret);
    }

    @Override
    public byte[] sign(byte[] message) {
        return macs.of(message);
    }

    @Override
    public byte[] sign(Octets message) {
        Mac mac = macs.take();
        message.takeInto(mac);
        byte[] code = mac.doFinal();
        macs.give(mac);
        return code;
    }
}
