package io.countersign.credential.certificate;

import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.request.CredentialUnavailable;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;
import java.nio.file.Path;

/** A certificate that is shown to a server which asks for one (RFC 8446, section 4.3.2; RFC 5246, section 7.4.4), and the key to it. */
public final class ClientCertificate extends CredentialType {
    static final Field<Path> CERTIFICATE = Field.optional("certificate", Form.PATH, null,
            "A PEM file: the certificate, and those between it and the root, in any order.");
    static final Field<Path> KEY = Field.optional("key", Form.PATH, null,
            "A PEM file with the private key: PKCS#8, PKCS#1 or SEC 1, encrypted or not. It may be the same file.");
    static final Field<Secret> KEY_PASSWORD = Field.optional("key-password", Form.SECRET, null, "What the key is encrypted with.");
    static final Field<Path> TRUST = Field.optional("trust", Form.PATH, null,
            "A PEM file of certificates: the server's chain has to end in one of them, and in no other. Without it, as the application has it.");

    public ClientCertificate() {
        super("client-certificate", "A certificate that the connection shows to a server which asks for one (mutual TLS), and whom it trusts there.",
                new Fields(CERTIFICATE, KEY, KEY_PASSWORD, TRUST));
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        if (values.get(CERTIFICATE) == null || values.get(KEY) == null) {
            reading.mistake(values.place(CERTIFICATE), "'certificate' and 'key' are needed");
            return null;
        }
        String owner = "credential '" + credential + "'";
        CertificateFiles files = new PemFiles(owner, values.get(CERTIFICATE), values.get(KEY), values.get(KEY_PASSWORD), reading.secrets(),
                reading.background());
        TrustedCertificates trusted = values.get(TRUST) == null ? null
                : new TrustedCertificates(owner, values.get(TRUST), reading.secrets(), reading.background());
        boolean isRight = begin(files, CERTIFICATE, values, reading) & (trusted == null || begin(trusted, TRUST, values, reading));
        if (!isRight) {
            return null;
        }
        String expiry = files.expiry();
        if (expiry != null) {
            reading.warning(values.place(CERTIFICATE), expiry);
        }
        reading.secrets().watch(files);
        if (trusted != null) {
            reading.secrets().watch(trusted);
        }
        return new TlsIdentity(credential, files, trusted);
    }

    private static boolean begin(Renewed<?> source, Field<?> named, Values values, Reading reading) {
        source.begin();
        WrongCertificate mistake = source.mistake();
        if (mistake != null) {
            reading.mistake(values.place(mistake.field), "'" + mistake.field + "' " + mistake.getMessage());
            return false;
        }
        try {
            source.current();
        } catch (CredentialUnavailable e) {
            reading.warning(values.place(named), e.getMessage() + "; it is looked for again");
        }
        return true;
    }
}
