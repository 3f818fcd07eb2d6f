package io.countersign.credential.certificate;

import io.countersign.background.Background;
import io.countersign.key.EncodedCertificate;
import io.countersign.key.KeyPairs;
import io.countersign.key.WrongKey;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import io.countersign.secret.WatchedFile;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;

/** A chain of certificates and a private key in PEM (RFC 7468), which may be one file. */
final class PemFiles extends CertificateFiles {
    private final WatchedFile certificate;
    private final WatchedFile key;
    private final Secret password;
    private Secret.Value lastPassword;

    PemFiles(String owner, Path certificate, Path key, Secret password, Secrets secrets, Background background) {
        super(owner, ClientCertificate.CERTIFICATE, background);
        this.certificate = secrets.file(certificate);
        this.key = secrets.file(key);
        this.password = password;
    }

    @Override
    Loaded load(boolean always) throws NotThere, WrongCertificate {
        Secret.Value secretOfKey = NotThere.value(ClientCertificate.KEY_PASSWORD, password);
        byte[] ofCertificate = NotThere.look(ClientCertificate.CERTIFICATE, certificate, always);
        byte[] ofKey = NotThere.look(ClientCertificate.KEY, key, always);
        if (ofCertificate == null && ofKey == null && secretOfKey == lastPassword) {
            return null;
        }
        lastPassword = secretOfKey;
        List<EncodedCertificate> certificates = certificates(
                ofCertificate != null ? ofCertificate : NotThere.look(ClientCertificate.CERTIFICATE, certificate, true));
        PrivateKey privateKey = key(ofKey != null ? ofKey : NotThere.look(ClientCertificate.KEY, key, true), NotThere.text(ClientCertificate.KEY_PASSWORD, secretOfKey));
        return new Loaded(privateKey, chain(privateKey, certificates), certificate.path);
    }

    private List<EncodedCertificate> certificates(byte[] content) throws WrongCertificate {
        try {
            return EncodedCertificate.ofPem(content);
        } catch (WrongKey e) {
            throw WrongCertificate.in(ClientCertificate.CERTIFICATE, certificate.path, e.getMessage());
        }
    }

    private PrivateKey key(byte[] content, String secretOfKey) throws WrongCertificate {
        try {
            return KeyPairs.ofPem(content, secretOfKey);
        } catch (WrongKey e) {
            throw WrongCertificate.in(ClientCertificate.KEY, key.path, e.getMessage());
        }
    }

    private List<EncodedCertificate> chain(PrivateKey privateKey, List<EncodedCertificate> certificates) throws WrongCertificate {
        List<EncodedCertificate> chain;
        try {
            chain = CertificateChain.of(privateKey, certificates, false);
        } catch (WrongKey e) {
            throw WrongCertificate.in(ClientCertificate.CERTIFICATE, certificate.path, e.getMessage());
        }
        if (chain == null) {
            throw WrongCertificate.in(ClientCertificate.KEY, key.path, "is not the key to the certificate of " + certificates.get(0) + " in "
                    + certificate.path + (certificates.size() == 1 ? "" : ", nor to another one there"));
        }
        return chain;
    }
}
