package io.countersign.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/** Octets that are written one behind the other, text in UTF-8; used again once they have been taken. By one thread at a time. */
public final class Octets {
    private byte[] octets = new byte[256];
    private int length;

    public void add(byte[] more) {
        makeRoom(more.length);
        System.arraycopy(more, 0, octets, length, more.length);
        length += more.length;
    }

    public void add(String text) {
        makeRoom(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                add(text.substring(i).getBytes(StandardCharsets.UTF_8));
                return;
            }
            octets[length++] = (byte) c;
        }
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
