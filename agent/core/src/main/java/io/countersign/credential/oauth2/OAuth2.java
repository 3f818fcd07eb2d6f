package io.countersign.credential.oauth2;

import io.countersign.background.Background;
import io.countersign.background.Route;
import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.credential.KeyFields;
import io.countersign.credential.jwt.Assertions;
import io.countersign.key.KeyEncoding;
import io.countersign.key.SigningAlgorithm;
import io.countersign.key.SigningKey;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A token that an authorization server issues (RFC 6749), there before the request asks: its fields, and what is made of them. */
public final class OAuth2 extends CredentialType {
    public OAuth2() {
        super("oauth2", "A token of an OAuth 2.0 or OpenID Connect server (RFC 6749), fetched and renewed ahead.",
                OAuth2Fields.ALL);
    }

    @Override
    public String remarks() {
        return "- A token is fetched when a request first needs it, and renewed ahead, with some jitter, for as long as it is in use. All who need the\n"
                + "  same token wait for one fetch; credentials that ask alike share it, wherever it is put.\n"
                + "- A token lives for its `expires_in`, in seconds, as a number or a string of one; without that for as long as a JWT says of itself,\n"
                + "  else for `default-lifetime`. An `expires_in` of 0 or less is refused, unless there is a `default-lifetime`; a year is the most.\n"
                + "- A server that fails is asked again after a pause of 100 ms, doubled each time up to 30 s, or as its `Retry-After` says (10 minutes at\n"
                + "  most). Meanwhile the token that there is goes on being used; where there is none, requests are refused at once with the cause.\n"
                + "- After a 401 the token is fetched anew, and the request sent again once, where its body can be; after a third in a row from a\n"
                + "  resource that refuses all of them, not before a minute has passed. Never after a 403, nor for want of scope.\n"
                + "- A refresh token that the server replaces is written to `store` before it is used, encrypted, for its owner alone, in a folder that\n"
                + "  is its owner's alone too. Several JVMs of one user on one machine share it. Without `store-key` the key lies in a file beside it:\n"
                + "  that protects a copy or a backup of the one file, not against who can read both. A `store-key` has 16 characters or more, and may\n"
                + "  be a pass phrase.\n"
                + "- `java -jar countersign.jar login POLICY CREDENTIAL`, run by the user that the program runs as, has a person log in: in a browser, for\n"
                + "  which `http://127.0.0.1/callback`, with any port, is a redirect URI of the client (RFC 8252), or with `--device`, and where there is\n"
                + "  no browser, by a code that is entered elsewhere (RFC 8628). With `openid` in `scope` it verifies and says who that is; most servers\n"
                + "  want `offline_access` there too. `logout` revokes the refresh token and deletes it; what programs have in hand lives until it expires.\n"
                + "- Requests to the server go by the agent's own client, within 10 s and for 1 MiB at most. It follows no redirect, and does not heed\n"
                + "  what the application has set for the whole JVM.\n";
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        ClientAuthentication authentication = authentication(values);
        if (!new OAuth2Mistakes(values, reading).check(authentication)) {
            return null;
        }
        Background background = reading.background();
        Route route = route(values);
        AuthorizationServer server = AuthorizationServer.of(values.get(OAuth2Fields.ISSUER), values.get(OAuth2Fields.TOKEN_URL), route, background);
        SigningKey key = authentication == ClientAuthentication.PRIVATE_KEY_JWT ? OAuth2Fields.KEY.signingKey(values, values.get(OAuth2Fields.ALGORITHM), reading)
                : authentication == ClientAuthentication.CLIENT_SECRET_JWT ? secretAsKey(values, reading) : null;
        if (key == null && (authentication == ClientAuthentication.PRIVATE_KEY_JWT || authentication == ClientAuthentication.CLIENT_SECRET_JWT)) {
            return null;
        }
        OAuthClient client = new OAuthClient(server, values.get(OAuth2Fields.CLIENT_ID), authentication, values.get(OAuth2Fields.CLIENT_SECRET), values.get(OAuth2Fields.RAW_BASIC), key,
                values.get(OAuth2Fields.KEY_ID), values.get(OAuth2Fields.ASSERTION_AUDIENCE), background);
        List<Object> shape = shape(values, authentication);
        boolean isShared = values.get(OAuth2Fields.GRANT) != OAuth2Fields.GrantType.JWT_BEARER;
        if (!isShared) {
            // The credential that it names may be another in the next policy.
            shape.add(reading);
        }
        AtomicReference<Assertions> assertions = new AtomicReference<>();
        if (values.get(OAuth2Fields.ASSERTION) != null) {
            reading.named(values.get(OAuth2Fields.ASSERTION), values.place(OAuth2Fields.ASSERTION), Assertions.class, "a credential of type jwt", assertions::set);
        }
        DpopProofs proofs = values.get(OAuth2Fields.DPOP) == null ? null
                : background.shared(keyed(DpopProofs.class, shape), () -> new DpopProofs(values.get(OAuth2Fields.DPOP), background.moments));
        UserLogin login = values.get(OAuth2Fields.GRANT) != OAuth2Fields.GrantType.REFRESH_TOKEN ? null
                : new UserLogin(client, more(values), store(values, background), values.get(OAuth2Fields.REFRESH_TOKEN), proofs);
        Grant grant = grant(credential, values, login, assertions, background);
        TokenCell cell = background.shared(keyed(TokenCell.class, shape), () -> new TokenCell(new TokenRequest(client, grant, more(values), proofs,
                values.get(OAuth2Fields.TOKEN), values.get(OAuth2Fields.DEFAULT_LIFETIME), values.get(OAuth2Fields.REFRESH_BEFORE) == null ? 0 : values.get(OAuth2Fields.REFRESH_BEFORE), background), background));
        String prefix = values.get(OAuth2Fields.PREFIX) != null ? values.get(OAuth2Fields.PREFIX) : proofs == null ? "Bearer " : "DPoP ";
        return proofs == null ? new OAuth2Token(credential, values.get(OAuth2Fields.HEADER), prefix, cell, login, background.moments)
                : new DpopToken(credential, values.get(OAuth2Fields.HEADER), prefix, cell, proofs, login, background.moments);
    }

