package io.countersign.credential;

import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;

/** A token that someone else obtains and renews (RFC 6750, section 2.1). */
final class Bearer extends CredentialType {
    private static final Field<Secret> TOKEN =
            Field.required("token", Form.SECRET, "The token, a file that a platform rotates, say.");
    private static final Field<String> HEADER =
            Field.optional("header", Form.HEADER_NAME, "Authorization", "The header that carries the token.");
    private static final Field<String> PREFIX =
            Field.optional("prefix", Form.HEADER_PREFIX, "Bearer ", "What stands before the token, its space included.");

    static final CredentialType TYPE = new Bearer();

    private Bearer() {
        super("bearer", "A token that the platform provides (RFC 6750).", new Fields(TOKEN, HEADER, PREFIX));
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        return new PrefixedSecret(credential, values.get(HEADER), values.get(PREFIX), values.get(TOKEN));
    }
}
