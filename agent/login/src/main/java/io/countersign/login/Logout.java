package io.countersign.login;

import io.countersign.background.Reply;
import io.countersign.credential.oauth2.OAuthClient;
import io.countersign.credential.oauth2.Parameters;
import io.countersign.credential.oauth2.RefreshTokenStore.Stored;
import io.countersign.credential.oauth2.TokenFailure;
import io.countersign.credential.oauth2.UserLogin;
import io.countersign.request.CredentialUnavailable;
import io.countersign.text.JsonObject;
import io.countersign.text.ShownUrl;

/** The refresh token of a credential is revoked (RFC 7009), and deleted whatever the server says. */
final class Logout {
    private final String credential;
    private final UserLogin login;
    private final OAuthClient client;
    private final Lines out;
    private final Lines err;

    Logout(String credential, UserLogin login, Lines out, Lines err) {
        this.credential = credential;
        this.login = login;
        this.client = login.client;
        this.out = out;
        this.err = err;
    }

    /** @return whether all of it went as it should */
    boolean run() throws CredentialUnavailable {
        // Within one lock, so that no program exchanges the token for another meanwhile.
        return login.store.exclusively(() -> {
            boolean isRevoked = revoke();
            boolean was = login.store.delete();
            out.println(was ? "Logged out: the refresh token of credential '" + credential + "' is deleted."
                    : "Nobody was logged in for credential '" + credential + "'.");
            if (login.first != null) {
                out.println("The policy's own 'refresh-token', " + login.first + ", is as it was.");
            }
            return isRevoked;
        });
    }

    private boolean revoke() {
        String token;
        try {
            Stored stored = login.store.read();
            if (stored == null) {
                return true;
            }
            token = stored.refreshToken;
        } catch (CredentialUnavailable e) {
            err.println("not revoked: " + e.getMessage());
            return false;
        }
        try {
            if (client.server.issuer() == null || !client.server.metadata().has("revocation_endpoint")) {
                out.println(client.server + " has no revocation endpoint: what was issued is good there until it expires.");
                return true;
            }
            // Section 2.1.
            Reply reply = client.exchange(client.server.endpoint("revocation_endpoint"),
                    new Parameters().add("token", token).add("token_type_hint", "refresh_token"), null);
            if (reply.status == 200) {
                out.println(client.server + " has revoked the refresh token.");
                return true;
            }
            JsonObject answer = JsonObject.read(reply.body);
            String error = answer == null ? null : answer.string("error");
            err.println("not revoked: " + ShownUrl.of(client.server.endpoint("revocation_endpoint")) + " answers with status " + reply.status
                    + (error == null ? "" : ": " + LoginFailure.shown(error)) + "; what was issued may be good until it expires");
        } catch (TokenFailure e) {
            err.println("not revoked: " + e.getMessage() + "; what was issued may be good until it expires");
        }
        return false;
    }
}