    static Route route(Values values) {
        return new Route(values.get(OAuth2Fields.TRUST), values.get(OAuth2Fields.PROXY));
    }

    /** As the policy says, else by what it gives. */
    private static ClientAuthentication authentication(Values values) {
        return values.get(OAuth2Fields.AUTHENTICATION) != null ? values.get(OAuth2Fields.AUTHENTICATION)
                : values.get(OAuth2Fields.CLIENT_SECRET) != null ? ClientAuthentication.CLIENT_SECRET_BASIC
                : values.get(OAuth2Fields.KEY.key) != null ? ClientAuthentication.PRIVATE_KEY_JWT
                : values.get(OAuth2Fields.CERTIFICATE) != null ? ClientAuthentication.TLS_CLIENT_AUTH : ClientAuthentication.NONE;
    }

    private static SigningKey secretAsKey(Values values, Reading reading) {
        SigningAlgorithm algorithm = values.get(OAuth2Fields.ALGORITHM) == null ? SigningAlgorithm.HMAC_SHA_256 : values.get(OAuth2Fields.ALGORITHM);
        SigningKey key = SigningKey.of(values.get(OAuth2Fields.CLIENT_SECRET), KeyEncoding.UTF_8, null, algorithm);
        if (key.mistake() == null) {
            return key;
        }
        reading.mistake(values.place(OAuth2Fields.CLIENT_SECRET), "'client-secret' " + key.mistake());
        return null;
    }

    private static List<Object> shape(Values values, ClientAuthentication authentication) {
        List<Object> shape = new ArrayList<>();
        for (Field<?> field : OAuth2Fields.SHAPING) {
            shape.add(values.get(field));
        }
        shape.add(authentication);
        return shape;
    }

    private static List<Object> keyed(Class<?> what, List<Object> shape) {
        List<Object> key = new ArrayList<>(shape);
        key.add(what);
        return key;
    }

    private static RefreshTokenStore store(Values values, Background background) {
        String server = values.get(OAuth2Fields.ISSUER) != null ? values.get(OAuth2Fields.ISSUER) : values.get(OAuth2Fields.TOKEN_URL);
        String purpose = server + ' ' + values.get(OAuth2Fields.CLIENT_ID) + ' ' + values.get(OAuth2Fields.SCOPE) + ' ' + values.get(OAuth2Fields.AUDIENCE) + ' ' + values.get(OAuth2Fields.RESOURCE)
                + ' ' + values.get(OAuth2Fields.PARAMETERS);
        Path path = values.get(OAuth2Fields.STORE) != null ? values.get(OAuth2Fields.STORE)
                : RefreshTokenStore.standardPath(background.home, values.get(OAuth2Fields.CLIENT_ID) + '-' + java.net.URI.create(server).getHost(), purpose);
        return background.shared(TokenRequest.list(RefreshTokenStore.class, path, purpose, values.get(OAuth2Fields.STORE_KEY)),
                () -> new RefreshTokenStore(path, purpose, values.get(OAuth2Fields.STORE_KEY), background.moments));
    }

    private static Parameters more(Values values) {
        Parameters more = new Parameters();
        if (values.get(OAuth2Fields.SCOPE) != null) {
            more.add("scope", String.join(" ", values.get(OAuth2Fields.SCOPE)));
        }
        for (String audience : orNone(values.get(OAuth2Fields.AUDIENCE))) {
            more.add("audience", audience);
        }
        for (String resource : orNone(values.get(OAuth2Fields.RESOURCE))) {
            more.add("resource", resource);
        }
        if (values.get(OAuth2Fields.PARAMETERS) != null) {
            for (Map.Entry<String, List<String>> parameter : values.get(OAuth2Fields.PARAMETERS).entrySet()) {
                for (String value : parameter.getValue()) {
                    more.add(parameter.getKey(), value);
                }
            }
        }
        return more;
    }

    private static List<String> orNone(List<String> list) {
        return list == null ? java.util.Collections.emptyList() : list;
    }

    private static Grant grant(String credential, Values values, UserLogin login, AtomicReference<Assertions> assertions, Background background) {
        switch (values.get(OAuth2Fields.GRANT)) {
            case JWT_BEARER:
                return Grant.jwtBearer(assertions::get, background);
            case TOKEN_EXCHANGE:
                return Grant.tokenExchange(values.get(OAuth2Fields.SUBJECT_TOKEN), values.get(OAuth2Fields.SUBJECT_TOKEN_TYPE, OAuth2Fields.JWT_TYPE), values.get(OAuth2Fields.REQUESTED_TOKEN_TYPE));
            case REFRESH_TOKEN:
                return Grant.refreshToken(login.first, login.store, login.first != null ? "give a new one in " + login.first
                        : "log in by 'java -jar countersign.jar login POLICY " + credential + "'", background);
            default:
                return Grant.clientCredentials();
        }
    }
}
