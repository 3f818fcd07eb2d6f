package io.countersign.it;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.List;

/** The key pairs of clients that sign, made for each run and nowhere kept; each is named as its algorithm is. */
final class Keys {
    final JWK rs256;
    final JWK es256;
    final JWK eddsa;

    Keys() throws JOSEException, GeneralSecurityException {
        rs256 = new RSAKeyGenerator(2048).keyID("RS256").keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.RS256).generate();
        es256 = new ECKeyGenerator(Curve.P_256).keyID("ES256").keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.ES256).generate();
        eddsa = ed25519();
    }

    /** Nimbus would take another library for it; the JDK has it. */
    private static JWK ed25519() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        Base64URL x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        byte[] d = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        return new OctetKeyPair.Builder(Curve.Ed25519, x).d(Base64URL.encode(d)).keyID("EdDSA").keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.EdDSA).build();
    }

    List<JWK> all() {
        return List.of(rs256, es256, eddsa);
    }

    /** Their public parts. */
    JWKSet published() {
        return new JWKSet(all()).toPublicJWKSet();
    }
}
