package io.countersign.store;

import io.countersign.background.Reply;
import io.countersign.secret.Secret;
import io.countersign.text.Json;
import io.countersign.text.JsonObject;
import io.countersign.text.PercentEncoding;

/**
 * What Vault has by one path of its HTTP API: a secret of KV, of version 2 or 1, or one that is made for whoever asks, and leased. A lease is
 * renewed at its half, for as long as that gives it half of its first duration again; then another secret is asked for. So it is at once when
 * another token has come, for Vault revokes a lease with the token that it was made for.
 */
final class VaultPath implements Kept.Source<JsonObject> {
    private final String path;
    private final Vault vault;
    private final long ttl;

    // One fetch at a time.
    private JsonObject data;
    private String lease;

    /** The token that the lease was made for. */
    private String holder;
    private boolean isRenewable;
    private long leaseSeconds;

    /** @param ttl milliseconds after which it is read again, where it has no lease */
    VaultPath(String path, Vault vault, long ttl) {
        this.path = path;
        this.vault = vault;
        this.ttl = ttl;
    }

    /** @throws IllegalArgumentException if it is no path */
    static void check(String path) {
        if (path.startsWith("/") || path.startsWith("v1/") || path.endsWith("/") || path.contains("//") || ("/" + path + "/").contains("/../")
                || ("/" + path + "/").contains("/./")) {
            throw new IllegalArgumentException("a path of Vault is what stands behind /v1/ in its HTTP API: what 'vault kv get -mount=secret billing'"
                    + " shows is ${vault:secret/data/billing#FIELD}");
        }
    }

    static String encoded(String path) {
        return PercentEncoding.encode(path, "/");
    }

    @Override
    public synchronized Kept.Fetched<JsonObject> fetch(boolean anew) throws StoreFailure {
        long renewed = !anew && lease != null && isRenewable && vault.token().equals(holder) ? renewed() : 0;
        if (renewed * 2 >= leaseSeconds && renewed > 0) {
            return fetched(renewed * 500);
        }
        Vault.Answer answered = vault.read(path);
        Reply reply = answered.reply;
        if (reply.status != 200) {
            throw new StoreFailure(refusal(reply.status));
        }
        JsonObject answer = Vault.json(reply);
        JsonObject read = answer.object("data");
        boolean isVersioned = read.has("data") && read.has("metadata");
        data = isVersioned ? read.object("data") : read;
        String id = answer.string("lease_id");
        Long seconds = answer.number("lease_duration");
        // Version 1 of KV has a duration and no lease: a hint that nobody heeds.
        boolean isLeased = id != null && !id.isEmpty() && seconds != null && seconds > 0;
        if (lease != null && !lease.equals(id) && answered.token.equals(holder)) {
            vault.revoke(lease, holder);
        }
        lease = isLeased ? id : null;
        holder = answered.token;
        leaseSeconds = isLeased ? seconds : 0;
        isRenewable = answer.isTrue("renewable");
        return fetched(isLeased ? leaseSeconds * 500 : ttl);
    }

    @Override
    public boolean isOver() {
        return lease != null && vault.hasOtherThan(holder);
    }

    private Kept.Fetched<JsonObject> fetched(long millis) {
        return new Kept.Fetched<>(data, Math.max(1_000, Math.min(millis, vault.untilRenewal())));
    }

    /** The seconds that the lease is good for anew; 0 if it is not renewed. */
    private long renewed() throws StoreFailure {
        Reply reply = vault.send("sys/leases/renew", "{\"lease_id\":" + Json.quoted(lease) + "}", holder);
        if (Vault.isAway(reply.status)) {
            // It is away, not unwilling.
            throw new StoreFailure(refusal(reply.status));
        }
        JsonObject answer = reply.status == 200 ? Vault.json(reply) : null;
        Long seconds = answer == null ? null : answer.number("lease_duration");
        return seconds == null ? 0 : seconds;
    }

    private String refusal(int status) {
        switch (status) {
            case 403:
                return "is refused by Vault (403): a policy of the token has to allow 'read' on " + path + ", and the token to be still good";
            case 404:
                return "is not there (404), or has been deleted; in KV of version 2, 'data' stands behind the mount: secret/data/billing";
            case 307:
                return "could not be got: what is at VAULT_ADDR leads elsewhere (307), as a standby of Vault does; it has to be the active node";
            case 503:
                return "could not be got: Vault is sealed or not ready (503)";
            default:
                return "could not be got: Vault has answered with status " + status;
        }
    }

    /** @throws StoreFailure if there is no such field, or no text in it */
    static Secret.Value field(JsonObject data, String field) throws StoreFailure {
        String text = data.text(field);
        if (text == null) {
            throw new StoreFailure(data.has(field) ? "is no text, no whole number and no truth value" : "is not a field there; there are " + data);
        }
        if (text.isEmpty()) {
            throw new StoreFailure("is empty");
        }
        return new Secret.Value(text);
    }

    @Override
    public String toString() {
        return "${vault:" + path + "}";
    }
}
