package io.countersign.credential.certificate;

import io.countersign.schema.Field;

/** What the files of a certificate hold is wrong. */
final class WrongCertificate extends Exception {
    /** The field of the policy that names what is wrong. */
    final Field<?> field;

    /** @param message to follow the field's name: {@code names FILE, which …}; it holds nothing of a key */
    WrongCertificate(Field<?> field, String message) {
        super(message, null, false, false);
        this.field = field;
    }
}
