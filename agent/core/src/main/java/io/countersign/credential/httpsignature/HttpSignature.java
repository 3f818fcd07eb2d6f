package io.countersign.credential.httpsignature;

import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.credential.KeyFields;
import io.countersign.key.SigningKey;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * HTTP message signatures (RFC 9421): chosen components of the request, signed with a key that the receiver knows by its id.
 * What is covered is compiled when the policy is read; a request writes its values into one buffer and signs that.
 */
public final class HttpSignature extends CredentialType {
    private static final Field<Algorithm> ALGORITHM = Field.required("algorithm", Algorithm.FORM,
            "The signature algorithm, by its registered name (RFC 9421, section 3.3).");
    private static final KeyFields KEY = KeyFields.required("The private key in PEM or as a JWK; for `hmac-sha256` a shared secret.");
    private static final Field<String> KEY_ID = Field.required("key-id", new Ascii(), "The parameter `keyid`, which is always sent.");
    private static final Field<List<Component>> COMPONENTS = Field.required("components", Form.listOrNone(new ComponentForm()),
            "What is covered, in that order (RFC 9421, section 2): derived components and header names in lower case, with their"
                    + " parameters. A component that the request does not have refuses it; `content-digest` is made (sha-256) where it"
                    + " is not there. `sf` is for fields registered as structured, and for others whose strict form is the same whatever"
                    + " their type.");
    private static final Field<String> LABEL = Field.optional("label", new Label(), "sig1",
            "The signature's name in `Signature` and `Signature-Input`; two on one rule have two labels.");
    private static final Field<Long> EXPIRES = Field.optional("expires", Form.DURATION, null,
            "How long it holds: the parameter `expires`, which is left out without it.");
    private static final Field<Boolean> NONCE = Field.optional("nonce", Form.FLAG, false, "Whether the parameter `nonce` is sent.");
    private static final Field<String> TAG = Field.optional("tag", new Ascii(), null,
            "The parameter `tag`: what the signature is for.");
    private static final Field<Boolean> SEND_ALGORITHM = Field.optional("send-algorithm", Form.FLAG, false,
            "Whether the parameter `alg` is sent.");

    public static final CredentialType TYPE = new HttpSignature();

    private HttpSignature() {
        super("http-signature", "An HTTP message signature (RFC 9421) over chosen components of the request, in `Signature-Input` and"
                + " `Signature`; its parameters stand in the order `created`, `expires`, `keyid`, `alg`, `nonce`, `tag`.",
                new Fields(ALGORITHM, KEY.key, KEY.encoding, KEY.password, KEY_ID, COMPONENTS, LABEL, EXPIRES, NONCE, TAG, SEND_ALGORITHM));
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        List<Component> components = values.get(COMPONENTS);
        String label = values.get(LABEL);
        Algorithm algorithm = values.get(ALGORITHM);
        SigningKey key = KEY.signingKey(values, algorithm.signing, reading);
        Long expires = values.get(EXPIRES);
        boolean whole = coversWhatItCan(components, label, values, reading) && key != null;
        if (expires != null && expires % 1000 != 0) {
            reading.mistake(values.place(EXPIRES), "'expires' is " + Form.DURATION.written(expires) + "; it is counted in whole seconds");
            whole = false;
        }
        if (!whole) {
            return null;
        }
        SignatureBase base = new SignatureBase(components);
        SignatureParameters parameters = new SignatureParameters(base.covered, expires == null ? 0 : expires / 1000, values.get(KEY_ID),
                values.get(SEND_ALGORITHM) ? algorithm.registeredName : null, values.get(TAG));
        return new MessageSignature(credential, label, base, parameters, values.get(NONCE), coversDigest(components), key);
    }

    private static boolean coversDigest(List<Component> components) {
        for (Component component : components) {
            if (component instanceof FieldComponent && ((FieldComponent) component).name.equals("content-digest")) {
                return true;
            }
        }
        return false;
    }

    private static boolean coversWhatItCan(List<Component> components, String label, Values values, Reading reading) {
        if (components.isEmpty()) {
            reading.mistake(values.place(COMPONENTS), "'components' is empty, so that the signature would hold for any request");
            return false;
        }
        boolean whole = true;
        Set<List<String>> seen = new HashSet<>();
        for (int i = 0; i < components.size(); i++) {
            Component component = components.get(i);
            String wrong = !seen.add(ComponentForm.parts(component)) ? "has " + component + " twice" : ofItself(component, label);
            if (wrong != null) {
                reading.mistake(values.place(COMPONENTS, i), "'components' " + wrong);
                whole = false;
            }
        }
        return whole;
    }

    /** A signature cannot cover itself, but may cover those that the rule names before it (RFC 9421, section 4.3). */
    private static String ofItself(Component component, String label) {
        FieldComponent field = component instanceof FieldComponent ? (FieldComponent) component : null;
        if (field == null || !field.name.equals("signature") && !field.name.equals("signature-input")) {
            return null;
        }
        return field.key == null ? "has " + component + ", which this signature changes itself; one before it is covered as in "
                + field.name + ";key=\"sig0\"" : field.key.equals(label) ? "has " + component + ", which is this signature itself" : null;
    }

    /** A String of RFC 9651, section 3.3.3. */
    private static final class Ascii extends Form.OfText<String> {
        @Override
        protected String parse(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) < 0x20 || text.charAt(i) > 0x7e) {
                    throw new IllegalArgumentException("has a character that is not plain ASCII (at place " + (i + 1)
                            + "), which a parameter of a signature cannot carry");
                }
            }
            if (text.isEmpty()) {
                throw new IllegalArgumentException("is empty");
            }
            return text;
        }

        @Override
        public String inWords() {
            return "ASCII text";
        }

        @Override
        public String jsonSchema() {
            return TEXT.jsonSchema();
        }
    }

    /** A dictionary's key (RFC 9651, section 3.2). */
    private static final class Label extends Form.OfText<String> {
        @Override
        protected String parse(String text) {
            if (!ComponentForm.isDictionaryKey(text)) {
                throw new IllegalArgumentException("is " + shown(text) + "; a label has lower-case letters, digits, '_', '-', '.' and '*',"
                        + " and begins with a letter or '*'");
            }
            return text;
        }

        @Override
        public String inWords() {
            return "lower-case letters, digits, `_`, `-`, `.`, `*`";
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [{\"type\": \"string\", \"pattern\": \"^[a-z*][a-z0-9_.*-]*$\"}, {\"$ref\": \"#/definitions/reference\"}]}";
        }
    }
}
