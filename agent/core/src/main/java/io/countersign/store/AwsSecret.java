package io.countersign.store;

import io.countersign.background.Background;
import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.credential.aws.ClockSkew;
import io.countersign.credential.aws.OwnRequest;
import io.countersign.request.Answer;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.secret.Secret;
import io.countersign.text.Json;
import io.countersign.text.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A secret of AWS Secrets Manager, by its action GetSecretValue (AWS Secrets Manager API Reference). */
final class AwsSecret implements Kept.Source<Secret.Value> {
    private static final String SERVICE = "secretsmanager";
    private static final String TYPE = "application/x-amz-json-1.1";
    private static final String TARGET = "secretsmanager.GetSecretValue";

    private final String name;

    /** {@code AWSPREVIOUS}; null for the current version. */
    private final String stage;
    private final long ttl;
    private final Map<String, String> env;
    private final AwsKeys keys;
    private final Background background;
    private final ClockSkew skew = new ClockSkew(SERVICE);

    /** @param name or ARN */
    AwsSecret(String name, String stage, long ttl, Map<String, String> env, AwsKeys keys, Background background) {
        this.name = name;
        this.stage = stage;
        this.ttl = ttl;
        this.env = env;
        this.keys = keys;
        this.background = background;
    }

    @Override
    public Kept.Fetched<Secret.Value> fetch(boolean anew) throws StoreFailure {
        String region = region();
        AwsKeys.Keys shown = keys.keys(region);
        Reply reply = inTime(region, shown);
        String error = reply.status == 200 ? null : error(reply);
        if ("ExpiredTokenException".equals(error)) {
            keys.forget(shown);
            shown = keys.keys(region);
            reply = inTime(region, shown);
            error = reply.status == 200 ? null : error(reply);
        }
        if (error != null) {
            throw new StoreFailure(refusal(error, region, shown));
        }
        return new Kept.Fetched<>(value(reply), ttl);
    }

    /** The ARN's, {@code arn:aws:secretsmanager:REGION:…}, or the environment's. */
    private String region() throws StoreFailure {
        String[] parts = name.split(":", 5);
        String region = parts.length == 5 && parts[0].equals("arn") ? parts[3]
                : Vault.isGiven(env.get("AWS_REGION")) ? env.get("AWS_REGION") : env.get("AWS_DEFAULT_REGION");
        if (!Vault.isGiven(region)) {
            throw new StoreFailure("could not be got: no region is known; AWS_REGION is not set in the environment, and this is no ARN");
        }
        return region;
    }

    /** Once more where this machine's clock was wrong, by the refusal's. */
    private Reply inTime(String region, AwsKeys.Keys shown) throws StoreFailure {
        long millis = background.moments.millis();
        URI url = url(region);
        Reply reply = send(url, region, shown);
        return reply.status != 200 && skew.learn(url.getHost(), millis, answer(reply)) ? send(url, region, shown) : reply;
    }

    private static Answer answer(Reply reply) {
        return new Answer() {
            @Override
            public int status() {
                return reply.status;
            }

            @Override
            public List<String> header(String name) {
                String value = reply.header(name.toLowerCase(Locale.ROOT));
                return value == null ? Collections.emptyList() : Collections.singletonList(value);
            }
        };
    }

