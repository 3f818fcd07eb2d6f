package io.countersign.key;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.SecretKey;

/**
 * A key store that the JDK reads, and which so asks System.Logger for a logger before the application may have set that up: JCEKS, whose secret
 * keys are serialized objects, and tokens.
 */
final class JdkKeyStore {
    private static final int JCEKS_MAGIC = 0xcececece;

    private JdkKeyStore() {}

    static boolean isJceks(byte[] content) {
        return Jks.startsWith(JCEKS_MAGIC, content);
    }

    static List<StoredKey> ofJceks(byte[] content, String password) throws WrongKey {
        if (password == null) {
            throw KeyStoreFile.withoutPassword();
        }
        try {
            return keys(jceks(content, password));
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException ? KeyStoreFile.wrongPasswordOrDamaged() : KeyStoreFile.damaged();
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new WrongKey("cannot be read by this Java runtime (" + e.getClass().getSimpleName() + ")");
        }
    }

    static byte[] secretKeyOfJceks(byte[] content, String alias, String password) throws WrongKey {
        if (password == null) {
            throw KeyStoreFile.withoutPassword();
        }
        try {
            KeyStore store = jceks(content, password);
            Key key = store.getKey(alias, password.toCharArray());
            if (key instanceof SecretKey && key.getEncoded() != null) {
                return key.getEncoded();
            }
            Set<String> others = new TreeSet<>();
            for (String each : Collections.list(store.aliases())) {
                if (store.entryInstanceOf(each, KeyStore.SecretKeyEntry.class)) {
                    others.add(each);
                }
            }
            throw KeyStoreFile.noSecretKey(alias, others);
        } catch (UnrecoverableKeyException e) {
            throw new WrongKey("has a secret key '" + alias + "' with another password than its own, which 'keystore-password' is");
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException ? KeyStoreFile.wrongPasswordOrDamaged() : KeyStoreFile.damaged();
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new WrongKey("cannot be read by this Java runtime (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static KeyStore jceks(byte[] content, String password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JCEKS");
        store.load(new ByteArrayInputStream(content), password.toCharArray());
        return store;
    }

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
