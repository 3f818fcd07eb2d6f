package io.countersign.credential.digest;

import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;

/**
 * User name and password that answer a server's challenge (RFC 7616), in UTF-8. Of several challenges the strongest is
 * answered, by MD5 where there is no other; never a weaker one than the host has asked for before, and none without
 * {@code qop}. {@code auth} is taken where {@code auth-int} is offered too.
 */
public final class Digest extends CredentialType {
    private static final Field<String> USERNAME = Field.required("username", new UserName(), "The user name.");
    private static final Field<Secret> PASSWORD = Field.required("password", Form.SECRET, "The password.");

    public static final CredentialType TYPE = new Digest();

    private Digest() {
        super("digest", "User name and password that answer the server's challenge (RFC 7616), in UTF-8: the strongest that it offers,"
                + " SHA-512-256, SHA-256 or MD5. A host's first request is sent twice.", new Fields(USERNAME, PASSWORD));
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        return new DigestSignature(credential, values.get(USERNAME), values.get(PASSWORD));
    }

    /** The place of the first, counted from 1; 0 where there is none. */
    static int controlCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return i + 1;
            }
        }
        return 0;
    }

    private static final class UserName extends Form.OfText<String> {
        @Override
        protected String parse(String text) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("is empty");
            }
            if (controlCharacter(text) > 0) {
                throw new IllegalArgumentException("has a control character, which a user name cannot have");
            }
            return text;
        }

        @Override
        public String inWords() {
            return "text";
        }

        @Override
        public String jsonSchema() {
            return Form.TEXT.jsonSchema();
        }
    }
}
