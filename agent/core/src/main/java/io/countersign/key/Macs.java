package io.countersign.key;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A message authentication code under one key, for any number of threads: initialised {@link Mac}s, reused. */
public final class Macs {
    private final String algorithm;
    private final SecretKeySpec key;
    private final Pool<Mac> pool = new Pool<Mac>(this::make);

    /**
     * Nothing of the JCA is loaded before the first use.
     *
     * @param algorithm by its JCA name, such as {@code HmacSHA256}
     * @param key not empty; copied
     */
    public Macs(String algorithm, byte[] key) {
        if (key.length == 0) {
            throw new IllegalArgumentException("the key is empty");
        }
        this.algorithm = algorithm;
        this.key = new SecretKeySpec(key, algorithm);
    }

    /** One to update and to finish; {@link #give} it back afterwards. */
    public Mac take() {
        return pool.take();
    }

    /** What was fed to it and not finished is forgotten. */
    public void give(Mac mac) {
        mac.reset();
        pool.give(mac);
    }

    public byte[] of(byte[] message) {
        Mac mac = take();
        byte[] code = mac.doFinal(message);
        give(mac);
        return code;
    }

    @Override
    public String toString() {
        return algorithm;
    }

    private Mac make() {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + algorithm, e);
        }
    }
}
