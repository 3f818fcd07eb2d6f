package io.countersign.key;

import java.security.PrivateKey;
import java.security.SignatureException;

/**
 * ECDSA, its signature as R and S, each in as many bytes as the curve's order has (RFC 7518, section 3.4; RFC 9421,
 * section 3.3.4). The JCA gives it in DER; the other form it has since Java 9 only.
 */
final class EcdsaSigner extends JcaSigner {
    private final int length;

    EcdsaSigner(SigningAlgorithm algorithm, String kid, Curve curve, PrivateKey key) throws WrongKey {
        super(algorithm, kid, key);
        this.length = curve.length;
    }

    @Override
    byte[] asSent(byte[] der) throws SignatureException {
        return concatenated(der, length);
    }

    /** From {@code Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }} (RFC 3279, section 2.2.3), of less than 256 bytes. */
    static byte[] concatenated(byte[] der, int length) throws SignatureException {
        byte[] sent = new byte[2 * length];
        // The sequence's length is one byte, or 0x81 and one byte.
        int r = der[1] == (byte) 0x81 ? 3 : 2;
        int s = put(der, r, sent, length, length);
        if (put(der, s, sent, 2 * length, length) != der.length) {
            throw new SignatureException("not an Ecdsa-Sig-Value");
        }
        return sent;
    }

    /**
     * An integer, without the zero that says that it is above 0, to the left of a place.
     *
     * @return what follows it
     */
    private static int put(byte[] der, int tag, byte[] sent, int end, int most) throws SignatureException {
        int from = tag + 2;
        int next = from + der[tag + 1];
        while (from < next && der[from] == 0) {
            from++;
        }
        if (der[tag] != 2 || next - from > most) {
            throw new SignatureException("not an Ecdsa-Sig-Value");
        }
        System.arraycopy(der, from, sent, end - (next - from), next - from);
        return next;
    }
}
