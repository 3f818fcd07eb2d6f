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

    /** The bytes as {@link Hex#of} writes them. */
    public void addHex(byte[] bytes) {
        makeRoom(2 * bytes.length);
        byte[] to = octets;
        int at = length;
        for (byte b : bytes) {
            to[at++] = (byte) Hex.DIGITS[b >> 4 & 15];
            to[at++] = (byte) Hex.DIGITS[b & 15];
        }
        length = at;
    }

    public void add(char ascii) {
        makeRoom(1);
        octets[length++] = (byte) ascii;
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
