package io.countersign.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import javax.crypto.Mac;

/** Octets that are written one behind the other, text in UTF-8; used again once they have been taken. By one thread at a time. */
public final class Octets {
    private byte[] octets;
    private int length;

    public Octets() {
        this(256);
    }

    /** @param room for how many there is at first */
    public Octets(int room) {
        octets = new byte[room];
    }

    public void add(byte[] more) {
        makeRoom(more.length);
        System.arraycopy(more, 0, octets, length, more.length);
        length += more.length;
    }

    public void add(String text) {
        int count = text.length();
        makeRoom(count);
        // In locals: the compiler cannot know that a field which it writes to is not the array that it writes into.
        byte[] to = octets;
        int at = length;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                length = at + i;
                add(text.substring(i).getBytes(StandardCharsets.UTF_8));
                return;
            }
            to[at + i] = (byte) c;
        }
        length = at + count;
    }

    /** A text that is known to be ASCII and need not be looked at: what is not comes out wrong. */
    @SuppressWarnings("deprecation")
    public void addAscii(String text) {
        makeRoom(text.length());
        // Deprecated because it drops high bytes, which makes it a mere copy.
        text.getBytes(0, text.length(), octets, length);
        length += text.length();
    }

    /** How many have been written. */
    public int length() {
        return length;
    }

    /** What has been written from that place on; it stays. */
    public byte[] copyFrom(int start) {
        return Arrays.copyOfRange(octets, start, length);
    }

    public void add(char ascii) {
        makeRoom(1);
        octets[length++] = (byte) ascii;
    }

    /** In lower-case hex digits. */
    public void addHex(byte[] bytes) {
        makeRoom(2 * bytes.length);
        Hex.write(bytes, octets, length);
        length += 2 * bytes.length;
    }

    /** In decimal digits. */
    public void addDecimal(long number) {
        if (number < 0) {
            add(Long.toString(number));
            return;
        }
        int digits = 1;
        for (long power = 10; digits < 19 && power <= number; power *= 10) {
            digits++;
        }
        makeRoom(digits);
        length += digits;
        for (int i = 1; i <= digits; i++, number /= 10) {
            octets[length - i] = (byte) ('0' + number % 10);
        }
    }

    /** What has been written goes into the MAC. */
    public void takeInto(Mac mac) {
        mac.update(octets, 0, length);
        length = 0;
    }

    public void takeInto(MessageDigest digest) {
        digest.update(octets, 0, length);
        length = 0;
    }

    /** @throws SignatureException if it is not one that is ready to sign */
    public void takeInto(Signature signature) throws SignatureException {
        signature.update(octets, 0, length);
        length = 0;
    }

    public byte[] takeBytes() {
        byte[] taken = Arrays.copyOf(octets, length);
        length = 0;
        return taken;
    }

    public String takeText() {
        String text = new String(octets, 0, length, StandardCharsets.UTF_8);
        length = 0;
        return text;
    }

    private void makeRoom(int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + more));
        }
    }
}
