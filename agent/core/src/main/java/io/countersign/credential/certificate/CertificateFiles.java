package io.countersign.credential.certificate;

import io.countersign.background.Background;
import io.countersign.background.KeyAndChain;
import io.countersign.request.CredentialUnavailable;
import io.countersign.schema.Field;
import io.countersign.secret.Secret;
import io.countersign.secret.WatchedFile;
import java.nio.file.Path;

/** A certificate and its key, from where the policy says, kept up to date: the pair of both is taken when they belong together. */
abstract class CertificateFiles extends Renewed<Loaded> {
    private Expiry expiry;

    CertificateFiles(String owner, Background background) {
        super(owner, background);
    }

    final KeyAndChain pair() throws CredentialUnavailable {
        return current().pair;
    }

    /** What to say of how long it is good when it has just been read; null for nothing. */
    final synchronized String expiry() {
        try {
            expiry = new Expiry(current());
            return expiry.beginning(moments.millis());
        } catch (CredentialUnavailable e) {
            return null;
        }
    }

    /** The chain tells the key too, which belongs to it. */
    @Override
    final boolean isSame(Loaded before, Loaded loaded) {
        return before.chain.equals(loaded.chain);
    }

    @Override
    final void renewed(Loaded loaded) {
        log.info(owner + ": the certificate of " + loaded.pair + " (" + loaded.from + ") is in use now");
        String news = expiry();
        if (news != null) {
            log.warn(owner + ": " + news);
        }
    }

    @Override
    final void looked(Loaded loaded) {
        String news = expiry == null ? expiry() : expiry.news(moments.millis());
        if (news != null) {
            log.warn(owner + ": " + news);
        }
    }

    /** @return null if the file has certainly not changed */
    static byte[] look(Field<?> field, WatchedFile file, boolean always) throws CredentialUnavailable {
        try {
            return file.look(always);
        } catch (WatchedFile.Failure e) {
            throw new CredentialUnavailable("'" + field + "': " + file.path + " " + e.getMessage());
        }
    }

    /** @return null where the policy gives none */
    static Secret.Value value(Secret password) throws CredentialUnavailable {
        return password == null ? null : password.value();
    }

    static WrongCertificate wrong(Field<?> field, Path file, String message) {
        return new WrongCertificate(field, "names " + file + ", which " + message);
    }
}
