package io.countersign.credential.oauth2;

import io.countersign.secret.Secret;

/** What a person needs to log in for a credential, and where the refresh token goes that comes of it. */
public final class UserLogin {
    public final OAuthClient client;

    /** Scope, audience, resource and others. */
    public final Parameters parameters;
    public final RefreshTokenStore store;

    /** The policy's own refresh token; null if it has none. */
    public final Secret first;

    /** Null where tokens are not bound to a key. */
    public final DpopProofs proofs;

    UserLogin(OAuthClient client, Parameters parameters, RefreshTokenStore store, Secret first, DpopProofs proofs) {
        this.client = client;
        this.parameters = parameters;
        this.store = store;
        this.first = first;
        this.proofs = proofs;
    }
}
