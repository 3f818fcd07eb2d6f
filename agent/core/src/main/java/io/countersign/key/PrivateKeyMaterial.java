package io.countersign.key;

import java.security.PrivateKey;

/** The numbers of a key, in whichever form they were written. Its {@code toString} says what kind of key it is: {@code an EC key on P-256}. */
abstract class PrivateKeyMaterial {
    /**
     * @param kid the key's own name, null if it has none
     * @throws WrongKey if it is not for that algorithm
     */
    abstract Signer signer(SigningAlgorithm algorithm, String kid) throws WrongKey;

    /** What such a key signs by where nothing else is said. */
    abstract SigningAlgorithm usual();

    /**
     * As the JCA has it, for TLS.
     *
     * @throws WrongKey if this Java runtime cannot use it
     */
    abstract PrivateKey forTheJca() throws WrongKey;

    /** Written without what a key should not show. */
    @Override
    public abstract String toString();
}
