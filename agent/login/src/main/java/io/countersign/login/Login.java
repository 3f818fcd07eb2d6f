package io.countersign.login;

import io.countersign.background.Background;
import io.countersign.credential.oauth2.TokenFailure;
import io.countersign.credential.oauth2.UserLogin;
import io.countersign.request.CredentialUnavailable;
import io.countersign.text.JsonObject;
import java.io.IOException;
import java.util.Arrays;

/** A person logs in for a credential: what comes of it is verified, and its refresh token stored. */
final class Login {
    private final String credential;
    private final UserLogin login;
    private final Background background;
    private final Lines out;

    Login(String credential, UserLogin login, Background background, Lines out) {
        this.credential = credential;
        this.login = login;
        this.background = background;
        this.out = out;
    }

    /** How tokens are come by. */
    interface Flow {
        Issued run() throws LoginFailure, TokenFailure, IOException, InterruptedException;
    }

    void run(Flow flow) throws LoginFailure, TokenFailure, CredentialUnavailable, IOException, InterruptedException {
        // Before anybody types a password for nothing.
        login.store.exclusively(() -> null);
        Issued issued = flow.run();
        String who = who(issued);
        String refreshToken = issued.tokens.string("refresh_token");
        if (refreshToken == null || refreshToken.isEmpty()) {
            throw new LoginFailure(login.client.server + " has issued no refresh token" + (hasScope(login, "offline_access")
                    ? ": it has to be allowed to client '" + login.client.id + "' there"
                    : "; with 'offline_access' in the credential's 'scope' most servers do"));
        }
        login.store.exclusively(() -> {
            login.store.write(refreshToken, seed(), who, issued.tokens.string("scope"));
            return null;
        });
        out.println((who == null ? "Logged in" : LoginFailure.shown(who) + " is logged in") + " for credential '" + credential + "' at "
                + login.client.server + ".");
        out.println("The refresh token is in " + login.store + ", for programs of this user.");
    }

    /** Whose the tokens are; null if they do not say. */
    private String who(Issued issued) throws LoginFailure, TokenFailure {
        if (!isOpenId(login)) {
            return null;
        }
        String idToken = issued.tokens.string("id_token");
        if (idToken == null || idToken.isEmpty()) {
            throw new LoginFailure(login.client.server + " has issued no ID token, although the scope has 'openid'");
        }
        String accessToken = issued.tokens.string("access_token");
        if (accessToken == null) {
            throw new LoginFailure(login.client.server + " has issued no access token");
        }
        JsonObject claims = new IdToken(login.client.id, login.client.server, background).claims(idToken, issued.nonce, accessToken);
        String name = claims.string("preferred_username");
        return name == null || name.isEmpty() ? claims.string("sub") : name + " (" + claims.string("sub") + ")";
    }

    /** What stands in the policy now, so that what is stored is used until another stands there. */
    private String seed() {
        try {
            return login.first == null ? null : login.first.value().text();
        } catch (CredentialUnavailable e) {
            return null;
        }
    }

    static boolean isOpenId(UserLogin login) {
        return hasScope(login, "openid");
    }

    private static boolean hasScope(UserLogin login, String one) {
        String scope = login.parameters.get("scope");
        return scope != null && Arrays.asList(scope.split(" ")).contains(one);
    }
}
