package io.countersign.key;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The key store of a token, which the JDK reads, and which so asks System.Logger for a logger before the application may have set that up. */
final class JdkKeyStore {
    private JdkKeyStore() {}

    /** @param store that has been loaded */
    static List<StoredKey> keys(KeyStore store) throws GeneralSecurityException, WrongKey {
        List<StoredKey> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            Certificate[] chain = store.isKeyEntry(alias) ? store.getCertificateChain(alias) : null;
            if (chain != null) {
                List<EncodedCertificate> certificates = new ArrayList<>();
                for (Certificate each : chain) {
                    certificates.add(EncodedCertificate.ofDer(each.getEncoded()));
                }
                keys.add(new OfTheJdk(alias, certificates, store));
            }
        }
        return keys;
    }

    private static final class OfTheJdk extends StoredKey {
        private final KeyStore store;

        OfTheJdk(String alias, List<EncodedCertificate> certificates, KeyStore store) {
            super(alias, certificates, false);
            this.store = store;
        }

        @Override
        public PrivateKey key(String password) throws WrongKey {
            try {
                Key key = store.getKey(alias, password == null ? null : password.toCharArray());
                if (!(key instanceof PrivateKey)) {
                    throw new WrongKey("has something else than a private key by the alias '" + alias + "'");
                }
                return (PrivateKey) key;
            } catch (UnrecoverableKeyException e) {
                return null;
            } catch (GeneralSecurityException | RuntimeException e) {
                throw new WrongKey("has a key that this Java runtime cannot read (" + e.getClass().getSimpleName() + ")");
            }
        }
    }
}
