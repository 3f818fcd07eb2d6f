package io.countersign.key;

import java.security.PrivateKey;
import java.util.List;

/** A private key of a key store, and the certificates that its chain is made of. */
public abstract class StoredKey {
    public final String alias;

    /** In any order. */
    public final List<EncodedCertificate> certificates;

    /** Whether there may be some among them that are not of its chain. */
    public final boolean hasOthers;

    StoredKey(String alias, List<EncodedCertificate> certificates, boolean hasOthers) {
        this.alias = alias;
        this.certificates = certificates;
        this.hasOthers = hasOthers;
    }

    /**
     * @param password null if none is known
     * @return null if that is not its password
     * @throws WrongKey if it cannot be used for another reason
     */
    public abstract PrivateKey key(String password) throws WrongKey;

    /** Its alias, which is no secret. */
    @Override
    public String toString() {
        return alias;
    }
}
