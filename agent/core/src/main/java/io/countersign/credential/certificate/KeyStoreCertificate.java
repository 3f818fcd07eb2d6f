package io.countersign.credential.certificate;

import io.countersign.background.Background;
import io.countersign.key.EncodedCertificate;
import io.countersign.key.StoredKey;
import io.countersign.key.WrongKey;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One of the private keys of a key store, chosen by its alias, and its chain. */
abstract class KeyStoreCertificate extends CertificateFiles {
    private final Path store;
    private final String alias;

    /** @param alias null where the store has one private key */
    KeyStoreCertificate(String owner, Path store, String alias, Background background) {
        super(owner, ClientCertificate.KEYSTORE, background);
        this.store = store;
        this.alias = alias;
    }

    final Loaded loaded(List<StoredKey> keys, String password) throws WrongCertificate {
        StoredKey stored = chosen(keys);
        try {
            PrivateKey key = stored.key(password);
            if (key == null) {
                throw wrongKeyPassword(stored);
            }
            List<EncodedCertificate> chain = chain(key, stored);
            if (chain == null) {
                throw wrong("has a private key " + shown(stored) + (stored.certificates.isEmpty() ? " without a certificate"
                        : " that is not the key to the certificate of " + stored.certificates.get(0)));
            }
            return new Loaded(key, chain, store);
        } catch (WrongKey e) {
            throw wrong(e.getMessage());
        }
    }

    List<EncodedCertificate> chain(PrivateKey key, StoredKey stored) throws WrongKey {
        return CertificateChain.of(key, stored.certificates, stored.hasOthers);
    }

    abstract WrongCertificate wrongKeyPassword(StoredKey stored);

    /** The JDK's own stores write all aliases in small letters, whatever they were given. */
    private StoredKey chosen(List<StoredKey> keys) throws WrongCertificate {
        StoredKey near = null;
        for (StoredKey each : keys) {
            if (each.alias.equals(alias) || alias == null && keys.size() == 1) {
                return each;
            }
            near = each.alias.equalsIgnoreCase(alias) ? each : near;
        }
        if (near == null) {
            throw alias == null ? wrong("has more than one private key, " + shown(keys) + "; 'alias' says which")
                    : WrongCertificate.of(ClientCertificate.ALIAS, "is '" + alias + "'; the private keys of " + store + " are " + shown(keys));
        }
        return near;
    }

    final WrongCertificate wrong(String message) {
        return WrongCertificate.in(ClientCertificate.KEYSTORE, store, message);
    }

    private static String shown(List<StoredKey> keys) {
        Set<String> all = new TreeSet<>();
        for (StoredKey each : keys) {
            all.add(shown(each));
        }
        return String.join(", ", all);
    }

    static String shown(StoredKey key) {
        return "'" + key.alias + "'";
    }
}
