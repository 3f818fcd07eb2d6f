package io.countersign.credential.certificate;

import io.countersign.background.Background;
import io.countersign.key.EncodedCertificate;
import io.countersign.key.KeyPairs;
import io.countersign.key.WrongKey;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import io.countersign.secret.WatchedFile;
import java.nio.charset.StandardCharsets;
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
        super(owner, background);
        this.certificate = secrets.file(certificate);
        this.key = secrets.file(key);
        this.password = password;
    }

    @Override
    Loaded load(boolean always) throws CredentialUnavailable, WrongCertificate {
        Secret.Value secretOfKey = value(password);
        byte[] ofCertificate = look(ClientCertificate.CERTIFICATE, certificate, always);
        byte[] ofKey = look(ClientCertificate.KEY, key, always);
        if (ofCertificate == null && ofKey == null && secretOfKey == lastPassword) {
            return null;
        }
        lastPassword = secretOfKey;
        List<EncodedCertificate> certificates = certificates(ofCertificate != null ? ofCertificate : look(ClientCertificate.CERTIFICATE, certificate, true));
        PrivateKey privateKey = key(ofKey != null ? ofKey : look(ClientCertificate.KEY, key, true), secretOfKey);
        List<EncodedCertificate> chain;
        try {
            chain = CertificateChain.of(privateKey, certificates);
        } catch (WrongKey e) {
            throw wrong(ClientCertificate.CERTIFICATE, certificate.path, e.getMessage());
        }
        if (chain == null) {
            throw wrong(ClientCertificate.KEY, key.path, "is not the key to the certificate of " + certificates.get(0) + " in " + certificate.path
                    + (certificates.size() == 1 ? "" : ", nor to another one there"));
        }
        return new Loaded(privateKey, chain, certificate.path.toString());
    }

    private List<EncodedCertificate> certificates(byte[] bytes) throws WrongCertificate {
        try {
            return EncodedCertificate.ofPem(text(bytes));
        } catch (WrongKey e) {
            throw wrong(ClientCertificate.CERTIFICATE, certificate.path, e.getMessage());
        }
    }

    private PrivateKey key(byte[] bytes, Secret.Value secretOfKey) throws WrongCertificate {
        try {
            return KeyPairs.ofPem(text(bytes), secretOfKey == null ? null : secretOfKey.text());
        } catch (WrongKey e) {
            throw wrong(ClientCertificate.KEY, key.path, e.getMessage());
        }
    }

    /** What stands around the blocks may be in any encoding of ASCII's. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
