package io.countersign.credential;

import io.countersign.request.CredentialUnavailable;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** User name and password (RFC 7617), in UTF-8. */
final class Basic extends CredentialType {
    private static final Field<String> USERNAME =
            Field.required("username", new UserId(), "The user name; it has no colon (RFC 7617, section 2).");
    private static final Field<Secret> PASSWORD = Field.required("password", Form.SECRET, "The password.");

    static final CredentialType TYPE = new Basic();

    private Basic() {
        super("basic", "User name and password (RFC 7617), in UTF-8.", new Fields(USERNAME, PASSWORD));
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        return new UserPass(credential, values.get(USERNAME), values.get(PASSWORD));
    }

    /** Neither colons, which would end it, nor control characters (RFC 7617, section 2). */
    private static final class UserId extends Form.OfText<String> {
        @Override
        protected String parse(String text) {
            if (text.indexOf(':') >= 0) {
                throw new IllegalArgumentException("has a colon, which a user name cannot have (RFC 7617, section 2)");
            }
            if (controlCharacter(text) > 0) {
                throw new IllegalArgumentException("has a control character, which a user name cannot have (RFC 7617, section 2)");
            }
            return text;
        }

        @Override
        public String inWords() {
            return "text without a colon";
        }

        @Override
        public String jsonSchema() {
            return Form.TEXT.jsonSchema();
        }
    }

    private static final class UserPass extends SecretHeader {
        private static final String SCHEME = "Basic ";
        private final String username;

        UserPass(String name, String username, Secret password) {
            super(name, "Authorization", password);
            this.username = username;
        }

        @Override
        String valueFrom(String password) throws CredentialUnavailable {
            int control = controlCharacter(password);
            if (control > 0) {
                throw new CredentialUnavailable("the password holds a control character (at place " + control
                        + "), which RFC 7617 does not allow");
            }
            byte[] userPass = (username + ':' + password).getBytes(StandardCharsets.UTF_8);
            return SCHEME + Base64.getEncoder().encodeToString(userPass);
        }

        @Override
        public String masked(String header) {
            return SCHEME + "***";
        }
    }

    /** The place of the first, counted from 1; 0 where there is none. */
    private static int controlCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return i + 1;
            }
        }
        return 0;
    }
}
