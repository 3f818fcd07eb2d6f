package io.countersign.credential.certificate;

import io.countersign.schema.Field;
import java.nio.file.Path;

/** What the files of a certificate hold is wrong. */
final class WrongCertificate extends Exception {
    /** The field of the policy that names what is wrong. */
    final Field<?> field;

    private WrongCertificate(Field<?> field, String message) {
        super("'" + field + "' " + message, null, false, false);
        this.field = field;
    }

    /** @param message to follow the field's name; it holds nothing of a key */
    static WrongCertificate of(Field<?> field, String message) {
        return new WrongCertificate(field, message);
    }

    /** @param message to follow "which" */
    static WrongCertificate in(Field<?> field, Path file, String message) {
        return new WrongCertificate(field, "names " + file + ", which " + message);
    }
}
