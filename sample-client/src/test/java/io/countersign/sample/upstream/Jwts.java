package io.countersign.sample.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.text.ParseException;

/** JWTs as an issuer makes them, and as it should not. */
final class Jwts {
    private Jwts() {}

    static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param header JSON, as are the claims, with single quotes */
    static String signed(String header, String claims, JWSSigner signer) {
        try {
            JWSObject jws = new JWSObject(JWSHeader.parse(header.replace('\'', '"')), new Payload(claims.replace('\'', '"')));
            jws.sign(signer);
            return jws.serialize();
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
