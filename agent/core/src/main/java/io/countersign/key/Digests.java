package io.countersign.key;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** {@link MessageDigest}s, reused, for any number of threads. Java 8 has the last one since 8u251. */
public enum Digests {
    MD5("MD5"),
    SHA_1("SHA-1"),
    SHA_256("SHA-256"),
    SHA_512("SHA-512"),
    SHA_512_256("SHA-512/256");

    private final String algorithm;
    private final Pool<MessageDigest> pool = new Pool<MessageDigest>(this::make);

    Digests(String algorithm) {
        this.algorithm = algorithm;
    }

    /** Whether this Java runtime has it. */
    public boolean isThere() {
        try {
            give(take());
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** One to update and to finish; {@link #give} it back afterwards. */
    public MessageDigest take() {
        return pool.take();
    }

    /** What was fed to it and not finished is forgotten. */
    public void give(MessageDigest digest) {
        digest.reset();
        pool.give(digest);
    }

    public byte[] of(byte[] message) {
        MessageDigest digest = take();
        byte[] hash = digest.digest(message);
        give(digest);
        return hash;
    }

    private MessageDigest make() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + algorithm, e);
        }
    }
}
