package io.countersign.store;

import io.countersign.background.Background;
import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.text.JsonObject;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/**
 * The access key by which AWS is asked, from the first of these places that the environment names, as AWS's own SDKs have them: the variables
 * {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_SESSION_TOKEN}; a web identity, {@code AWS_WEB_IDENTITY_TOKEN_FILE} and
 * {@code AWS_ROLE_ARN}, by STS; a container's, {@code AWS_CONTAINER_CREDENTIALS_FULL_URI} or {@code …_RELATIVE_URI}; or else the role of an EC2
 * instance, by its metadata service (IMDSv2). A temporary one is got anew five minutes before its end, or halfway there.
 */
final class AwsKeys {
    private static final String CONTAINERS = "http://169.254.170.2";
    private static final String INSTANCES = "http://169.254.169.254";
    private static final String INSTANCES_BY_IPV6 = "http://[fd00:ec2::254]";
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final long BEFORE_END = 300_000;
    private static final long AWAY_PAUSE_NANOS = 10_000_000_000L;

    /** One access key. */
    static final class Keys {
        final String id;
        final String secret;

        /** Null if there is none. */
        final String token;

        /** Where it is from, for errors. */
        final String from;

        /** Milliseconds since 1970 UTC. */
        final long renewal;
        final long end;

        Keys(String id, String secret, String token, String from, long renewal, long end) {
            this.id = id;
            this.secret = secret;
            this.token = token;
            this.from = from;
            this.renewal = renewal;
            this.end = end;
        }
    }

    private final Map<String, String> env;
    private final Background background;
    private final SecretFiles files;

    private final InTurn inTurn;

    // One in turn at a time.
    private Keys keys;
    private Secret tokenFile;

    /** Whether there was no other to be had when it was time. */
    private boolean isFailing;
    private long failedAt;

    AwsKeys(Map<String, String> env, Background background, SecretFiles files) {
        this.env = env;
        this.background = background;
        this.files = files;
        this.inTurn = new InTurn(background.moments);
    }

    /** @param region for STS */
    Keys keys(String region) throws StoreFailure {
        return inTurn.get(() -> current(region));
    }

    private Keys current(String region) throws StoreFailure {
        if (keys != null && background.moments.millis() < keys.renewal) {
            return keys;
        }
        boolean isUsable = keys != null && background.moments.millis() < keys.end;
        if (isUsable && isFailing && background.moments.nanos() - failedAt < AWAY_PAUSE_NANOS) {
            return keys;
        }
        try {
            keys = got(region);
            isFailing = false;
        } catch (StoreFailure e) {
            if (!isUsable) {
                throw e;
            }
            if (!isFailing) {
                background.log.warn("another access key for AWS " + e.getMessage() + "; the one that there is stays in use while it lives");
            }
            isFailing = true;
            failedAt = background.moments.nanos();
        }
        return keys;
    }

    /** They have been refused as over: another may be had. */
    void forget(Keys refused) throws StoreFailure {
        inTurn.get(() -> keys = keys == refused ? null : keys);
    }

    private Keys got(String region) throws StoreFailure {
        if (isGiven("AWS_ACCESS_KEY_ID") || isGiven("AWS_SECRET_ACCESS_KEY")) {
            if (!isGiven("AWS_ACCESS_KEY_ID") || !isGiven("AWS_SECRET_ACCESS_KEY")) {
                throw new StoreFailure("could not be got: of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY one is set in the environment, and not the other");
            }
            return new Keys(env.get("AWS_ACCESS_KEY_ID"), env.get("AWS_SECRET_ACCESS_KEY"),
                    isGiven("AWS_SESSION_TOKEN") ? env.get("AWS_SESSION_TOKEN") : null, "AWS_ACCESS_KEY_ID", Long.MAX_VALUE, Long.MAX_VALUE);
        }
        if (isGiven("AWS_WEB_IDENTITY_TOKEN_FILE") && isGiven("AWS_ROLE_ARN")) {
            return ofWebIdentity(region);
        }
        if (isGiven("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") || isGiven("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
            return ofContainer();
        }
        if ("true".equalsIgnoreCase(env.get("AWS_EC2_METADATA_DISABLED"))) {
            throw new StoreFailure("could not be got: the environment names no access key for AWS (AWS_ACCESS_KEY_ID, AWS_WEB_IDENTITY_TOKEN_FILE,"
                    + " AWS_CONTAINER_CREDENTIALS_FULL_URI), and AWS_EC2_METADATA_DISABLED is true");
        }
        return ofInstance();
    }

    /** AssumeRoleWithWebIdentity (AWS Security Token Service API Reference), which needs no signature. */
    private Keys ofWebIdentity(String region) throws StoreFailure {
        tokenFile = tokenFile == null ? files.file(env.get("AWS_WEB_IDENTITY_TOKEN_FILE")) : tokenFile;
        String session = isGiven("AWS_ROLE_SESSION_NAME") ? env.get("AWS_ROLE_SESSION_NAME") : "countersign";
        String form = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=" + encoded(env.get("AWS_ROLE_ARN")) + "&RoleSessionName="
                + encoded(session) + "&WebIdentityToken=" + encoded(text(tokenFile));
        String own = isGiven("AWS_ENDPOINT_URL_STS") ? env.get("AWS_ENDPOINT_URL_STS") : env.get("AWS_ENDPOINT_URL");
        URI url = AwsSecret.uri(Vault.isGiven(own) ? own : "https://sts." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : ""));
        Reply reply = send(new Call(url, form, Route.STANDARD, "Accept", "*/*"), "STS");
        if (reply.status != 200) {
            throw new StoreFailure("could not be got: STS refuses the role of AWS_ROLE_ARN to the token of AWS_WEB_IDENTITY_TOKEN_FILE (status "
                    + reply.status + ")");
        }
        return temporary(element(reply.body, "AccessKeyId"), element(reply.body, "SecretAccessKey"), element(reply.body, "SessionToken"),
                element(reply.body, "Expiration"), "AWS_WEB_IDENTITY_TOKEN_FILE");
    }

