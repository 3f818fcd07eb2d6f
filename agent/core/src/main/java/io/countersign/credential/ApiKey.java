package io.countersign.credential;

import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;

/** A key in a header of its own. */
final class ApiKey extends CredentialType {
    private static final Field<String> HEADER =
            Field.optional("header", Form.HEADER_NAME, "X-API-Key", "The header that carries the key.");
    private static final Field<String> PREFIX =
            Field.optional("prefix", Form.HEADER_PREFIX, "", "What stands before the key, a space included if there is one.");
    private static final Field<Secret> VALUE = Field.required("value", Form.SECRET, "The key.");

    static final CredentialType TYPE = new ApiKey();

    private ApiKey() {
        super("api-key", "A key in a header of its own.", new Fields(HEADER, PREFIX, VALUE));
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        return new PrefixedSecret(credential, values.get(HEADER), values.get(PREFIX), values.get(VALUE));
    }
}
