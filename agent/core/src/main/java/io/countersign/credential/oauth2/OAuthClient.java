package io.countersign.credential.oauth2;

import io.countersign.background.Background;
import io.countersign.background.Call;
import io.countersign.background.KeyAndChain;
import io.countersign.background.Reply;
import io.countersign.credential.jwt.Jws;
import io.countersign.key.SigningKey;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.text.Json;
import io.countersign.text.JsonObject;
import io.countersign.text.ShownUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A client of an authorization server (RFC 6749, section 2), who says with each request who it is. */
public final class OAuthClient {
    /** {@code client_assertion_type} (RFC 7523, section 2.2). */
    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** Seconds that a client assertion is good for. */
    private static final int ASSERTION_LIFE = 60;

    public final AuthorizationServer server;
    public final String id;
    private final ClientAuthentication authentication;

    /** Null where the authentication needs none. */
    private final Secret secret;
    private final boolean rawBasic;

    /** Signs assertions; null where the authentication has none. */
    private final SigningKey key;
    private final String keyId;

    /** {@code issuer}, {@code token-endpoint}, another audience, or null for the issuer where that is known. */
    private final String assertionAudience;
    private final Background background;

    OAuthClient(AuthorizationServer server, String id, ClientAuthentication authentication, Secret secret, boolean rawBasic, SigningKey key,
            String keyId, String assertionAudience, Background background) {
        this.server = server;
        this.id = id;
        this.authentication = authentication;
        this.secret = secret;
        this.rawBasic = rawBasic;
        this.key = key;
        this.keyId = keyId;
        this.assertionAudience = assertionAudience;
        this.background = background;
    }

    /**
     * Asks the token endpoint for tokens.
     *
     * @param proofs null for none
     */
    TimedReply tokens(Parameters parameters, DpopProofs proofs) throws TokenFailure {
        URI endpoint = server.tokenEndpoint();
        try {
            return ask(endpoint, parameters, proofs);
        } catch (TokenFailure e) {
            if (e.kind == TokenFailure.Kind.PASSING || e.error == null) {
                server.forget();
            }
            throw e;
        }
    }

    /**
     * Posts to an endpoint, with the client's authentication. Once more where the server has refused that and the secret, key or
     * certificate is another meanwhile, and where it wants a nonce of its own in the proof (RFC 9449, section 8).
     *
     * @param proofs null for none
     * @return the JSON object that it answers with
     * @throws TokenFailure if it answers with anything else
     */
    public JsonObject post(URI endpoint, Parameters parameters, DpopProofs proofs) throws TokenFailure {
        return ask(endpoint, parameters, proofs).reply;
    }

    private TimedReply ask(URI endpoint, Parameters parameters, DpopProofs proofs) throws TokenFailure {
        KeyAndChain before = server.shown();
        try {
            return send(endpoint, parameters, proofs);
        } catch (TokenFailure e) {
            // Of a wrong secret Keycloak says the latter, which is for a client that may not use the grant (RFC 6749, section 5.2).
            boolean changed = ("invalid_client".equals(e.error) || "unauthorized_client".equals(e.error))
                    && (refresh() || server.shown() != before);
            boolean wantsNonce = proofs != null && "use_dpop_nonce".equals(e.error);
            if (!changed && !wantsNonce) {
                throw e;
            }
            return send(endpoint, parameters, proofs);
        }
    }

    private TimedReply send(URI endpoint, Parameters parameters, DpopProofs proofs) throws TokenFailure {
        long asked = background.moments.millis();
        long askedNanos = background.moments.nanos();
        Reply reply = exchange(endpoint, parameters, proofs);
        return new TimedReply(TokenReply.read(reply, endpoint, secretsIn(parameters), background.moments), asked, askedNanos, reply.shown);
    }

