package io.countersign.credential.oauth2;

import static io.countersign.credential.oauth2.OAuth2Fields.*;

import io.countersign.background.Background;
import io.countersign.background.Route;
import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.credential.KeyFields;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.credential.jwt.Assertions;
import io.countersign.key.KeyEncoding;
import io.countersign.key.SigningAlgorithm;
import io.countersign.key.SigningKey;
import io.countersign.schema.Field;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A token that an authorization server issues (RFC 6749), there before the request asks: its fields, and what is made of them. */
public final class OAuth2 extends CredentialType {
    public static final CredentialType TYPE = new OAuth2();

    private OAuth2() {
        super("oauth2", "A token of an OAuth 2.0 or OpenID Connect server (RFC 6749), fetched and renewed ahead.", ALL);
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
                + "- With `certificate` that client certificate is shown to the server, at the endpoints that its metadata has for those\n"
                + "  (`mtls_endpoint_aliases`), and to the hosts of rules that name the token, which may be bound to it (RFC 8705). Its own `trust` is for\n"
                + "  those hosts, and the one here for the server. When it is renewed, a token that was asked for with the one before is not used any\n"
                + "  more, and another is fetched; a refresh token of a client without authentication is lost with it, and a person has to log in again.\n"
                + "- Requests to the server go by the agent's own client, within 10 s and for 1 MiB at most. It follows no redirect, and does not heed\n"
                + "  what the application has set for the whole JVM.\n";
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        ClientAuthentication authentication = authentication(values);
        if (!new OAuth2Mistakes(values, reading).check(authentication)) {
            return null;
        }
        boolean bySecret = authentication == ClientAuthentication.CLIENT_SECRET_JWT;
        boolean byKey = authentication == ClientAuthentication.PRIVATE_KEY_JWT;
        SigningKey key = byKey ? KEY.signingKey(values, values.get(ALGORITHM), reading) : bySecret ? secretAsKey(values, reading) : null;
        if (key == null && (byKey || bySecret)) {
            return null;
        }
        Background background = reading.background();
        AtomicReference<TlsIdentity> certificate = certificate(values, reading);
        AuthorizationServer server = AuthorizationServer.of(values.get(ISSUER), values.get(TOKEN_URL),
                new Route(values.get(TRUST), values.get(PROXY)), certificate, background);
        OAuthClient client = new OAuthClient(server, values.get(CLIENT_ID), authentication, values.get(CLIENT_SECRET),
                values.get(RAW_BASIC), key, values.get(KEY_ID), values.get(ASSERTION_AUDIENCE), background);
        List<Object> shape = shape(values, authentication);
        shape.add(certificate);
        if (values.get(GRANT) == GrantType.JWT_BEARER) {
            // The credential that it names may be another in the next policy: it shares within this one alone.
            shape.add(reading.identity());
        }
        Parameters more = more(values);
        DpopProofs proofs = values.get(DPOP) == null ? null
                : background.shared(keyed(DpopProofs.class, shape), () -> new DpopProofs(values.get(DPOP), background.moments));
        UserLogin login = values.get(GRANT) != GrantType.REFRESH_TOKEN ? null
                : new UserLogin(client, more, store(values, background), values.get(REFRESH_TOKEN), proofs);
        Grant grant = grant(credential, values, login, assertions(values, reading), background);
        TokenCell cell = background.shared(keyed(TokenCell.class, shape), () -> new TokenCell(new TokenRequest(client, grant, more, proofs,
                values.get(TOKEN), values.get(DEFAULT_LIFETIME), values.get(REFRESH_BEFORE), background), background));
        String prefix = values.get(PREFIX) != null ? values.get(PREFIX) : proofs == null ? "Bearer " : "DPoP ";
        return proofs == null ? new OAuth2Token(credential, values.get(HEADER), prefix, cell, login, certificate, background.moments)
                : new DpopToken(credential, values.get(HEADER), prefix, cell, proofs, login, certificate, background.moments);
    }

    /** What the policy calls by the name in {@code assertion}: there once all of it has been read. */
    private static AtomicReference<Assertions> assertions(Values values, Reading reading) {
        AtomicReference<Assertions> assertions = new AtomicReference<>();
        if (values.get(ASSERTION) != null) {
            reading.named(values.get(ASSERTION), values.place(ASSERTION), Assertions.class, "a credential of type jwt", assertions::set);
        }
        return assertions;
    }

