package io.countersign.credential.oauth2;

import io.countersign.credential.jwt.Jws;
import io.countersign.key.Digests;
import io.countersign.key.ProofKey;
import io.countersign.key.SigningAlgorithm;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;
import io.countersign.text.Hex;
import io.countersign.text.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Proofs of possession (RFC 9449): a key that lives as long as the JVM, and the last nonce that each server has given. Each
 * proof is for one request.
 */
public final class DpopProofs {
    /** Origins whose nonces are remembered: those of one policy, not of all that a wildcard might meet. */
    private static final int MOST_NONCES = 1000;
    private static final int LONGEST_NONCE = 1000;

    private final SigningAlgorithm algorithm;
    private final Moments moments;
    private final ConcurrentHashMap<String, String> nonces = new ConcurrentHashMap<>();

    /** Made when the first proof is asked for, which is not when the JVM starts. */
    private volatile ProofKey key;
    private volatile String header;

    DpopProofs(SigningAlgorithm algorithm, Moments moments) {
        this.algorithm = algorithm;
        this.moments = moments;
    }

    /**
     * A proof for one request (section 4.2).
     *
     * @param uri without query and fragment
     * @param token that the request carries; null for none
     * @param origin whose nonce is put in, if there is one
     */
    String proof(String method, String uri, String token, String origin) throws CredentialUnavailable {
        ProofKey signs = key();
        byte[] jti = new byte[16];
        moments.random(jti);
        String nonce = nonces.get(origin);
        StringBuilder payload = new StringBuilder(256).append("{\"jti\":\"").append(Hex.of(jti)).append("\",\"htm\":").append(Json.quoted(method))
                .append(",\"htu\":").append(Json.quoted(uri)).append(",\"iat\":").append(moments.millis() / 1000);
        if (token != null) {
            payload.append(",\"ath\":\"").append(hash(token)).append('"');
        }
        if (nonce != null) {
            payload.append(",\"nonce\":").append(Json.quoted(nonce));
        }
        return Jws.of(header, payload.append('}').toString(), signs.signer());
    }

    /** Base64url of the SHA-256 of the token's ASCII (section 4.2). */
    static String hash(String token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Digests.SHA_256.of(token.getBytes(StandardCharsets.US_ASCII)));
    }

    private ProofKey key() throws CredentialUnavailable {
        ProofKey now = key;
        if (now == null) {
            synchronized (this) {
                now = key;
                if (now == null) {
                    now = ProofKey.make(algorithm, moments);
                    header = "{\"typ\":\"dpop+jwt\",\"alg\":\"" + algorithm.jwsName() + "\",\"jwk\":" + now.publicJwk() + '}';
                    key = now;
                }
            }
        }
        return now;
    }

    /** @param nonce null if the server has given none */
    void learn(String origin, String nonce) {
        if (nonce != null && !nonce.isEmpty() && nonce.length() <= LONGEST_NONCE && !nonce.equals(nonces.get(origin))
                && (nonces.size() < MOST_NONCES || nonces.containsKey(origin))) {
            nonces.put(origin, nonce);
        }
    }

    /** Scheme, host and port, the default one filled in. */
    static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        return origin(scheme, uri.getHost(), uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80);
    }

    static String origin(String scheme, String host, int port) {
        return scheme + "://" + host.toLowerCase(Locale.ROOT) + ':' + port;
    }

    @Override
    public String toString() {
        return algorithm.toString();
    }
}
