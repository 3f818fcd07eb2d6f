package io.countersign.credential.oauth2;

import io.countersign.background.Background;
import io.countersign.credential.jwt.Assertions;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.text.JsonObject;
import java.util.function.Supplier;

/** By what right a client asks for a token (RFC 6749, section 1.3): what it sends for it, and what it does about a refusal. */
abstract class Grant {
    final String type;

    private Grant(String type) {
        this.type = type;
    }

    /**
     * @param more what is sent besides: scope and the like
     * @return the token endpoint's answer
     */
    TimedReply tokens(OAuthClient client, Parameters more, DpopProofs proofs) throws TokenFailure, CredentialUnavailable {
        try {
            return client.tokens(parameters().addAll(more), proofs);
        } catch (TokenFailure e) {
            if (!"invalid_grant".equals(e.error) || !refresh()) {
                throw e;
            }
            return client.tokens(parameters().addAll(more), proofs);
        }
    }

    Parameters parameters() throws CredentialUnavailable {
        return new Parameters().add("grant_type", type);
    }

    /** Whether what it is made of has changed since a minute ago, so that another try may fare better. */
    boolean refresh() {
        return false;
    }

    /** RFC 6749, section 4.4. */
    static Grant clientCredentials() {
        return new Grant("client_credentials") { };
    }

    /** RFC 7523, section 2.1: each time with an assertion of its own. */
    static Grant jwtBearer(Supplier<Assertions> assertions, Background background) {
        return new Grant("urn:ietf:params:oauth:grant-type:jwt-bearer") {
            @Override
            Parameters parameters() throws CredentialUnavailable {
                return super.parameters().add("assertion", assertions.get().assertion(background.moments));
            }

            @Override
            boolean refresh() {
                return assertions.get().refresh();
            }
        };
    }

    /**
     * RFC 8693, section 2.1.
     *
     * @param requestedType null for what the server issues by itself
     */
    static Grant tokenExchange(Secret subjectToken, String subjectType, String requestedType) {
        return new Grant("urn:ietf:params:oauth:grant-type:token-exchange") {
            @Override
            Parameters parameters() throws CredentialUnavailable {
                return super.parameters().add("subject_token", subjectToken.awaited().text()).add("subject_token_type", subjectType)
                        .add("requested_token_type", requestedType);
            }

            @Override
            boolean refresh() {
                return subjectToken.refresh();
            }
        };
    }

    /**
     * RFC 6749, section 6, where each use may bring another refresh token and end the one that was used. It is read, used and
     * replaced under a lock that other processes heed: a server takes a second use for theft and revokes the whole family.
     *
     * @param first the policy's own; null if a person logs in
     * @param logIn what to do when there is none any more
     */
    static Grant refreshToken(Secret first, RefreshTokenStore store, String logIn, Background background) {
        return new Grant("refresh_token") {
            @Override
            TimedReply tokens(OAuthClient client, Parameters more, DpopProofs proofs) throws TokenFailure, CredentialUnavailable {
                return store.exclusively(() -> use(client, more, proofs));
            }

            private TimedReply use(OAuthClient client, Parameters more, DpopProofs proofs) throws TokenFailure, CredentialUnavailable {
                String seed = first == null ? null : first.awaited().text();
                RefreshTokenStore.Stored stored = store.read();
                boolean follows = stored != null && (seed == null || stored.isOf(seed));
                String known = follows ? stored.refreshToken : seed;
                String token = store.unstored != null && store.unstoredOf.equals(known) ? store.unstored : known;
                if (token == null) {
                    throw new TokenFailure(TokenFailure.Kind.LASTING, "there is no refresh token in " + store + ": " + logIn);
                }
                TimedReply timed;
                try {
                    timed = client.tokens(parameters().add("refresh_token", token).addAll(more), proofs);
                } catch (TokenFailure e) {
                    if (!"invalid_grant".equals(e.error)) {
                        throw e;
                    }
                    if (first != null && first.refresh() && !first.value().text().equals(seed)) {
                        return use(client, more, proofs);
                    }
                    throw new TokenFailure(TokenFailure.Kind.LASTING, "the refresh token is not accepted any more: it is over, has been revoked,"
                            + " or somebody else has used it, which revokes all that came of it"
                            + (client.bindsRefreshTokens() ? "; or it was for a client certificate that has been renewed since (RFC 8705, section 4)" : "")
                            + "; " + logIn + " (" + e.getMessage() + ")", e.error, 0);
                }
                JsonObject reply = timed.reply;
                String next = reply.string("refresh_token");
                if (next != null && !next.isEmpty() && !next.equals(token) || token.equals(store.unstored)) {
                    store(next == null || next.isEmpty() ? token : next, known, seed, follows ? stored : null, reply.string("scope"));
                }
                return timed;
            }

            /** What cannot be stored is used on while this JVM lives: the one before it is worth nothing now. */
            private void store(String next, String known, String seed, RefreshTokenStore.Stored before, String scope) {
                try {
                    store.write(next, seed, before == null ? null : before.subject, scope != null ? scope : before == null ? null : before.scope);
                    store.unstored = null;
                } catch (CredentialUnavailable | RuntimeException e) {
                    // Runtime exceptions are those of the application's security providers.
                    if (store.unstored == null) {
                        background.log.error("a refresh token could not be stored, and will be lost when this JVM ends: "
                                + (e instanceof CredentialUnavailable ? e.getMessage() : e.getClass().getName()));
                    }
                    store.unstored = next;
                    store.unstoredOf = known;
                }
            }
        };
    }
}
