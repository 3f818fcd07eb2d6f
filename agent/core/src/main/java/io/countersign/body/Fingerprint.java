package io.countersign.body;

import java.util.zip.CRC32;

/**
 * Tells whether a body that is read twice was the same twice. It guards against accidents, a file that is written to
 * meanwhile: what is signed is protected by its signature.
 */
public final class Fingerprint {
    private final CRC32 crc = new CRC32();
    private long length;

    public void update(byte[] bytes, int offset, int count) {
        crc.update(bytes, offset, count);
        length += count;
    }

    /** Bytes seen so far. */
    public long length() {
        return length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint && ((Fingerprint) other).length == length
                && ((Fingerprint) other).crc.getValue() == crc.getValue();
    }

    @Override
    public int hashCode() {
        return (int) crc.getValue();
    }
}
