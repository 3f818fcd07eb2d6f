package io.countersign.credential.certificate;

import io.countersign.background.Background;
import io.countersign.key.KeyStoreFile;
import io.countersign.key.StoredKey;
import io.countersign.key.WrongKey;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import io.countersign.secret.WatchedFile;
import java.nio.file.Path;
import java.util.List;

/** A key store in a file. A key may have a password of its own there. */
final class StoreFile extends KeyStoreCertificate {
    private final WatchedFile file;
    private final Secret password;
    private final Secret keyPassword;
    private Secret.Value lastPassword;
    private Secret.Value lastKeyPassword;

    StoreFile(String owner, Path file, Secret password, Secret keyPassword, String alias, Secrets secrets, Background background) {
        super(owner, file, alias, background);
        this.file = secrets.file(file);
        this.password = password;
        this.keyPassword = keyPassword;
    }

    @Override
    Loaded load(boolean always) throws NotThere, WrongCertificate {
        Secret.Value ofStore = NotThere.value(ClientCertificate.KEYSTORE_PASSWORD, password);
        Secret.Value ofKey = NotThere.value(ClientCertificate.KEY_PASSWORD, keyPassword);
        byte[] content = NotThere.look(ClientCertificate.KEYSTORE, file, always || ofStore != lastPassword || ofKey != lastKeyPassword);
        if (content == null) {
            return null;
        }
        lastPassword = ofStore;
        lastKeyPassword = ofKey;
        String storePassword = NotThere.text(ClientCertificate.KEYSTORE_PASSWORD, ofStore);
        return loaded(keys(content, storePassword), ofKey != null ? NotThere.text(ClientCertificate.KEY_PASSWORD, ofKey) : storePassword);
    }

    private List<StoredKey> keys(byte[] content, String secret) throws WrongCertificate {
        try {
            return KeyStoreFile.read(content, secret);
        } catch (WrongKey e) {
            throw wrong(e.getMessage());
        }
    }

    @Override
    WrongCertificate wrongKeyPassword(StoredKey stored) {
        String key = "has a private key " + shown(stored);
        return wrong(keyPassword != null ? key + " with another password than 'key-password'"
                : password != null ? key + " with another password than 'keystore-password', and there is no 'key-password'"
                : key + " that is encrypted, and there is no 'keystore-password'");
    }
}
