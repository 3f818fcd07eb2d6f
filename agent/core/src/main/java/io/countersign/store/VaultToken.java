package io.countersign.store;

import io.countersign.background.Background;
import io.countersign.background.Reply;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.text.Json;
import io.countersign.text.JsonObject;
import java.util.Map;

/**
 * The token by which Vault is asked, by the first of these variables that is set: {@code VAULT_TOKEN}; {@code VAULT_TOKEN_FILE}, a file that
 * somebody else keeps up to date, as Vault Agent does; {@code VAULT_ROLE_ID} with {@code VAULT_SECRET_ID} or {@code VAULT_SECRET_ID_FILE}, to
 * log in by AppRole; {@code VAULT_K8S_ROLE}, to log in by the service account of a Kubernetes pod; or else by {@code .vault-token} in the user's
 * home, which {@code vault login} writes. {@code VAULT_AUTH_MOUNT} says where a login is, if not at {@code approle} or {@code kubernetes}. A token is
 * renewed when two thirds of its life are over, if it can be; one of a login is had anew when that does not help any more.
 */
final class VaultToken {
    private static final String SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    private static final long NEVER = Long.MAX_VALUE / 4_000_000;

    /** Milliseconds in which there is no second login because a token has been refused. */
    private static final long LOGIN_PAUSE = 10_000;
    private static final long AWAY_PAUSE = 10_000;

    private final Vault vault;
    private final Map<String, String> env;
    private final Background background;
    private final SecretFiles files;

    private final InTurn inTurn;

    // One in turn at a time. What is volatile is also read by others, who wait for no call.
    private volatile Secret file;
    private Secret secretId;
    private Secret serviceAccount;
    private volatile String token;
    private boolean isOfLogin;
    private boolean isRenewable;

    /** Whether it is known how long it lives, or that Vault does not say. */
    private boolean isKnown;

    /** Whether there was no other to be had when it was time. */
    private boolean isFailing;

    /** In milliseconds, on the clock that nobody sets. */
    private long since;
    private long end;
    private volatile long renewal;
    private long life;

    VaultToken(Vault vault, Map<String, String> env, Background background, SecretFiles files) {
        this.vault = vault;
        this.env = env;
        this.background = background;
        this.files = files;
        this.inTurn = new InTurn(background.moments);
    }

    private long now() {
        return background.moments.nanos() / 1_000_000;
    }

    String value() throws StoreFailure {
        return inTurn.get(this::current);
    }

    private String current() throws StoreFailure {
        if (isGiven("VAULT_TOKEN")) {
            if (token == null) {
                token = env.get("VAULT_TOKEN");
                renewal = now();
            }
        } else if (isGiven("VAULT_TOKEN_FILE")) {
            file = file == null ? files.file(env.get("VAULT_TOKEN_FILE")) : file;
            return text(file);
        } else if (isGiven("VAULT_ROLE_ID") || isGiven("VAULT_K8S_ROLE")) {
            if (token == null) {
                logIn();
            }
        } else {
            file = file == null ? files.file(background.home.resolve(".vault-token").toString()) : file;
            try {
                return file.value().text();
            } catch (CredentialUnavailable e) {
                throw new StoreFailure("could not be got: there is no token for Vault; VAULT_TOKEN, VAULT_TOKEN_FILE, VAULT_ROLE_ID or VAULT_K8S_ROLE"
                        + " has to be set in the environment, or 'vault login' to have written " + background.home.resolve(".vault-token"));
            }
        }
        if (now() >= renewal) {
            renew();
        }
        return token;
    }

    /** Another one, after a refusal; null if there is none. */
    String insteadOf(String refused) throws StoreFailure {
        return inTurn.get(() -> another(refused));
    }

    private String another(String refused) throws StoreFailure {
        if (token != null && !token.equals(refused)) {
            return token;
        }
        if (token == null) {
            file.refresh();
            String other = text(file);
            return other.equals(refused) ? null : other;
        }
        if (!isOfLogin || now() - since < LOGIN_PAUSE || !isOver()) {
            return null;
        }
        logIn();
        return token;
    }

    /** Whether it is the token that is refused, and not what it was to read: each login makes one more token, and may use up a secret id. */
    private boolean isOver() throws StoreFailure {
        int status = vault.send("auth/token/lookup-self", null, token).status;
        return status != 200 && !Vault.isAway(status);
    }

    boolean isOtherThan(String shown) {
        try {
            String now = file == null ? token : file.value().text();
            return now != null && !now.equals(shown);
        } catch (CredentialUnavailable e) {
            return false;
        }
    }

    /** Milliseconds. */
    long untilRenewal() {
        return token == null ? NEVER : Math.max(0, renewal - now());
    }

