package io.countersign.credential.oauth1;

import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.key.KeyEncoding;
import io.countersign.key.SigningAlgorithm;
import io.countersign.key.SigningKey;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;

/**
 * OAuth 1.0a (RFC 5849): requests signed for a consumer, and for the token that it has been given. The signature covers the
 * method, the URL and the fields of a form that is the body; a body of any other kind it does not, as the RFC has it
 * ({@code oauth_body_hash} is no part of it, and is not sent).
 */
public final class OAuth1 extends CredentialType {
    private static final String HMAC_SHA_1 = "HMAC-SHA1";
    private static final String HMAC_SHA_256 = "HMAC-SHA256";
    private static final String RSA_SHA_1 = "RSA-SHA1";

    private static final Field<String> CONSUMER_KEY =
            Field.required("consumer-key", new Words("consumer key"), "The consumer's name, as the server knows it (`oauth_consumer_key`).");
    private static final Field<Secret> CONSUMER_SECRET = Field.optional("consumer-secret", Form.SECRET, null,
            "The consumer's shared secret, for HMAC.");
    private static final Field<Secret> KEY = Field.optional("key", Form.SECRET, null,
            "The consumer's RSA key, PEM or a JWK, in place of `consumer-secret`.");
    private static final Field<Secret> KEY_PASSWORD = Field.optional("key-password", Form.SECRET, null,
            "What `key` is encrypted with, where that is PEM and encrypted.");
    private static final Field<String> TOKEN = Field.optional("token", new Words("token"), null,
            "The token (`oauth_token`); without it the consumer speaks for itself.");
    private static final Field<Secret> TOKEN_SECRET = Field.optional("token-secret", Form.SECRET, null, "The token's shared secret.");
    private static final Field<String> SIGNATURE_METHOD = Field.optional("signature-method",
            Form.oneOf(HMAC_SHA_1, HMAC_SHA_256, RSA_SHA_1), null, "`HMAC-SHA1` where there is a `consumer-secret`, `RSA-SHA1` where"
                    + " there is a `key`, unless it says otherwise.");
    private static final Field<String> REALM = Field.optional("realm", new Realm(), null, "Sent for the server, and not signed.");

    public static final CredentialType TYPE = new OAuth1();

    private OAuth1() {
        super("oauth1", "OAuth 1.0a (RFC 5849): a signature over method, URL and form fields; any other body is not covered.",
                new Fields(CONSUMER_KEY, CONSUMER_SECRET, KEY, KEY_PASSWORD, TOKEN, TOKEN_SECRET, SIGNATURE_METHOD, REALM));
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        Secret consumerSecret = values.get(CONSUMER_SECRET);
        Secret key = values.get(KEY);
        if (consumerSecret == null && key == null) {
            reading.mistake(values.place(CONSUMER_SECRET), "credential '" + credential + "' of type oauth1 has no 'consumer-secret' and no 'key'");
            return null;
        }
        if (consumerSecret != null && key != null) {
            reading.mistake(values.place(KEY), "'key' stands beside 'consumer-secret'; RSA-SHA1 takes the one, HMAC the other");
            return null;
        }
        String method = values.get(SIGNATURE_METHOD);
        method = method != null ? method : key != null ? RSA_SHA_1 : HMAC_SHA_1;
        if (method.equals(RSA_SHA_1) != (key != null)) {
            reading.mistake(values.place(SIGNATURE_METHOD), "'signature-method' is " + method + ", which takes "
                    + (key == null ? "'key', not 'consumer-secret'" : "'consumer-secret', not 'key'"));
            return null;
        }
        Secret tokenSecret = values.get(TOKEN_SECRET);
        if (tokenSecret != null && (key != null || values.get(TOKEN) == null)) {
            reading.mistake(values.place(TOKEN_SECRET), key != null ? "'token-secret' has no use in RSA-SHA1 (RFC 5849, section 3.4.3)"
                    : "'token-secret' stands without the 'token' that it belongs to");
            return null;
        }
        SignatureMethod signing = key == null
                ? new HmacMethod(method, method.equals(HMAC_SHA_1) ? "HmacSHA1" : "HmacSHA256", consumerSecret, tokenSecret)
                : rsa(method, key, values, reading);
        return signing == null ? null
                : new OAuth1Signature(credential, signing, values.get(CONSUMER_KEY), values.get(TOKEN), values.get(REALM));
    }

    private static SignatureMethod rsa(String method, Secret key, Values values, Reading reading) {
        SigningKey signingKey = SigningKey.of(key, KeyEncoding.UTF_8, values.get(KEY_PASSWORD), SigningAlgorithm.RSA_SHA_1);
        String mistake = signingKey.mistake();
        if (mistake != null) {
            reading.mistake(values.place(KEY), "'" + KEY + "' " + mistake);
            return null;
        }
        return new RsaMethod(method, signingKey);
    }

    /** Text that is not empty. */
    private static final class Words extends Form.OfText<String> {
        private final String what;

        Words(String what) {
            this.what = what;
        }

        @Override
        protected String parse(String text) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("is empty, which no " + what + " is");
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

    /** What a quoted string in a header can hold (RFC 5849, section 3.5.1). */
    private static final class Realm extends Form.OfText<String> {
        @Override
        protected String parse(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                    throw new IllegalArgumentException("has a character (at place " + (i + 1) + ") that is not visible ASCII, which a header"
                            + " cannot carry");
                }
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
