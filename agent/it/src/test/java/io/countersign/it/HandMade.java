package io.countersign.it;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What a client signs, for a test that stands in for one. */
final class HandMade {
    private HandMade() {}

    /** The parameters of a client that signs with its secret (RFC 7523, section 2.2). */
    static Map<String, String> assertion(String client, String audience, String secret) throws JOSEException {
        return assertion(client, audience, new JWSHeader(JWSAlgorithm.HS256), new MACSigner(secret));
    }

    /** The parameters of a client that signs with its key. */
    static Map<String, String> assertion(String client, String audience, JWK key) throws JOSEException {
        return assertion(client, audience, header(key).keyID(key.getKeyID()).build(), signer(key));
    }

    private static Map<String, String> assertion(String client, String audience, JWSHeader header, JWSSigner signer)
            throws JOSEException {
        String signed = sign(header, new JWTClaimsSet.Builder().issuer(client).subject(client).audience(audience), signer);
        return new HashMap<>(Map.of("client_id", client, "client_assertion", signed,
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    }

    /** A JWT about somebody, for the grant of RFC 7523. */
    static String aboutSomebody(String issuer, String subject, String audience, JWK key) throws JOSEException {
        return sign(header(key).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder().issuer(issuer).subject(subject).audience(audience), signer(key));
    }

    /** A DPoP proof (RFC 9449). @param token and @param nonce null where there is none */
    static String proof(JWK key, String method, String url, String token, String nonce) throws JOSEException {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().claim("htm", method).claim("htu", url);
        if (token != null) {
            claims.claim("ath", sha256(token));
        }
        if (nonce != null) {
            claims.claim("nonce", nonce);
        }
        return sign(header(key).type(new JOSEObjectType("dpop+jwt")).jwk(key.toPublicJWK()).build(), claims, signer(key));
    }

    private static String sign(JWSHeader header, JWTClaimsSet.Builder claims, JWSSigner signer) throws JOSEException {
        Instant now = Instant.now();
        SignedJWT jwt = new SignedJWT(header, claims.issueTime(Date.from(now)).expirationTime(Date.from(now.plusSeconds(60)))
                .jwtID(UUID.randomUUID().toString()).build());
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static JWSHeader.Builder header(JWK key) {
        return new JWSHeader.Builder((JWSAlgorithm) key.getAlgorithm());
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return key.getKeyID().equals("RS256") ? new RSASSASigner(key.toRSAKey()) : new ECDSASigner(key.toECKey());
    }

    private static String sha256(String text) {
        try {
            return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII))).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
