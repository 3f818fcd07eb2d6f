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
    static final Field<Secret> KEY_PASSWORD = Field.optional("key-password", Form.SECRET, null,
            "What the key is encrypted with. Without it, a key in a key store has that store's password.");
    static final Field<Path> KEYSTORE = Field.optional("keystore", Form.PATH, null,
            "In place of `certificate` and `key`, a file that holds both: PKCS#12, JKS or JCEKS; or SunPKCS11's configuration of a token.");
    static final Field<Secret> KEYSTORE_PASSWORD = Field.optional("keystore-password", Form.SECRET, null,
            "The password of the key store, or the token's PIN.");
    static final Field<StoreType> KEYSTORE_TYPE = Field.optional("keystore-type", Form.oneOf(StoreType.values(), StoreType::name), null,
            "`PKCS11` for a token. Which of the others a file is, it says itself, whatever stands here.");
    static final Field<String> ALIAS = Field.optional("alias", Form.TEXT, null,
            "Which private key of the key store; it is needed where there are several.");
    static final Field<Path> TRUST = Field.optional("trust", Form.PATH, null,
            "A PEM file of certificates: the server's chain has to end in one of them, and in no other. Without it, as the application has it.");

    private static final Field<?>[] OF_KEYSTORES = {KEYSTORE_PASSWORD, KEYSTORE_TYPE, ALIAS};

    public static final CredentialType TYPE = new ClientCertificate();

    private ClientCertificate() {
        super("client-certificate", "A certificate that the connection shows to a server which asks for one (mutual TLS), and whom it trusts there.",
                new Fields(CERTIFICATE, KEY, KEY_PASSWORD, KEYSTORE, KEYSTORE_PASSWORD, KEYSTORE_TYPE, ALIAS, TRUST));
    }

    @Override
    public String remarks() {
        return "- It belongs to the connection: it is presented in each handshake with a host and port that a rule names it for, when the server asks\n"
                + "  for a certificate, whichever authorities the server lists, and to no other. With `existing: keep` the application's own goes first.\n"
                + "- All rules of one host and port that have one have the same, with the same `existing` and `on-failure`: their requests share connections.\n"
                + "- `trust` holds for these hosts whatever the application trusts; host names are checked as before.\n"
                + "- The chain is sent in its order, whatever that of the file is, with the root if the file has it.\n"
                + "- Files are looked at twice a second. A new pair is used from the next handshake on, once certificate and key belong together, and the\n"
                + "  one before until then; that they do not is said after 5 seconds.\n"
                + "- That a certificate of the chain ends is said 30, 7 and 1 days before, where that is not more than half of its life, and then. It is presented all the same: the server decides.\n"
                + "- With `keystore-type: PKCS11` the token's provider is put behind those of the JVM, where TLS finds it. The token is opened once, when\n"
                + "  the policy is read; a PIN that it refuses is not tried again until it changes.\n"
                + "- A token is read by the JDK, which asks System.Logger for a logger on the way, before the application has set up its own: an\n"
                + "  application server that insists on being first does not start with one. Files leave logging alone.\n"
                + "- Java 8 compiles nothing before the program begins, so that a password which is hashed often takes long there: 10,000 rounds, as\n"
                + "  keytool writes PKCS#12, some seconds; JKS, and keys in PEM that are not encrypted, no time.\n"
                + "- Ed25519 needs Java 16.\n";
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        if (!isComplete(values, reading)) {
            return null;
        }
        String owner = "credential '" + credential + "'";
        CertificateFiles files = files(owner, values, reading);
        TrustedCertificates trusted = values.get(TRUST) == null ? null
                : new TrustedCertificates(owner, values.get(TRUST), reading.secrets(), reading.background());
        boolean isRight = begin(files, values, reading) & (trusted == null || begin(trusted, values, reading));
        if (!isRight) {
            return null;
        }
        String expiry = files.expiry();
        if (expiry != null) {
            reading.warning(values.place(files.field), expiry);
        }
        reading.watch(files);
        if (trusted != null) {
            advise(files, trusted, values, reading);
            reading.watch(trusted);
        }
        return new TlsIdentity(credential, files, trusted, values.get(KEYSTORE_PASSWORD), values.get(KEY_PASSWORD));
    }

    /** Whether it has either files in PEM or a key store, and nothing that is of the other. */
    private static boolean isComplete(Values values, Reading reading) {
        Field<?> pem = values.isGiven(CERTIFICATE) ? CERTIFICATE : values.isGiven(KEY) ? KEY : null;
        if (!values.isGiven(KEYSTORE)) {
            for (Field<?> field : OF_KEYSTORES) {
                if (values.isGiven(field)) {
                    return refused(reading, values, field, "'" + field + "' is of a 'keystore', and there is none");
                }
            }
            if (pem == null) {
                return refused(reading, values, CERTIFICATE, "either 'certificate' and 'key' are needed, or 'keystore'");
            }
            return values.isGiven(CERTIFICATE) && values.isGiven(KEY)
                    || refused(reading, values, pem, pem == KEY ? "'key' needs its 'certificate'" : "'certificate' needs its 'key', which may be in the same file");
        }
        if (pem != null) {
            return refused(reading, values, pem, "'" + pem + "' and 'keystore' exclude each other: a key store holds both certificate and key");
        }
        return values.get(KEYSTORE_TYPE) != StoreType.PKCS11 || !values.isGiven(KEY_PASSWORD)
                || refused(reading, values, KEY_PASSWORD, "'keystore-type' is PKCS11, which has no 'key-password'; the PIN is 'keystore-password'");
    }

    private static boolean refused(Reading reading, Values values, Field<?> field, String message) {
        reading.mistake(values.place(field), message);
        return false;
    }

    private static CertificateFiles files(String owner, Values values, Reading reading) {
        if (values.get(KEYSTORE) == null) {
            return new PemFiles(owner, values.get(CERTIFICATE), values.get(KEY), values.get(KEY_PASSWORD), reading.secrets(), reading.background());
        }
        return values.get(KEYSTORE_TYPE) == StoreType.PKCS11
                ? new Token(owner, values.get(KEYSTORE), values.get(KEYSTORE_PASSWORD), values.get(ALIAS), reading.secrets(), reading.background())
                : new StoreFile(owner, values.get(KEYSTORE), values.get(KEYSTORE_PASSWORD), values.get(KEY_PASSWORD), values.get(ALIAS),
                        reading.secrets(), reading.background());
    }

    private static boolean begin(Renewed<?> source, Values values, Reading reading) {
        source.begin();
        WrongCertificate wrong = source.wrong();
        if (wrong != null) {
            return refused(reading, values, wrong.field, wrong.getMessage());
        }
        NotThere missing = source.missing();
        if (missing != null) {
            // Of a secret it has been said when that was read.
            if (missing.field.form != Form.SECRET) {
                reading.warning(values.place(missing.field), missing.getMessage() + "; it is looked for again");
            }
            return true;
        }
        try {
            source.current();
            return true;
        } catch (CredentialUnavailable e) {
            return refused(reading, values, source.field, e.getMessage());
        }
    }

    private static void advise(CertificateFiles files, TrustedCertificates trusted, Values values, Reading reading) {
        try {
            String gap = files.gap(trusted.current().certificates);
            if (gap != null) {
                reading.advice(values.place(files.field), gap);
            }
        } catch (CredentialUnavailable e) {
            // Nothing to compare it with yet.
        }
    }
}
