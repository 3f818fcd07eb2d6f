package io.countersign.key;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** A digital signature under one private key, for any number of threads: initialised {@link Signature}s, reused. */
public final class Signatures {
    private final String algorithm;
    private final PrivateKey key;
    private final Pool<Signature> pool = new Pool<Signature>(this::make);

    /** @param algorithm by its JCA name, such as {@code SHA256withECDSA} */
    public Signatures(String algorithm, PrivateKey key) {
        this.algorithm = algorithm;
        this.key = key;
    }

    /** One to update and to finish; {@link #give} it back once it has signed, and not otherwise. */
    public Signature take() {
        return pool.take();
    }

    public void give(Signature signature) {
        pool.give(signature);
    }

    @Override
    public String toString() {
        return algorithm;
    }

    private Signature make() {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            return signature;
        } catch (GeneralSecurityException e) {
            // Its cause may quote the key, so that it is not handed on.
            throw new IllegalStateException("this Java runtime does not sign with " + algorithm + " and this key");
        }
    }
}
