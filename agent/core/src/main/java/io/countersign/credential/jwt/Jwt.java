package io.countersign.credential.jwt;

import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.credential.KeyFields;
import io.countersign.key.SigningAlgorithm;
import io.countersign.key.SigningKey;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import java.util.Map;

/**
 * A JSON Web Token (RFC 7519) that is minted and signed here (RFC 7515), lives for minutes and is reused until shortly before it
 * expires. Its header and its claims are what the policy says, its times and its number are made for each.
 */
public final class Jwt extends CredentialType {
    private static final long SHORTEST = 10_000;
    private static final long LONGEST = 3_600_000;

    private static final Field<SigningAlgorithm> ALGORITHM = Field.required("algorithm",
            Form.oneOf(SigningAlgorithm.values(), SigningAlgorithm::jwsName), "How the token is signed (RFC 7518, section 3.1); `key` has to fit.");
    private static final KeyFields KEY = KeyFields.required("The key: a private one in PEM or as a JWK, or the shared secret of the HS algorithms.");
    private static final Field<String> KEY_ID = Field.optional("key-id", Form.TEXT, null, "`kid` in the token's header; the JWK's own without it.");
    private static final Field<Long> LIFETIME = Field.optional("lifetime", Form.DURATION, 300_000L,
            "From `iat` to `exp`, 10s to 1h. A token is reused until a fifth of it is left, or a minute where that is less.");
    private static final Field<Map<String, String>> CLAIMS = Field.optional("claims", Form.mapOf(new ClaimName(), Form.JSON), null,
            "What the token says. A number or a truth value in quotes is a string. `iat`, `exp` and `jti` are put in.");
    private static final Field<String> HEADER =
            Field.optional("header", Form.HEADER_NAME, "Authorization", "The header that carries the token.");
    private static final Field<String> PREFIX =
            Field.optional("prefix", Form.HEADER_PREFIX, "Bearer ", "What stands before the token, its space included.");

    public static final CredentialType TYPE = new Jwt();

    private Jwt() {
        super("jwt", "A JSON Web Token (RFC 7519) that is signed here, lives for minutes, and is reused until shortly before it expires.",
                new Fields(ALGORITHM, KEY.key, KEY.encoding, KEY.password, KEY_ID, LIFETIME, CLAIMS, HEADER, PREFIX));
    }

    @Override
    public Credential make(String credential, Values values, Reading reading) {
        SigningKey key = KEY.signingKey(values, values.get(ALGORITHM), reading);
        long lifetime = values.get(LIFETIME);
        boolean lives = lifetime >= SHORTEST && lifetime <= LONGEST;
        if (!lives) {
            reading.mistake(values.place(LIFETIME), "'lifetime' is " + LIFETIME.form.written(lifetime) + "; a token lives from 10s to 1h");
        }
        Map<String, String> claims = values.get(CLAIMS);
        String wrong = claims == null ? null : wrongClaim(claims);
        if (wrong != null) {
            reading.mistake(values.place(CLAIMS), "'claims' has " + wrong);
        }
        return key == null || !lives || wrong != null ? null : new MintedToken(credential, key, values.get(KEY_ID), lifetime, claims,
                values.get(HEADER), values.get(PREFIX));
    }

    /** Registered claims have their types (RFC 7519, section 4.1); an account's number without quotes would be refused far away. */
    private static String wrongClaim(Map<String, String> claims) {
        for (Map.Entry<String, String> claim : claims.entrySet()) {
            char first = claim.getValue().charAt(0);
            switch (claim.getKey()) {
                case "iss":
                case "sub":
                    if (first != '"') {
                        return "'" + claim.getKey() + "' that is not a string, as RFC 7519, section 4.1, has it; a number stands in quotes";
                    }
                    break;
                case "aud":
                    if (first != '"' && first != '[') {
                        return "'aud' that is neither a string nor a list of them, as RFC 7519, section 4.1.3, has it";
                    }
                    break;
                case "nbf":
                    if (first != '-' && (first < '0' || first > '9')) {
                        return "'nbf' that is not a number of seconds since 1970, as RFC 7519, section 4.1.5, has it";
                    }
                    break;
                default:
                    break;
            }
        }
        return null;
    }
}
