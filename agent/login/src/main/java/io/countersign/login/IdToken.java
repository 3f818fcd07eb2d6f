package io.countersign.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.countersign.background.Background;
import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.credential.oauth2.AuthorizationServer;
import io.countersign.credential.oauth2.TokenFailure;
import io.countersign.text.JsonObject;
import io.countersign.text.ShownUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The validation of an ID token in the order of OpenID Connect Core 1.0, section 3.1.3.7. */
final class IdToken {
    /**
     * Signatures by a private key alone: an HMAC under the client's secret would be one that whoever knows that could make, and one
     * under a public key is the oldest forgery there is. Not EdDSA, for which the library would need another one.
     */
    private static final List<String> OURS = Collections.unmodifiableList(Arrays.asList("RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
            "ES256", "ES384", "ES512"));

    /** Seconds by which two clocks may differ, and that a token may be old which was issued while we waited. */
    private static final long SKEW = 60;
    private static final long OLDEST = 600;

    /** RFC 7518, sections 3.3 and 3.5. */
    private static final int SMALLEST_RSA = 2048;

    private final String clientId;
    private final AuthorizationServer server;
    private final Background background;

    IdToken(String clientId, AuthorizationServer server, Background background) {
        this.clientId = clientId;
        this.server = server;
        this.background = background;
    }

    /**
     * @param nonce null if none was sent
     * @param accessToken that was issued with it
     * @return its claims
     */
    JsonObject claims(String token, String nonce, String accessToken) throws LoginFailure, TokenFailure {
        // 1. Encryption, which would have been negotiated.
        String[] parts = token.split("\\.", -1);
        check(parts.length != 5, "is encrypted, which this client has not asked for");
        check(parts.length == 3, "is no JWT");
        JsonObject header = object(parts[0], "header");
        JsonObject claims = object(parts[1], "payload");
        // 2. The issuer.
        check(server.issuer().equals(claims.string("iss")), "is not of " + server + " ('iss')");
        // 3. The audience.
        List<String> audience = claims.strings("aud");
        check(audience.contains(clientId), "is not for client '" + clientId + "' ('aud')");
        // 4. and 5. The authorized party, who has to be named where others may use it too.
        String azp = claims.string("azp");
        check(audience.size() == 1 || azp != null, "is for several audiences, and does not say who asked for it ('azp')");
        check(!claims.has("azp") || clientId.equals(azp), "was issued for another client ('azp')");
        // 6. to 8. The signature, by an algorithm that we have agreed on.
        verify(token, header);
        // 9. Its end.
        long now = background.moments.millis() / 1000;
        Long exp = claims.number("exp");
        check(exp != null && now - SKEW < exp, "is over ('exp'), or this machine's clock is wrong");
        // 10. Its beginning.
        Long iat = claims.number("iat");
        check(iat != null && iat - SKEW <= now && now <= iat + OLDEST, "was not issued just now ('iat'), or this machine's clock is wrong");
        // 11. The nonce.
        check(nonce == null || nonce.equals(claims.string("nonce")), "is the answer to another login ('nonce')");
        // 12. and 13. are of claims that were not asked for. Section 2: whom it is of.
        String sub = claims.string("sub");
        check(sub != null && !sub.isEmpty() && sub.length() <= 255, "does not say whom it is of ('sub')");
        // Section 3.1.3.8.
        check(!claims.has("at_hash") || hash(accessToken, header.string("alg")).equals(claims.string("at_hash")),
                "belongs to another access token ('at_hash')");
        return claims;
    }

    private static void check(boolean holds, String otherwise) throws LoginFailure {
        if (!holds) {
            throw new LoginFailure("the ID token " + otherwise + "; nothing of what was issued is used");
        }
    }

    private static JsonObject object(String part, String which) throws LoginFailure {
        JsonObject object = null;
        try {
            object = JsonObject.read(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        check(object != null, "has a " + which + " that is no JSON");
        return object;
    }

    private void verify(String token, JsonObject header) throws LoginFailure, TokenFailure {
        List<String> allowed = algorithms();
        String alg = header.string("alg");
        check(alg != null && allowed.contains(alg), "is signed by " + (alg == null ? "no algorithm" : "'" + LoginFailure.shown(alg) + "'")
                + ", which is not among " + String.join(", ", allowed));
        check(!header.has("crit"), "has a header that must be understood and is not ('crit')");
        // RFC 8725, section 3.11: another kind of JWT that the same key has signed.
        String typ = header.string("typ");
        check(typ == null || !typ.toLowerCase(Locale.ROOT).endsWith("+jwt"), "is another kind of token ('typ')");
        try {
            JWSObject signed = JWSObject.parse(token);
            List<JWK> keys = keys(signed.getHeader());
            check(!keys.isEmpty(), "is signed by a key that is not among those of " + ShownUrl.of(server.endpoint("jwks_uri")));
            boolean isSigned = false;
            for (JWK key : keys) {
                isSigned |= signed.verify(verifier(key));
            }
            check(isSigned, "has a signature that is wrong");
        } catch (ParseException e) {
            check(false, "is no JWT that can be read");
        } catch (JOSEException e) {
            check(false, "has a signature that cannot be verified (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** What the server says that it may sign by (Discovery, section 3) and we verify; RS256, which each has, where it says nothing. */
    private List<String> algorithms() throws LoginFailure, TokenFailure {
        List<String> allowed = new ArrayList<>(server.metadata().strings("id_token_signing_alg_values_supported"));
        if (allowed.isEmpty()) {
            return Collections.singletonList("RS256");
        }
        allowed.retainAll(OURS);
        check(!allowed.isEmpty(), "may be signed by none of " + String.join(", ", OURS) + ", as the metadata of " + server + " has it");
        return allowed;
    }

    /** Those that the header's algorithm, {@code kid} and the keys' own {@code use} and {@code alg} leave. */
    private List<JWK> keys(JWSHeader header) throws LoginFailure, TokenFailure {
        URI url = server.endpoint("jwks_uri");
        try {
            Reply reply = background.transport.send(new Call(url, null, server.route(), "Accept", "application/jwk-set+json, application/json"));
            if (reply.status != 200) {
                throw new LoginFailure("the keys of " + server + " cannot be had: " + ShownUrl.of(url) + " answers with status " + reply.status);
            }
            List<JWK> keys = new ArrayList<>();
            for (JWK key : new JWKSelector(JWKMatcher.forJWSHeader(header)).select(JWKSet.parse(reply.body))) {
                if (fits(key, header.getAlgorithm())) {
                    keys.add(key);
                }
            }
            return keys;
        } catch (ParseException e) {
            throw new LoginFailure("the keys of " + server + " cannot be read: what " + ShownUrl.of(url) + " answers with is no JWK set");
        } catch (IOException e) {
            throw new LoginFailure("the keys of " + server + " cannot be had: " + e.getMessage());
        }
    }

    private static boolean fits(JWK key, JWSAlgorithm algorithm) {
        return key instanceof RSAKey ? key.size() >= SMALLEST_RSA
                : key instanceof ECKey && Curve.forJWSAlgorithm(algorithm).contains(((ECKey) key).getCurve());
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        return key instanceof RSAKey ? new RSASSAVerifier((RSAKey) key) : new ECDSAVerifier((ECKey) key);
    }

    /** The left half of the hash that the signature's algorithm has, of the access token's ASCII. */
    private static String hash(String accessToken, String alg) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-" + alg.substring(2)).digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
