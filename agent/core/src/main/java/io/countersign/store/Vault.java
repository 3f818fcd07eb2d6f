package io.countersign.store;

import io.countersign.background.Background;
import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.Route;
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
    private final Map<String, String> env;
    private final Background background;
    private final VaultToken token;

    Vault(Map<String, String> env, Background background, SecretFiles files) {
        this.env = env;
        this.background = background;
        this.token = new VaultToken(this, env, background, files);
    }

    /** @param path behind {@code /v1/} */
    Reply read(String path) throws StoreFailure {
        return asSomebody(path, null);
    }

    /** @param json the body */
    Reply write(String path, String json) throws StoreFailure {
        return asSomebody(path, json);
    }

    /** Once more where a token may have ended before its time, and there is another to be had. */
    private Reply asSomebody(String path, String json) throws StoreFailure {
        String shown = token.value();
        Reply reply = send(path, json, shown);
        if (reply.status == 403) {
            String other = token.insteadOf(shown);
            reply = other == null ? reply : send(path, json, other);
        }
        return reply;
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