    private URI url(String region) throws StoreFailure {
        String own = Vault.isGiven(env.get("AWS_ENDPOINT_URL_SECRETS_MANAGER")) ? env.get("AWS_ENDPOINT_URL_SECRETS_MANAGER") : env.get("AWS_ENDPOINT_URL");
        return uri(Vault.isGiven(own) ? own : "https://secretsmanager." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : ""));
    }

    private Reply send(URI url, String region, AwsKeys.Keys shown) throws StoreFailure {
        String body = "{\"SecretId\":" + Json.quoted(name) + (stage == null ? "" : ",\"VersionStage\":" + Json.quoted(stage)) + "}";
        try {
            Headers signed = new OwnRequest(url, body, "Content-Type", TYPE, "X-Amz-Target", TARGET)
                    .signed(region, SERVICE, shown.id, shown.secret, shown.token, background.moments, skew);
            String[] headers = new String[2 + 2 * signed.size()];
            headers[0] = "X-Amz-Target";
            headers[1] = TARGET;
            for (int i = 0; i < signed.size(); i++) {
                headers[2 + 2 * i] = signed.name(i);
                headers[3 + 2 * i] = signed.value(i);
            }
            return background.transport.send(Call.post(url, body, TYPE, Route.STANDARD, headers));
        } catch (IOException e) {
            throw new StoreFailure("could not be got from AWS Secrets Manager: " + e.getMessage());
        } catch (CredentialUnavailable e) {
            throw new StoreFailure("could not be got: of the access key of " + shown.from + " " + e.getMessage());
        }
    }

    /** With a path, be it {@code /}, as it is signed and sent. */
    static URI uri(String address) throws StoreFailure {
        try {
            URI url = URI.create(address);
            if (url.getHost() == null) {
                throw new IllegalArgumentException();
            }
            return url.getRawPath().isEmpty() ? URI.create(address + "/") : url;
        } catch (IllegalArgumentException e) {
            throw new StoreFailure("could not be got: an address of AWS that the environment gives is none: it is like https://host:port");
        }
    }

    /** A name such as {@code ResourceNotFoundException}, or the status. */
    private static String error(Reply reply) {
        JsonObject json = JsonObject.read(reply.body);
        String type = json == null ? null : json.string("__type");
        type = type == null ? "" : type.substring(type.indexOf('#') + 1);
        boolean isName = !type.isEmpty() && type.length() <= 60;
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            isName &= c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
        }
        return isName ? type : "status " + reply.status;
    }

    private String refusal(String error, String region, AwsKeys.Keys shown) {
        switch (error) {
            case "ResourceNotFoundException":
                return "is not there: AWS Secrets Manager in " + region + " knows no such secret, or no such version of it";
            case "AccessDeniedException":
                return "is refused by AWS Secrets Manager (AccessDeniedException): who has the access key of " + shown.from
                        + " needs secretsmanager:GetSecretValue, and kms:Decrypt where the secret has a key of its own";
            case "ExpiredTokenException":
            case "UnrecognizedClientException":
            case "InvalidSignatureException":
            case "SignatureDoesNotMatch":
                return "could not be got: AWS does not take the access key of " + shown.from + " (" + error + ")";
            default:
                return "could not be got: AWS Secrets Manager has answered with " + error;
        }
    }

    private static Secret.Value value(Reply reply) throws StoreFailure {
        JsonObject json = JsonObject.read(reply.body);
        String text = json == null ? null : json.string("SecretString");
        String binary = json == null ? null : json.string("SecretBinary");
        if (text == null && binary == null) {
            throw new StoreFailure("could not be got: the answer of AWS Secrets Manager has no secret in it");
        }
        Secret.Value value;
        try {
            value = text != null ? new Secret.Value(text) : new Secret.Value(Base64.getDecoder().decode(binary));
        } catch (IllegalArgumentException e) {
            // It names a character of the secret, so that it is not handed on.
            throw new StoreFailure("could not be got: SecretBinary is not Base64");
        }
        if (text != null ? text.isEmpty() : value.bytes().length == 0) {
            throw new StoreFailure("is empty");
        }
        return value;
    }

    /** @param field of the JSON object that the secret is; null for all of it */
    static Secret.Value part(Secret.Value whole, String field) throws StoreFailure {
        if (field == null) {
            return whole;
        }
        JsonObject json;
        try {
            json = JsonObject.read(whole.text());
        } catch (CredentialUnavailable e) {
            json = null;
        }
        if (json == null) {
            throw new StoreFailure("is of a secret that is no JSON object, and has no fields");
        }
        return VaultPath.field(json, field);
    }

    @Override
    public String toString() {
        return "${aws-sm:" + name + "}";
    }
}
