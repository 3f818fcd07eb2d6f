package io.countersign.credential.certificate;

import io.countersign.background.Background;
import io.countersign.key.EncodedCertificate;
import io.countersign.key.Pkcs11Token;
import io.countersign.key.StoredKey;
import io.countersign.key.WrongKey;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import io.countersign.secret.WatchedFile;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;

/**
 * A key of a token, by PKCS#11. It is asked for with each configuration and PIN once, whatever it says: a PIN that is tried twice a second
 * would lock the token. Once it has opened, it stays so.
 */
final class Token extends KeyStoreCertificate {
    private final WatchedFile configuration;
    private final Secret pin;
    private boolean isOpen;

    /** What it was asked with last; null before it has been. */
    private byte[] lastConfiguration;
    private Secret.Value lastPin;

    Token(String owner, Path configuration, Secret pin, String alias, Secrets secrets, Background background) {
        super(owner, configuration, alias, background);
        this.configuration = secrets.file(configuration);
        this.pin = pin;
    }

    @Override
    Loaded load(boolean always) throws NotThere, WrongCertificate {
        if (isOpen) {
            return null;
        }
        Secret.Value secret = NotThere.value(ClientCertificate.KEYSTORE_PASSWORD, pin);
        byte[] content = NotThere.look(ClientCertificate.KEYSTORE, configuration, true);
        if (Arrays.equals(content, lastConfiguration) && secret == lastPin) {
            return null;
        }
        lastConfiguration = content;
        lastPin = secret;
        try {
            Loaded loaded = loaded(Pkcs11Token.keys(configuration.path, content, NotThere.text(ClientCertificate.KEYSTORE_PASSWORD, secret)), null);
            isOpen = true;
            return loaded;
        } catch (WrongKey e) {
            throw wrong(e.getMessage());
        }
    }

    /** As the token says: whether its key is the certificate's it tells by their identifier, and the key cannot be looked at. */
    @Override
    List<EncodedCertificate> chain(PrivateKey key, StoredKey stored) {
        return stored.certificates;
    }

    @Override
    WrongCertificate wrongKeyPassword(StoredKey stored) {
        return wrong("leads to a token that does not let its private key " + shown(stored) + " be used");
    }
}
