package io.countersign.credential.hmac;

import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An HMAC (RFC 2104) over a message that the policy spells out, so that a scheme that a partner thought of needs no code.
 * What is signed and what is sent are templates; a body goes through the MAC as it goes by and is never held for it.
 */
public final class Hmac extends CredentialType {
    private static final Field<Algorithm> ALGORITHM = Field.optional("algorithm", new Algorithm.Named(), Algorithm.HMAC_SHA_256,
            "The HMAC, by its name in the JCA.");
    private static final Field<Secret> SECRET = Field.required("secret", Form.SECRET, "The key.");
    private static final Field<SecretEncoding> SECRET_ENCODING = Field.optional("secret-encoding",
            Form.oneOf(SecretEncoding.values()), SecretEncoding.UTF_8, "How the key's bytes stand in the secret.");
    private static final Field<String> KEY_ID = Field.optional("key-id", Form.TEXT, null, "What `{key-id}` stands for.");
    private static final Field<Template> MESSAGE = Field.optional("message", Template.MESSAGE, null,
            "What is signed, in double quotes where `\\n` is to be a line break. `{header:NAME}` is what stands there when the"
                    + " signature is made; before `{body}`, when the body is about to be read.");
    private static final Field<Map<String, Template>> HEADERS = Field.optional("headers",
            Form.mapOf(Form.HEADER_NAME, Template.HEADER_VALUE), null, "What is sent: `{signature}` in one of them at least.");

    public Hmac() {
        super("hmac", "An HMAC over a message that the policy spells out. Its placeholders: `{method}` `{host}` `{path}` `{query}`"
                + " `{path-and-query}` `{url}` `{timestamp}` `{timestamp-ms}` `{timestamp-iso}` `{nonce}` `{key-id}` `{header:NAME}`"
                + " `{body}` `{body-sha256}` `{body-md5}`, and in headers `{signature}`; digests are hex, the signature is Base64, and"
                + " `:hex`, `:base64`, `:base64url` say otherwise. `{{` and `}}` are braces.",
                new Fields(ALGORITHM, SECRET, SECRET_ENCODING, KEY_ID, MESSAGE, HEADERS));
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        Template message = values.get(MESSAGE);
        Map<String, Template> headers = values.get(HEADERS);
        if (message == null || headers == null) {
            reading.mistake(values.place(MESSAGE), "credential '" + credential + "' of type hmac has no '"
                    + (message == null ? MESSAGE : HEADERS) + "'");
            return null;
        }
        String keyId = values.get(KEY_ID);
        String wrong = wrongHeaders(headers, keyId);
        if (wrong != null) {
            reading.mistake(values.place(HEADERS), "'headers' " + wrong);
            return null;
        }
        wrong = wrongMessage(message, headers, keyId);
        if (wrong != null) {
            reading.mistake(values.place(MESSAGE), "'message' " + wrong);
            return null;
        }
        return new HmacSignature(credential, values.get(ALGORITHM), values.get(SECRET), values.get(SECRET_ENCODING), keyId,
                message.with(headers), headers);
    }

    /** @return null if nothing is */
    private static String wrongHeaders(Map<String, Template> headers, String keyId) {
        boolean signed = false;
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, Template> header : headers.entrySet()) {
            String own = header.getValue().namedOf(headers);
            if (!names.add(header.getKey())) {
                return "has " + header.getKey() + " twice";
            }
            if (own != null) {
                return "has {header:" + own + "} in " + header.getKey() + ", which this credential writes itself";
            }
            if (header.getValue().has(Placeholder.KEY_ID) && keyId == null) {
                return "has {key-id} in " + header.getKey() + ", and the credential has no 'key-id'";
            }
            signed |= header.getValue().has(Placeholder.SIGNATURE);
        }
        return signed ? null : "has {signature} nowhere, so that it would not be sent";
    }

    private static String wrongMessage(Template message, Map<String, Template> headers, String keyId) {
        if (message.has(Placeholder.KEY_ID) && keyId == null) {
            return "has {key-id}, and the credential has no 'key-id'";
        }
        Template whole = message.with(headers);
        if (whole.has(Placeholder.SIGNATURE)) {
            return "has a header that holds {signature}, which is made of the message";
        }
        return whole.bodyValueBeforeBody() == null ? null : "has a header that holds " + whole.bodyValueBeforeBody()
                + " before {body}; " + TemplateForm.KNOWN_AFTERWARDS;
    }
}
