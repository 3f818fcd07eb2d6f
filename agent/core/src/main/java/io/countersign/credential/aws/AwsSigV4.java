package io.countersign.credential.aws;

import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;
import java.util.List;

/**
 * AWS Signature Version 4 in the {@code Authorization} header, and its asymmetric variant SigV4a, whose signature is good in
 * several regions (IAM User Guide, "Create a signed AWS API request"; Amazon S3 API Reference, "Authenticating Requests").
 */
public final class AwsSigV4 extends CredentialType {
    private static final Field<String> REGION = Field.optional("region", new ScopeName(false), null,
            "The region that the request goes to, as in `eu-west-1`. It or `region-set` is there, and not both.");
    private static final Field<List<String>> REGION_SET = Field.optional("region-set", Form.listOf(new ScopeName(true)), null,
            "The regions that the signature is good in, `*` for all of them: this makes it SigV4a.");
    private static final Field<String> SERVICE = Field.required("service", new ScopeName(false),
            "The service by its signing name, as in `s3` or `execute-api`.");
    private static final Field<Secret> ACCESS_KEY_ID = Field.required("access-key-id", Form.SECRET, "The access key's id.");
    private static final Field<Secret> SECRET_ACCESS_KEY =
            Field.required("secret-access-key", Form.SECRET, "The access key's secret.");
    private static final Field<Secret> SESSION_TOKEN =
            Field.optional("session-token", Form.SECRET, null, "The token that comes with a temporary access key.");
    private static final Field<Payload> PAYLOAD = Field.optional("payload", Form.oneOf(Payload.values()), Payload.SIGNED,
            "Whether the signature covers the body; `unsigned` says so to the service, which may refuse it.");

    public static final CredentialType TYPE = new AwsSigV4();

    private AwsSigV4() {
        super("aws-sigv4", "AWS Signature Version 4, or SigV4a. Of the headers it signs `host`, `content-type`, `content-md5`, `range`"
                + " and every `x-amz-*`; `x-amz-content-sha256` is sent for `s3`, and wherever the payload is unsigned. An access key"
                + " whose parts are files may change while it is in use: where not all of them have, the old one is used for a second"
                + " more, so that no request is signed with parts of two. A clock that is wrong by more than the service allows is"
                + " corrected for a host, once that has refused a request for it and said what time it has.",
                new Fields(REGION, REGION_SET, SERVICE, ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN, PAYLOAD));
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        String region = values.get(REGION);
        List<String> regionSet = values.get(REGION_SET);
        if ((region == null) == (regionSet == null)) {
            reading.mistake(values.place(region == null ? REGION : REGION_SET), "credential '" + credential + "' of type aws-sigv4 has "
                    + (region == null ? "no 'region' and no 'region-set'" : "both 'region' and 'region-set'")
                    + "; 'region' signs for one (SigV4), 'region-set' for several (SigV4a)");
            return null;
        }
        Service service = new Service(values.get(SERVICE));
        Algorithm algorithm = region == null ? new SigV4a(service, regionSet) : new SigV4(service, region);
        AccessKeys keys = new AccessKeys(values.get(ACCESS_KEY_ID), values.get(SECRET_ACCESS_KEY), values.get(SESSION_TOKEN));
        return new AwsSignature(credential, algorithm, service, keys, values.get(PAYLOAD));
    }

    enum Payload {
        SIGNED, UNSIGNED
    }

    /** A part of the credential scope, whose slashes and lines it must not break. */
    private static final class ScopeName extends Form.OfText<String> {
        private final boolean mayBePattern;

        ScopeName(boolean mayBePattern) {
            this.mayBePattern = mayBePattern;
        }

        @Override
        protected String parse(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_'
                        || c == '*' && mayBePattern)) {
                    throw new IllegalArgumentException("is " + shown(text) + "; it is made of letters, digits and hyphens, as in eu-west-1"
                            + (c == '*' ? "; 'region-set' takes patterns" : ""));
                }
            }
            if (text.isEmpty()) {
                throw new IllegalArgumentException("is empty");
            }
            return text;
        }

        @Override
        public String inWords() {
            return mayBePattern ? "regions, `*` for any characters" : "a name";
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [{\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9._" + (mayBePattern ? "*" : "") + "-]+$\"}, "
                    + "{\"$ref\": \"#/definitions/reference\"}]}";
        }
    }
}
