package io.countersign.credential.hmac;

import static io.countersign.credential.hmac.Algorithm.EG1_HMAC_SHA_256;
import static io.countersign.credential.hmac.Algorithm.HMAC_SHA_1;
import static io.countersign.credential.hmac.Algorithm.HMAC_SHA_256;
import static io.countersign.credential.hmac.SecretEncoding.BASE64;
import static io.countersign.credential.hmac.SecretEncoding.UTF_8;
import static io.countersign.credential.hmac.SecretEncoding.WHSEC;

import io.countersign.schema.Form;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A vendor's scheme, as a policy would write it: the document that it follows; algorithm and encoding of the secret; what the
 * key's name is, where it has one; the message; the headers.
 */
enum Preset {
    GITHUB("https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries",
            HMAC_SHA_256, UTF_8, null,
            "{body}",
            "X-Hub-Signature-256: sha256={signature:hex}"),

    STRIPE("https://docs.stripe.com/webhooks/signature",
            HMAC_SHA_256, UTF_8, null,
            "{timestamp}.{body}",
            "Stripe-Signature: t={timestamp},v1={signature:hex}"),

    SLACK("https://docs.slack.dev/authentication/verifying-requests-from-slack",
            HMAC_SHA_256, UTF_8, null,
            "v0:{timestamp}:{body}",
            "X-Slack-Request-Timestamp: {timestamp}",
            "X-Slack-Signature: v0={signature:hex}"),

    TWILIO("https://www.twilio.com/docs/usage/webhooks/webhooks-security",
            HMAC_SHA_1, UTF_8, null,
            "{url}{twilio-parameters}",
            "X-Twilio-Signature: {signature}"),

    STANDARD_WEBHOOKS("https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
            HMAC_SHA_256, WHSEC, null,
            "{header:webhook-id}.{timestamp}.{body}",
            "webhook-id?: msg_{nonce}",
            "webhook-timestamp: {timestamp}",
            "webhook-signature: v1,{signature}"),

    SHOPIFY("https://shopify.dev/docs/apps/build/webhooks/subscribe/https",
            HMAC_SHA_256, UTF_8, null,
            "{body}",
            "X-Shopify-Hmac-Sha256: {signature}"),

    /** Blob, Queue and File, and Data Lake. */
    AZURE_STORAGE("https://learn.microsoft.com/en-us/rest/api/storageservices/authorize-with-shared-key",
            HMAC_SHA_256, BASE64, "the account's name",
            "{method}\n"
                    + "{header:Content-Encoding}\n"
                    + "{header:Content-Language}\n"
                    + "{azure-content-length}\n"
                    + "{header:Content-MD5}\n"
                    + "{header:Content-Type}\n"
                    + "\n" // Date, which x-ms-date stands for.
                    + "{header:If-Modified-Since}\n"
                    + "{header:If-Match}\n"
                    + "{header:If-None-Match}\n"
                    + "{header:If-Unmodified-Since}\n"
                    + "{header:Range}\n"
                    + "{azure-headers}{azure-resource}",
            "x-ms-date?: {timestamp-http}",
            "x-ms-version?: 2021-08-06",
            "Authorization: SharedKey {key-id}:{signature}"),

    AZURE_STORAGE_TABLE("https://learn.microsoft.com/en-us/rest/api/storageservices/authorize-with-shared-key",
            HMAC_SHA_256, BASE64, "the account's name",
            "{method}\n"
                    + "{header:Content-MD5}\n"
                    + "{header:Content-Type}\n"
                    + "{header:x-ms-date}\n"
                    + "{azure-table-resource}",
            "x-ms-date?: {timestamp-http}",
            "x-ms-version?: 2019-02-02",
            "Authorization: SharedKey {key-id}:{signature}"),

    AZURE_APP_CONFIGURATION("https://learn.microsoft.com/en-us/azure/azure-app-configuration/rest-api-authentication-hmac",
            HMAC_SHA_256, BASE64, "the access key's ID",
            "{method}\n"
                    + "{path-and-query}\n"
                    + "{header:x-ms-date};{host};{header:x-ms-content-sha256}",
            "x-ms-date?: {timestamp-http}",
            "x-ms-content-sha256: {body-sha256:base64}",
            "Authorization: HMAC-SHA256 Credential={key-id}&SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"),

    AKAMAI_EDGEGRID("https://techdocs.akamai.com/developer/docs/edgegrid",
            EG1_HMAC_SHA_256, UTF_8, "both tokens, as in client_token=akab-…;access_token=akab-…",
            "{method}\t{scheme}\t{host}\t{path-and-query}\t\t{edgegrid-content-hash}\t"
                    + "EG1-HMAC-SHA256 {key-id};timestamp={edgegrid-timestamp};nonce={nonce};",
            "Authorization: EG1-HMAC-SHA256 {key-id};timestamp={edgegrid-timestamp};nonce={nonce};signature={signature}") {
        @Override
        boolean takes(String keyId) {
            return EdgeGrid.namesTokens(keyId);
        }
    },

    HAWK("https://github.com/mozilla/hawk/blob/main/API.md",
            HMAC_SHA_256, UTF_8, "the id of the credentials",
            "hawk.1.header\n"
                    + "{timestamp}\n"
                    + "{nonce}\n"
                    + "{method}\n"
                    + "{path-and-query}\n"
                    + "{hostname}\n"
                    + "{port}\n"
                    + "{hawk-hash}\n"
                    + "\n", // ext
            "Authorization: Hawk id=\"{key-id}\", ts=\"{timestamp}\", nonce=\"{nonce}\", hash=\"{hawk-hash}\", mac=\"{signature}\"");

    static final Form.OfText<Preset> FORM = Form.oneOf(values());
    final String document;
    final Algorithm algorithm;
    final SecretEncoding secretEncoding;

    /** What {@code key-id} is; null where the scheme names no key. */
    final String keyId;
    final String message;
    final List<String> headers;

    Preset(String document, Algorithm algorithm, SecretEncoding secretEncoding, String keyId, String message, String... headers) {
        this.document = document;
        this.algorithm = algorithm;
        this.secretEncoding = secretEncoding;
        this.keyId = keyId;
        this.message = message;
        this.headers = Arrays.asList(headers);
    }

    /** Whether the text may be what {@link #keyId} says. */
    boolean takes(String keyId) {
        return true;
    }

    Template messageTemplate() {
        return TemplateForm.MESSAGE.parse(message);
    }

    Map<SentHeader, Template> headerTemplates() {
        Map<SentHeader, Template> templates = new LinkedHashMap<>();
        for (String header : headers) {
            int colon = header.indexOf(": ");
            templates.put(SentHeader.of(header.substring(0, colon)), TemplateForm.HEADER_VALUE.parse(header.substring(colon + 2)));
        }
        return templates;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All of them as a table in Markdown. */
    static String table() {
        StringBuilder table = new StringBuilder("| `preset` | `algorithm` | `secret-encoding` | `key-id` | `message` | `headers` | follows |\n"
                + "|---|---|---|---|---|---|---|\n");
        for (Preset preset : values()) {
            table.append("| `").append(preset).append("` | `").append(preset.algorithm.name).append("` | `")
                    .append(SecretEncoding.FORM.written(preset.secretEncoding)).append("` | ").append(preset.keyId == null ? "" : preset.keyId)
                    .append(" | `").append(preset.message.replace("\n", "\\n").replace("\t", "\\t")).append("` | `")
                    .append(String.join("`<br>`", preset.headers)).append("` | <").append(preset.document).append("> |\n");
        }
        return table.toString();
    }
}