    /** As {@link #post}, once, and whatever it answers. */
    public Reply exchange(URI endpoint, Parameters asked, DpopProofs proofs) throws TokenFailure {
        if (server.identity() != null && !"https".equalsIgnoreCase(endpoint.getScheme())) {
            throw new TokenFailure(TokenFailure.Kind.LASTING, ShownUrl.of(endpoint) + " is plain http, over which no client certificate can be shown");
        }
        if (server.identity() != null) {
            Secret.await(server.identity().pending(background.moments));
        }
        Parameters parameters = new Parameters().addAll(asked);
        List<String> headers = new ArrayList<>(4);
        Reply reply;
        try {
            authenticate(endpoint, parameters, headers);
            if (proofs != null) {
                headers.add("DPoP");
                headers.add(proofs.proof("POST", withoutQuery(endpoint), null, DpopProofs.origin(endpoint)));
            }
        } catch (CredentialUnavailable e) {
            throw new TokenFailure(TokenFailure.Kind.LASTING, "client '" + id + "' cannot say who it is: " + e.getMessage());
        }
        try {
            reply = background.transport.send(new Call(endpoint, parameters.encoded(), server.route(), headers.toArray(new String[0])));
        } catch (IOException e) {
            throw new TokenFailure(TokenFailure.Kind.PASSING, e.getMessage());
        }
        if (proofs != null) {
            proofs.learn(DpopProofs.origin(endpoint), reply.header("dpop-nonce"));
        }
        return reply;
    }

    private static String withoutQuery(URI endpoint) {
        return endpoint.getScheme() + "://" + endpoint.getRawAuthority() + endpoint.getRawPath();
    }

    /** RFC 6749, section 2.3; RFC 7523, section 2.2; RFC 8705, section 2, where the rest is the connection's. */
    private void authenticate(URI endpoint, Parameters parameters, List<String> headers) throws CredentialUnavailable, TokenFailure {
        switch (authentication) {
            case CLIENT_SECRET_BASIC:
                headers.add("Authorization");
                headers.add("Basic " + Base64.getEncoder().encodeToString(((rawBasic ? id : Parameters.encoded(id)) + ':'
                        + (rawBasic ? secret.awaited().text() : Parameters.encoded(secret.awaited().text()))).getBytes(StandardCharsets.UTF_8)));
                break;
            case CLIENT_SECRET_POST:
                parameters.add("client_id", id).add("client_secret", secret.awaited().text());
                break;
            case CLIENT_SECRET_JWT:
            case PRIVATE_KEY_JWT:
                parameters.add("client_id", id).add("client_assertion_type", JWT_BEARER).add("client_assertion", assertion());
                break;
            default:
                parameters.add("client_id", id);
        }
    }

    /** RFC 7523, section 3. */
    private String assertion() throws CredentialUnavailable, TokenFailure {
        Secret.await(key.pending());
        String claims = "\"iss\":" + Json.quoted(id) + ",\"sub\":" + Json.quoted(id) + ",\"aud\":" + Json.quoted(audience()) + ',';
        return Jws.jwt(claims, background.moments.millis() / 1000, ASSERTION_LIFE, keyId, key.signer(), background.moments);
    }

    private String audience() throws TokenFailure {
        if (assertionAudience == null ? server.issuer() != null : assertionAudience.equals("issuer")) {
            return server.issuer();
        }
        return assertionAudience == null || assertionAudience.equals("token-endpoint") ? server.tokenEndpoint().toString() : assertionAudience;
    }

    /** Looks for another secret and another key: asked when the server has refused them. */
    private boolean refresh() {
        boolean isAnotherSecret = secret != null && secret.refresh();
        boolean isAnotherKey = key != null && key.refresh();
        return isAnotherSecret || isAnotherKey;
    }

    /** Whether a refresh token is bound to the certificate, for want of another proof of who uses it (RFC 8705, section 4). */
    boolean bindsRefreshTokens() {
        return authentication == ClientAuthentication.NONE && server.identity() != null;
    }

    private List<String> secretsIn(Parameters parameters) {
        List<String> secrets = new ArrayList<>();
        try {
            if (secret != null) {
                secrets.add(secret.value().text());
            }
        } catch (CredentialUnavailable e) {
            // None that could be told.
        }
        for (String name : new String[] {"refresh_token", "subject_token", "assertion", "code", "code_verifier", "device_code", "token"}) {
            if (parameters.get(name) != null) {
                secrets.add(parameters.get(name));
            }
        }
        return secrets;
    }

    @Override
    public String toString() {
        return id + " of " + server;
    }
}