    /** How long the environment's own token lives. One that may not ask is not renewed either. */
    private void lookUp() throws StoreFailure {
        renewal = now() + AWAY_PAUSE;
        Reply reply = vault.send("auth/token/lookup-self", null, token);
        if (Vault.isAway(reply.status)) {
            return;
        }
        JsonObject data = reply.status == 200 ? Vault.json(reply).object("data") : null;
        Long ttl = data == null ? null : data.number("ttl");
        isKnown = true;
        renewal = now() + NEVER;
        if (ttl != null && ttl > 0 && data.isTrue("renewable")) {
            live(ttl, true);
        }
    }

    private void live(long seconds, boolean renewable) {
        since = now();
        end = since + Math.min(NEVER, seconds * 1000);
        isKnown = true;
        life = Math.max(life, seconds);
        isRenewable = renewable;
        renewal = seconds <= 0 ? since + NEVER : since + Math.min(NEVER, seconds * 1000 / 3 * 2);
    }

    private void renew() throws StoreFailure {
        if (!isKnown) {
            lookUp();
            return;
        }
        if (isRenewable) {
            // If it is away, or something else answers, the token is good for a while yet.
            renewal = now() + AWAY_PAUSE;
            Reply reply;
            JsonObject auth;
            try {
                reply = vault.send("auth/token/renew-self", "{}", token);
                auth = reply.status == 200 ? Vault.json(reply).object("auth") : null;
            } catch (StoreFailure e) {
                return;
            }
            if (Vault.isAway(reply.status)) {
                return;
            }
            Long seconds = auth == null ? null : auth.number("lease_duration");
            if (seconds != null && seconds > 0) {
                live(seconds, auth.isTrue("renewable"));
                if (!isOfLogin || seconds * 2 >= life) {
                    return;
                }
            } else if (!isOfLogin) {
                background.log.warn("the token of VAULT_TOKEN could not be renewed (status " + reply.status + "); it is used for as long as Vault takes it");
                renewal = now() + NEVER;
                return;
            }
        }
        if (isOfLogin) {
            logInAnew();
        } else {
            // The last answer has said so.
            background.log.warn("the token of VAULT_TOKEN cannot be renewed any more; it is used for as long as Vault takes it");
            renewal = now() + NEVER;
        }
    }

    /** The token that there is stays in use while it lives. */
    private void logInAnew() throws StoreFailure {
        try {
            logIn();
        } catch (StoreFailure e) {
            boolean isOver = now() >= end;
            renewal = now() + (isOver ? 0 : AWAY_PAUSE);
            if (isOver) {
                throw e;
            }
            if (!isFailing) {
                background.log.warn("another token of Vault " + e.getMessage() + "; the one that there is stays in use while it lives");
            }
            isFailing = true;
        }
    }

    private void logIn() throws StoreFailure {
        boolean isAppRole = isGiven("VAULT_ROLE_ID");
        String method = isAppRole ? "approle" : "kubernetes";
        String mount = isGiven("VAULT_AUTH_MOUNT") ? env.get("VAULT_AUTH_MOUNT") : method;
        Reply reply = vault.send("auth/" + mount + "/login", isAppRole ? appRole() : kubernetes(), null);
        JsonObject auth = reply.status == 200 ? Vault.json(reply).object("auth") : null;
        String issued = auth == null ? null : auth.string("client_token");
        if (issued == null || issued.isEmpty()) {
            throw new StoreFailure("could not be got: the login to Vault by " + method + " at auth/" + mount + " has failed (status " + reply.status + "); "
                    + (isAppRole ? "VAULT_ROLE_ID and the secret id" : "VAULT_K8S_ROLE, and the service account that it is bound to,") + " have to be right");
        }
        token = issued;
        isOfLogin = true;
        isFailing = false;
        life = 0;
        Long seconds = auth.number("lease_duration");
        live(seconds == null ? 0 : seconds, auth.isTrue("renewable"));
    }

    private String appRole() throws StoreFailure {
        String id = env.get("VAULT_SECRET_ID");
        if (!isGiven("VAULT_SECRET_ID") && isGiven("VAULT_SECRET_ID_FILE")) {
            secretId = secretId == null ? files.file(env.get("VAULT_SECRET_ID_FILE")) : secretId;
            id = text(secretId);
        }
        // A role may do without.
        return "{\"role_id\":" + Json.quoted(env.get("VAULT_ROLE_ID")) + (Vault.isGiven(id) ? ",\"secret_id\":" + Json.quoted(id) : "") + "}";
    }

    private String kubernetes() throws StoreFailure {
        serviceAccount = serviceAccount == null ? files.file(SERVICE_ACCOUNT) : serviceAccount;
        return "{\"role\":" + Json.quoted(env.get("VAULT_K8S_ROLE")) + ",\"jwt\":" + Json.quoted(text(serviceAccount)) + "}";
    }

    private boolean isGiven(String variable) {
        return Vault.isGiven(env.get(variable));
    }

    private static String text(Secret secret) throws StoreFailure {
        try {
            return secret.value().text();
        } catch (CredentialUnavailable e) {
            throw new StoreFailure("could not be got: what Vault is asked by is not there: " + e.getMessage());
        }
    }
}
