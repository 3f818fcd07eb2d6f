package io.countersign.policy;

import io.countersign.text.Hex;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which version of a policy it is: the first 12 hex digits of the SHA-256 of its file, as {@code sha256sum} prints them; of a
 * folder's files, one after the other. It is made when it is first asked for, because a program's start need not wait for that.
 */
final class Version {
    private static final int DIGITS = 12;

    private List<byte[]> files = new ArrayList<>(1);
    private String text;

    void add(byte[] file) {
        files.add(file);
    }

    @Override
    public synchronized String toString() {
        if (text == null) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (byte[] file : files) {
                    digest.update(file);
                }
                text = Hex.of(digest.digest()).substring(0, DIGITS);
                files = null;
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JVM has SHA-256", e);
            }
        }
        return text;
    }
}
