package io.countersign.credential.certificate;

import io.countersign.background.Background;
import io.countersign.key.EncodedCertificate;
import io.countersign.key.WrongKey;
import io.countersign.secret.Secrets;
import io.countersign.secret.WatchedFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The certificates in which a server's chain has to end, from a file in PEM, kept up to date. */
public final class TrustedCertificates extends Renewed<TrustedCertificates.Anchors> {
    /** One state of the file. */
    public static final class Anchors {
        /** In DER. */
        public final List<byte[]> encoded;
        public final Path file;
        final List<EncodedCertificate> certificates;

        Anchors(Path file, List<EncodedCertificate> certificates) {
            this.file = file;
            this.certificates = certificates;
            this.encoded = new ArrayList<>(certificates.size());
            for (EncodedCertificate each : certificates) {
                encoded.add(each.der());
            }
        }
    }

    private final WatchedFile file;

    TrustedCertificates(String owner, Path file, Secrets secrets, Background background) {
        super(owner, ClientCertificate.TRUST, background);
        this.file = secrets.file(file);
    }

    @Override
    Anchors load(boolean always) throws NotThere, WrongCertificate {
        byte[] bytes = NotThere.look(ClientCertificate.TRUST, file, always);
        if (bytes == null) {
            return null;
        }
        List<EncodedCertificate> certificates;
        try {
            certificates = EncodedCertificate.ofPem(bytes);
        } catch (WrongKey e) {
            throw WrongCertificate.in(ClientCertificate.TRUST, file.path, e.getMessage());
        }
        return new Anchors(file.path, certificates);
    }

    @Override
    boolean isSame(Anchors before, Anchors loaded) {
        return before.certificates.equals(loaded.certificates);
    }

    @Override
    void renewed(Anchors anchors) {
        log.info(owner + ": the certificates of " + anchors.file + " are trusted now");
    }
}
