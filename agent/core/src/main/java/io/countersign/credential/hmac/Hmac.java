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
    private static final Field<Preset> PRESET = Field.optional("preset", Preset.FORM, null,
            "A vendor's scheme, which fills in the fields below it that are not given.");
    private static final Field<Algorithm> ALGORITHM = Field.optional("algorithm", Algorithm.FORM, Algorithm.HMAC_SHA_256,
            "The HMAC, by its name in the JCA; the last one takes its key from the secret and the time.");
    private static final Field<Secret> SECRET = Field.required("secret", Form.SECRET, "The key.");
    private static final Field<SecretEncoding> SECRET_ENCODING = Field.optional("secret-encoding",
            SecretEncoding.FORM, SecretEncoding.UTF_8, "How the key's bytes stand in the secret; `whsec` is Base64 behind `whsec_`.");
    private static final Field<String> KEY_ID = Field.optional("key-id", Form.TEXT, null, "What `{key-id}` stands for.");
    private static final Field<Template> MESSAGE = Field.optional("message", TemplateForm.MESSAGE, null,
            "What is signed, in double quotes where `\\n` is to be a line break. `{header:NAME}` is what stands there when the"
                    + " signature is made; before `{body}`, when the body is about to be read.");
    private static final Field<Map<SentHeader, Template>> HEADERS = Field.optional("headers",
            Form.mapOf(SentHeader.FORM, TemplateForm.HEADER_VALUE), null, "What is sent: `{signature}` in one of them at least."
                    + " `NAME?` is put on only where the request has no such header, and is signed as it is there otherwise.");

    public static final CredentialType TYPE = new Hmac();

    private Hmac() {
        super("hmac", "An HMAC over a message that the policy spells out, or a preset. Its placeholders: `{method}` `{scheme}` `{host}`"
                + " `{hostname}` (in lower case, without a port) `{port}` `{path}` `{query}`"
                + " `{path-and-query}` `{url}` `{timestamp}` `{timestamp-ms}` `{timestamp-iso}` `{timestamp-http}` (as in `Date`) `{nonce}`"
                + " `{key-id}` `{header:NAME}`"
                + " `{body}` `{body-sha256}` `{body-md5}`, and in headers `{signature}`; digests are hex, the signature is Base64, and"
                + " `:hex`, `:base64`, `:base64url` say otherwise. `{{` and `}}` are braces. Single vendors': `{twilio-parameters}`"
                + " `{azure-content-length}` `{azure-headers}` `{azure-resource}` `{azure-table-resource}` `{edgegrid-timestamp}`"
                + " `{edgegrid-content-hash}` `{hawk-hash}`.",
                new Fields(PRESET, ALGORITHM, SECRET, SECRET_ENCODING, KEY_ID, MESSAGE, HEADERS));
    }

    @Override
    public String remarks() {
        return "What a preset fills in, and the document that it follows. A field that is given wins over it, as a whole.\n\n" + Preset.table();
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        Preset preset = values.get(PRESET);
        Template message = values.get(MESSAGE);
        Map<SentHeader, Template> headers = values.get(HEADERS);
        if (preset != null) {
            message = message == null ? preset.messageTemplate() : message;
            headers = headers == null ? preset.headerTemplates() : headers;
        }
        if (message == null || headers == null) {
            reading.mistake(values.place(MESSAGE), "credential '" + credential + "' of type hmac has no '"
                    + (message == null ? MESSAGE : HEADERS) + "'" + (message == null && headers == null ? " (and no 'preset')" : ""));
            return null;
        }
        String keyId = values.get(KEY_ID);
        String wrong = preset == null ? null : wrongKeyId(preset, keyId, message, headers);
        if (wrong != null) {
            reading.mistake(values.place(keyId == null ? PRESET : KEY_ID), wrong);
            return null;
        }
        wrong = wrongHeaders(headers, keyId);
        if (wrong != null) {
            reading.mistake(values.place(HEADERS), "'headers' " + wrong);
            return null;
        }
        wrong = wrongMessage(message, headers, keyId);
        if (wrong != null) {
            reading.mistake(values.place(MESSAGE), "'message' " + wrong);
            return null;
        }
        return preset == null ? new HmacSignature(credential, values.get(ALGORITHM), values.get(SECRET), values.get(SECRET_ENCODING),
                keyId, message.with(headers), headers)
                : new HmacSignature(credential, values.get(ALGORITHM, preset.algorithm), values.get(SECRET),
                        values.get(SECRET_ENCODING, preset.secretEncoding), keyId, message.with(headers), headers);
    }

    /** @return null if nothing is */
    private static String wrongKeyId(Preset preset, String keyId, Template message, Map<SentHeader, Template> headers) {
        boolean isNamed = message.namingKey() != null;
        for (Template header : headers.values()) {
            isNamed |= header.namingKey() != null;
        }
        if (keyId == null) {
            return isNamed && preset.keyId != null ? "preset '" + preset + "' needs 'key-id': " + preset.keyId : null;
        }
        if (!isNamed) {
            return "'key-id' is given, and preset '" + preset + "' sends none";
        }
        return preset.takes(keyId) ? null : "'key-id' of preset '" + preset + "' is " + preset.keyId;
    }

    /** @return null if nothing is */
    private static String wrongHeaders(Map<SentHeader, Template> headers, String keyId) {
        boolean signed = false;
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<SentHeader, Template> header : headers.entrySet()) {
            SentHeader sent = header.getKey();
            String own = header.getValue().namedOf(headers);
            if (!names.add(sent.name)) {
                return "has " + sent.name + " twice";
            }
            if (own != null) {
                return "has {header:" + own + "} in " + sent.name + ", which this credential writes itself";
            }
            if (header.getValue().namingKey() != null && keyId == null) {
                return "has " + header.getValue().namingKey() + " in " + sent.name + ", and the credential has no 'key-id'";
            }
            if (sent.ifMissing && header.getValue().has(Placeholder.SIGNATURE)) {
                return "has {signature} in " + sent.name + "?, which is left out where the request has such a header";
            }
            signed |= header.getValue().has(Placeholder.SIGNATURE);
        }
        return signed ? null : "has {signature} nowhere, so that it would not be sent";
    }

    private static String wrongMessage(Template message, Map<SentHeader, Template> headers, String keyId) {
        if (message.namingKey() != null && keyId == null) {
            return "has " + message.namingKey() + ", and the credential has no 'key-id'";
        }
        Template whole = message.with(headers);
        if (whole.has(Placeholder.SIGNATURE) || message.has(Placeholder.AZURE_HEADERS) && signsInXms(headers)) {
            return "has a header that holds {signature}, which is made of the message";
        }
        return whole.knownAfterBodyBeforeBody() == null ? null : "has a header that holds " + whole.knownAfterBodyBeforeBody()
                + " before {body}; " + TemplateForm.KNOWN_AFTERWARDS;
    }

    private static boolean signsInXms(Map<SentHeader, Template> headers) {
        for (Map.Entry<SentHeader, Template> header : headers.entrySet()) {
            if (AzureStorage.isXms(header.getKey().name) && header.getValue().has(Placeholder.SIGNATURE)) {
                return true;
            }
        }
        return false;
    }
}