    /** The text of the first element of that name; null if there is none. None of those that are asked for holds an escape. */
    private static String element(String xml, String name) {
        int begin = xml.indexOf('<' + name + '>');
        int end = begin < 0 ? -1 : xml.indexOf("</" + name + '>', begin);
        return end < 0 ? null : xml.substring(begin + name.length() + 2, end).trim();
    }

    private Keys ofContainer() throws StoreFailure {
        boolean isRelative = isGiven("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        String name = isRelative ? "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" : "AWS_CONTAINER_CREDENTIALS_FULL_URI";
        URI url = AwsSecret.uri((isRelative ? CONTAINERS : "") + env.get(name));
        String token = env.get("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        if (isGiven("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
            tokenFile = tokenFile == null ? files.file(env.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) : tokenFile;
            token = text(tokenFile);
        }
        String[] headers = Vault.isGiven(token) ? new String[] {"Authorization", token} : new String[0];
        return ofJson(send(Call.metadata("GET", url, headers), "the container's credentials (" + name + ")"), name);
    }

    /** Amazon EC2 User Guide, "Use the Instance Metadata Service to access instance metadata", version 2. */
    private Keys ofInstance() throws StoreFailure {
        String base = isGiven("AWS_EC2_METADATA_SERVICE_ENDPOINT") ? env.get("AWS_EC2_METADATA_SERVICE_ENDPOINT")
                : "IPv6".equalsIgnoreCase(env.get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")) ? INSTANCES_BY_IPV6 : INSTANCES;
        base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        String what = "the metadata service of EC2, for the environment names no access key (AWS_ACCESS_KEY_ID, AWS_WEB_IDENTITY_TOKEN_FILE,"
                + " AWS_CONTAINER_CREDENTIALS_FULL_URI)";
        Reply token = send(Call.metadata("PUT", AwsSecret.uri(base + "/latest/api/token"), "X-aws-ec2-metadata-token-ttl-seconds", "300"), what);
        if (token.status != 200) {
            throw new StoreFailure("could not be got: no token by " + what + " (status " + token.status + ")");
        }
        Reply roles = send(Call.metadata("GET", AwsSecret.uri(base + ROLES), "X-aws-ec2-metadata-token", token.body.trim()), what);
        String role = roles.body.trim();
        if (roles.status != 200 || role.isEmpty() || role.indexOf('\n') >= 0) {
            throw new StoreFailure("could not be got: this instance has no role, says " + what + " (status " + roles.status + ")");
        }
        return ofJson(send(Call.metadata("GET", AwsSecret.uri(base + ROLES + role), "X-aws-ec2-metadata-token", token.body.trim()), what),
                "the instance's role");
    }

    private Keys ofJson(Reply reply, String from) throws StoreFailure {
        JsonObject json = reply.status == 200 ? JsonObject.read(reply.body) : null;
        if (json == null) {
            throw new StoreFailure("could not be got: no access key of " + from + " (status " + reply.status + ")");
        }
        return temporary(json.string("AccessKeyId"), json.string("SecretAccessKey"), json.string("Token"), json.string("Expiration"), from);
    }

    private Keys temporary(String id, String secret, String token, String expiration, String from) throws StoreFailure {
        if (id == null || secret == null) {
            throw new StoreFailure("could not be got: what " + from + " leads to is no access key");
        }
        long now = background.moments.millis();
        long left = BEFORE_END * 2;
        try {
            left = expiration == null ? left : Instant.parse(expiration).toEpochMilli() - now;
        } catch (DateTimeException e) {
            // Ten minutes are less than any lives.
        }
        return new Keys(id, secret, token, from, now + Math.max(left / 2, left - BEFORE_END), now + left);
    }

    private Reply send(Call call, String what) throws StoreFailure {
        try {
            return background.transport.send(call);
        } catch (IOException e) {
            throw new StoreFailure("could not be got: no answer of " + what + ": " + e.getMessage());
        }
    }

    private static String encoded(String text) {
        try {
            return URLEncoder.encode(text, "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Secret secret) throws StoreFailure {
        try {
            return secret.value().text();
        } catch (CredentialUnavailable e) {
            throw new StoreFailure("could not be got: what AWS is asked by is not there: " + e.getMessage());
        }
    }

    private boolean isGiven(String variable) {
        return Vault.isGiven(env.get(variable));
    }
}
