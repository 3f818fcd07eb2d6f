package io.countersign.credential.certificate;

import io.countersign.request.CredentialUnavailable;
import io.countersign.schema.Field;
import io.countersign.secret.Secret;
import io.countersign.secret.WatchedFile;

/** Something that a certificate is made of is not there, or may not be read. It may come. */
final class NotThere extends Exception {
    /** The field of the policy that names it. */
    final Field<?> field;

    private NotThere(Field<?> field, String message) {
        super("'" + field + "': " + message, null, false, false);
        this.field = field;
    }

    /** What a file holds; null if it has certainly not changed. */
    static byte[] look(Field<?> field, WatchedFile file, boolean always) throws NotThere {
        try {
            return file.look(always);
        } catch (WatchedFile.Failure e) {
            throw new NotThere(field, file.path + " " + e.getMessage());
        }
    }

    /** The state of a secret; null where the policy gives none. */
    static Secret.Value value(Field<Secret> field, Secret secret) throws NotThere {
        try {
            return secret == null ? null : secret.value();
        } catch (CredentialUnavailable e) {
            throw new NotThere(field, e.getMessage());
        }
    }

    /** A password; null where the policy gives none. */
    static String text(Field<Secret> field, Secret.Value password) throws NotThere {
        try {
            return password == null ? null : password.text();
        } catch (CredentialUnavailable e) {
            throw new NotThere(field, e.getMessage());
        }
    }
}
