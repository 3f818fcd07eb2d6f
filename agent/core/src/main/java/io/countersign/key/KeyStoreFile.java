package io.countersign.key;

import java.util.List;
import java.util.Set;

/** A file that is a key store. Which kind it is, it says itself. */
public final class KeyStoreFile {
    private KeyStoreFile() {}

    static boolean isOne(byte[] content) {
        return Pkcs12.isOne(content) || Jks.isOne(content);
    }

    /**
     * Its private keys.
     *
     * @param password of the store; null if none is known
     * @throws WrongKey if it cannot be opened, or has none
     */
    public static List<StoredKey> read(byte[] content, String password) throws WrongKey {
        List<StoredKey> keys = Pkcs12.isOne(content) ? Pkcs12.read(content, password)
                : Jks.isOne(content) ? Jks.read(content, password) : null;
        if (keys == null) {
            throw new WrongKey(content.length == 0 ? "is empty" : "is no key store: neither PKCS#12 nor JKS nor JCEKS"
                    + (new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).contains(PemText.BEGIN)
                    ? ", but PEM, which 'certificate' and 'key' name" : ""));
        }
        if (keys.isEmpty()) {
            throw new WrongKey("has no private key");
        }
        return keys;
    }

    /**
     * The bytes of one of its secret keys.
     *
     * @param alias in whatever case, for the JDK's own stores write all of them in small letters
     * @param password of the store and the key; null if none is known
     * @throws WrongKey if it cannot be opened, or has no such key
     */
    public static byte[] secretKey(byte[] content, String alias, String password) throws WrongKey {
        try {
            byte[] key = Pkcs12.isOne(content) ? Pkcs12.secretKey(content, alias, password)
                    : Jks.isOne(content) ? Jks.secretKey(content, alias, password) : null;
            if (key == null) {
                throw new WrongKey(content.length == 0 ? "is empty" : "is no key store: neither PKCS#12 nor JCEKS");
            }
            return key;
        } catch (WrongKey e) {
            // The field of a client certificate, and what a reference has in its place.
            throw new WrongKey(e.getMessage().replace("'keystore-password'", "'?password='"));
        }
    }

    static WrongKey noSecretKey(String alias, Set<String> others) {
        return new WrongKey("has no secret key by the alias '" + alias + "'" + (others.isEmpty() ? ", and none by another"
                : "; its secret keys are '" + String.join("', '", others) + "'"));
    }

    static WrongKey withoutPassword() {
        return new WrongKey("has a password, and there is no 'keystore-password'");
    }

    /** The two look the same: what tells them apart is what the password protects. */
    static WrongKey wrongPasswordOrDamaged() {
        return new WrongKey("has another password than 'keystore-password', or is damaged");
    }

    static WrongKey damaged() {
        return new WrongKey("is damaged: it ends early, or has something else where its entries should be");
    }
}
