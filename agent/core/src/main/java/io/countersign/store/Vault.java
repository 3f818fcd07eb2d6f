package io.countersign.store;

import io.countersign.background.Background;
import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.text.Json;
import io.countersign.text.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * HashiCorp Vault, or what speaks its HTTP API, where and as whom the variables say that Vault's own command line knows: {@code VAULT_ADDR},
 * {@code VAULT_NAMESPACE}, {@code VAULT_CACERT}.
 */
final class Vault {
    private static final long REVOKE_AFTER = 60_000;

    private final Map<String, String> env;
    private final Background background;
    private final VaultToken token;

    Vault(Map<String, String> env, Background background, SecretFiles files) {
        this.env = env;
        this.background = background;
        this.token = new VaultToken(this, env, background, files);
    }

    /** What has been answered, and to whom. */
    static final class Answer {
        final Reply reply;
        final String token;

        Answer(Reply reply, String token) {
            this.reply = reply;
            this.token = token;
        }
    }

    /**
     * Once more where a token may have ended before its time, and there is another to be had.
     *
     * @param path behind {@code /v1/}
     */
    Answer read(String path) throws StoreFailure {
        String shown = token();
        Reply reply = send(path, null, shown);
        String other = reply.status == 403 ? token.insteadOf(shown) : null;
        return other == null ? new Answer(reply, shown) : new Answer(send(path, null, other), other);
    }

    /** That is shown now. */
    String token() throws StoreFailure {
        return token.value();
    }

    /** Whether another is shown now; it waits for nothing. */
    boolean hasOtherThan(String shown) {
        return token.isOtherThan(shown);
    }

    /** Has a lease ended a while after there is another: requests may be under way that have what it is of. Whether it may be is for Vault to say. */
    void revoke(String lease, String shown) {
        try {
            background.work.after(REVOKE_AFTER, () -> revokeNow(lease, shown));
        } catch (Throwable e) {
            // A process that may have no more threads. It ends by itself.
        }
    }

    private void revokeNow(String lease, String shown) {
        String why;
        try {
            int status = send("sys/leases/revoke", "{\"lease_id\":" + Json.quoted(lease) + "}", shown).status;
            why = status < 300 ? null : "status " + status;
        } catch (StoreFailure e) {
            why = "Vault has not answered";
        }
        if (why != null) {
            background.log.debug("a lease of Vault that is not needed any more could not be revoked (" + why + "); it ends by itself");
        }
    }

    /** Milliseconds after which it has to be used again, for its token to be renewed in time. */
    long untilRenewal() {
        return token.untilRenewal();
    }

    /**
     * @param json the body of a POST; null for a GET
     * @param shown the token; null for none
     */
    Reply send(String path, String json, String shown) throws StoreFailure {
        URI url = url(path);
        Route route = route();
        List<String> headers = new ArrayList<>();
        // Vault asks for it of whoever may be made to call it by somebody else.
        headers.add("X-Vault-Request");
        headers.add("true");
        if (shown != null) {
            headers.add("X-Vault-Token");
            headers.add(shown);
        }
        if (isGiven(env.get("VAULT_NAMESPACE"))) {
            headers.add("X-Vault-Namespace");
            headers.add(env.get("VAULT_NAMESPACE"));
        }
        String[] all = headers.toArray(new String[0]);
        try {
            return background.transport.send(json == null ? new Call(url, null, route, all) : Call.post(url, json, "application/json", route, all));
        } catch (IOException e) {
            throw new StoreFailure("could not be got from Vault: " + e.getMessage());
        }
    }

    private URI url(String path) throws StoreFailure {
        String address = env.get("VAULT_ADDR");
        if (!isGiven(address)) {
            throw new StoreFailure("could not be got: environment variable VAULT_ADDR is not set, which says where Vault is (https://vault.example.com:8200)");
        }
        try {
            URI url = URI.create((address.endsWith("/") ? address.substring(0, address.length() - 1) : address) + "/v1/" + VaultPath.encoded(path));
            if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
                throw new IllegalArgumentException();
            }
            return url;
        } catch (IllegalArgumentException e) {
            throw new StoreFailure("could not be got: environment variable VAULT_ADDR is no address like https://vault.example.com:8200");
        }
    }

    private Route route() throws StoreFailure {
        String certificates = env.get("VAULT_CACERT");
        if (!isGiven(certificates)) {
            return Route.STANDARD;
        }
        try {
            Path trust = Paths.get(certificates).toAbsolutePath();
            return new Route(trust, null);
        } catch (InvalidPathException e) {
            throw new StoreFailure("could not be got: environment variable VAULT_CACERT is not a path on this system");
        }
    }

    /** Whether an answer says only that there is none here and now, so that what is in hand is as good as before. */
    static boolean isAway(int status) {
        // 412: a node that has not caught up with another yet; 429: a quota; 3xx: a standby, or something that stands before Vault.
        return status >= 500 || status == 429 || status == 412 || status / 100 == 3;
    }

    static boolean isGiven(String variable) {
        return variable != null && !variable.isEmpty();
    }

    /** The JSON object that is answered. */
    static JsonObject json(Reply reply) throws StoreFailure {
        JsonObject json = JsonObject.read(reply.body);
        if (json == null) {
            throw new StoreFailure("could not be got: Vault has answered with status " + reply.status + " and something else than JSON");
        }
        return json;
    }
}
