package io.countersign.credential.oauth2;

import io.countersign.background.Route;
import io.countersign.credential.oauth2.OAuth2Fields.GrantType;
import io.countersign.key.SigningAlgorithm;
import io.countersign.schema.Field;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.text.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is wrong with the fields of a credential of type {@code oauth2} together, each of which may be right by itself. */
final class OAuth2Mistakes {
    private final Values values;
    private final Reading reading;
    private boolean isRight = true;

    OAuth2Mistakes(Values values, Reading reading) {
        this.values = values;
        this.reading = reading;
    }

    /** @return whether nothing is */
    boolean check(ClientAuthentication authentication) {
        if (!has(OAuth2Fields.ISSUER) && !has(OAuth2Fields.TOKEN_URL)) {
            wrong(OAuth2Fields.GRANT, "either 'issuer' or 'token-url' is needed: where tokens are asked for");
        }
        authentication(authentication);
        grant(values.get(OAuth2Fields.GRANT));
        if (has(OAuth2Fields.DPOP) && values.get(OAuth2Fields.TOKEN).equals("id_token")) {
            wrong(OAuth2Fields.DPOP, "'dpop' binds access tokens, and 'token' says id_token");
        }
        if (has(OAuth2Fields.DPOP) && values.get(OAuth2Fields.HEADER).equalsIgnoreCase("DPoP")) {
            wrong(OAuth2Fields.HEADER, "'header' is DPoP, which carries the proof");
        }
        // RFC 9449, section 5: who has no other proof gets a refresh token that is bound to the key of that moment.
        if (has(OAuth2Fields.DPOP) && authentication == ClientAuthentication.NONE && values.get(OAuth2Fields.GRANT) == GrantType.REFRESH_TOKEN) {
            wrong(OAuth2Fields.DPOP, "'dpop' binds the refresh token of a client without authentication to a key that ends with the JVM");
        }
        route();
        return isRight;
    }

    private void authentication(ClientAuthentication authentication) {
        String how = "'client-authentication' is " + authentication.word() + (has(OAuth2Fields.AUTHENTICATION) ? "" : " by what is given");
        boolean byKey = authentication == ClientAuthentication.PRIVATE_KEY_JWT;
        boolean byAssertion = byKey || authentication == ClientAuthentication.CLIENT_SECRET_JWT;
        if (authentication.needsSecret() != has(OAuth2Fields.CLIENT_SECRET)) {
            wrong(OAuth2Fields.CLIENT_SECRET, how + (authentication.needsSecret() ? ", which needs a 'client-secret'" : ", which has no 'client-secret'"));
        }
        if (byKey && !has(OAuth2Fields.KEY.key)) {
            wrong(OAuth2Fields.AUTHENTICATION, how + ", which needs a 'key'");
        }
        if (authentication == ClientAuthentication.TLS_CLIENT_AUTH && !has(OAuth2Fields.CERTIFICATE)) {
            wrong(OAuth2Fields.AUTHENTICATION, how + ", which needs a 'certificate': the name of a 'client-certificate' credential");
        }
        if (has(OAuth2Fields.CERTIFICATE) && has(OAuth2Fields.TOKEN_URL) && values.get(OAuth2Fields.TOKEN_URL).startsWith("http:")) {
            wrong(OAuth2Fields.TOKEN_URL, "'token-url' is plain http, over which no 'certificate' can be shown");
        }
        onlyWhere(byKey, how, OAuth2Fields.KEY.key, OAuth2Fields.KEY.encoding, OAuth2Fields.KEY.password);
        onlyWhere(byAssertion, how, OAuth2Fields.ALGORITHM, OAuth2Fields.KEY_ID, OAuth2Fields.ASSERTION_AUDIENCE);
        onlyWhere(authentication == ClientAuthentication.CLIENT_SECRET_BASIC, how, OAuth2Fields.RAW_BASIC);
        SigningAlgorithm algorithm = values.get(OAuth2Fields.ALGORITHM);
        if (byAssertion && algorithm != null && algorithm.isAsymmetric() != byKey) {
            wrong(OAuth2Fields.ALGORITHM, "'algorithm' is " + algorithm.jwsName() + ", and " + how + ", which signs by "
                    + (byKey ? "a private key" : "the secret: HS256, HS384 or HS512"));
        }
        if ("issuer".equals(values.get(OAuth2Fields.ASSERTION_AUDIENCE)) && !has(OAuth2Fields.ISSUER)) {
            wrong(OAuth2Fields.ASSERTION_AUDIENCE, "'assertion-audience' is issuer, and there is no 'issuer'");
        }
    }

    private void grant(GrantType grant) {
        String how = "'grant' is " + grant;
        onlyWhere(grant == GrantType.JWT_BEARER, how, OAuth2Fields.ASSERTION);
        onlyWhere(grant == GrantType.TOKEN_EXCHANGE, how, OAuth2Fields.SUBJECT_TOKEN, OAuth2Fields.SUBJECT_TOKEN_TYPE, OAuth2Fields.REQUESTED_TOKEN_TYPE);
        onlyWhere(grant == GrantType.REFRESH_TOKEN, how, OAuth2Fields.REFRESH_TOKEN, OAuth2Fields.STORE, OAuth2Fields.STORE_KEY);
        if (grant == GrantType.JWT_BEARER && !has(OAuth2Fields.ASSERTION)) {
            wrong(OAuth2Fields.GRANT, how + ", which needs an 'assertion': the name of a 'jwt' credential");
        }
        if (grant == GrantType.TOKEN_EXCHANGE && !has(OAuth2Fields.SUBJECT_TOKEN)) {
            wrong(OAuth2Fields.GRANT, how + ", which needs a 'subject-token'");
        }
        if (grant == GrantType.REFRESH_TOKEN && !has(OAuth2Fields.REFRESH_TOKEN) && !has(OAuth2Fields.ISSUER)) {
            wrong(OAuth2Fields.GRANT, how + ", which needs a 'refresh-token', or an 'issuer' at which a person logs in");
        }
    }

    private void route() {
        Path trust = values.get(OAuth2Fields.TRUST);
        route(OAuth2Fields.TRUST, new Route(trust, null));
        route(OAuth2Fields.PROXY, new Route(null, values.get(OAuth2Fields.PROXY)));
        try {
            if (trust != null) {
                Files.size(trust);
            }
        } catch (IOException e) {
            reading.warning(values.place(OAuth2Fields.TRUST), "'trust': file " + trust + " " + Unreadable.why(e) + "; it is looked for again");
        }
    }

    private void route(Field<?> field, Route route) {
        String mistake = has(field) ? reading.background().transport.mistake(route) : null;
        if (mistake != null) {
            wrong(field, "'" + field + "' " + mistake);
        }
    }

    private void onlyWhere(boolean allowed, String how, Field<?>... fields) {
        for (Field<?> field : fields) {
            if (!allowed && isGiven(field)) {
                wrong(field, how + ", which has no '" + field + "'");
            }
        }
    }

    private boolean has(Field<?> field) {
        return values.get(field) != null;
    }

    private boolean isGiven(Field<?> field) {
        return values.isGiven(field);
    }

    private void wrong(Field<?> field, String message) {
        isRight = false;
        reading.mistake(values.place(field), message);
    }
}