    /** The one object for all that name the same one in this policy: in the next it may be another. Null for none. */
    private static AtomicReference<TlsIdentity> certificate(Values values, Reading reading) {
        if (values.get(CERTIFICATE) == null) {
            return null;
        }
        AtomicReference<TlsIdentity> certificate = reading.background().shared(
                Arrays.asList(TlsIdentity.class, reading.identity(), values.get(CERTIFICATE)), AtomicReference::new);
        reading.named(values.get(CERTIFICATE), values.place(CERTIFICATE), TlsIdentity.class, "a credential of type client-certificate",
                certificate::set);
        return certificate;
    }

    /** As the policy says, else by what it gives. */
    private static ClientAuthentication authentication(Values values) {
        return values.get(AUTHENTICATION) != null ? values.get(AUTHENTICATION)
                : values.get(CLIENT_SECRET) != null ? ClientAuthentication.CLIENT_SECRET_BASIC
                : values.get(KEY.key) != null ? ClientAuthentication.PRIVATE_KEY_JWT
                : values.get(CERTIFICATE) != null ? ClientAuthentication.TLS_CLIENT_AUTH : ClientAuthentication.NONE;
    }

    private static SigningKey secretAsKey(Values values, Reading reading) {
        SigningAlgorithm algorithm = values.get(ALGORITHM) == null ? SigningAlgorithm.HMAC_SHA_256 : values.get(ALGORITHM);
        SigningKey key = SigningKey.of(values.get(CLIENT_SECRET), KeyEncoding.UTF_8, null, algorithm);
        if (key.mistake() == null) {
            return key;
        }
        reading.mistake(values.place(CLIENT_SECRET), "'client-secret' " + key.mistake());
        return null;
    }

    /** All that shapes the request, the token or its use: not where it is put. The authentication as it is, given or not. */
    private static List<Object> shape(Values values, ClientAuthentication authentication) {
        List<Field<?>> notShaping = Arrays.asList(HEADER, PREFIX, AUTHENTICATION);
        List<Object> shape = new ArrayList<>();
        for (int i = 0; i < ALL.size(); i++) {
            if (!notShaping.contains(ALL.get(i))) {
                shape.add(values.get(ALL.get(i)));
            }
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
        String server = values.get(ISSUER) != null ? values.get(ISSUER) : values.get(TOKEN_URL);
        String purpose = server + ' ' + values.get(CLIENT_ID) + ' ' + values.get(SCOPE) + ' ' + values.get(AUDIENCE) + ' ' + values.get(RESOURCE)
                + ' ' + values.get(PARAMETERS);
        Path path = values.get(STORE) != null ? values.get(STORE)
                : RefreshTokenStore.standardPath(background.home, values.get(CLIENT_ID) + '-' + URI.create(server).getHost(), purpose);
        Secret storeKey = values.get(STORE_KEY);
        return background.shared(Arrays.asList(RefreshTokenStore.class, path, purpose, storeKey),
                () -> new RefreshTokenStore(path, purpose, storeKey, background.moments));
    }

    private static Parameters more(Values values) {
        Parameters more = new Parameters();
        if (values.get(SCOPE) != null) {
            more.add("scope", String.join(" ", values.get(SCOPE)));
        }
        for (String audience : orNone(values.get(AUDIENCE))) {
            more.add("audience", audience);
        }
        for (String resource : orNone(values.get(RESOURCE))) {
            more.add("resource", resource);
        }
        if (values.get(PARAMETERS) != null) {
            for (Map.Entry<String, List<String>> parameter : values.get(PARAMETERS).entrySet()) {
                for (String value : parameter.getValue()) {
                    more.add(parameter.getKey(), value);
                }
            }
        }
        return more;
    }

    private static List<String> orNone(List<String> list) {
        return list == null ? Collections.emptyList() : list;
    }

    private static Grant grant(String credential, Values values, UserLogin login, AtomicReference<Assertions> assertions, Background background) {
        switch (values.get(GRANT)) {
            case JWT_BEARER:
                return Grant.jwtBearer(assertions::get, background);
            case TOKEN_EXCHANGE:
                return Grant.tokenExchange(values.get(SUBJECT_TOKEN), values.get(SUBJECT_TOKEN_TYPE, JWT_TYPE),
                        values.get(REQUESTED_TOKEN_TYPE));
            case REFRESH_TOKEN:
                return Grant.refreshToken(login.first, login.store, login.first != null ? "give a new one in " + login.first
                        : "log in by 'java -jar countersign.jar login POLICY " + credential + "'", background);
            default:
                return Grant.clientCredentials();
        }
    }
}
