package io.countersign.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;

/** A private key of an elliptic curve (RFC 5915; RFC 7518, section 6.2). */
final class EcKey extends PrivateKeyMaterial {
    private final Curve curve;
    private final BigInteger number;

    EcKey(Curve curve, BigInteger number) {
        this.curve = curve;
        this.number = number;
    }

    @Override
    Signer signer(SigningAlgorithm algorithm, String kid) throws WrongKey {
        if (Curve.of(algorithm) != curve) {
            throw algorithm.refusal(this);
        }
        return new EcdsaSigner(algorithm, kid, curve, forTheJca());
    }

    @Override
    PrivateKey forTheJca() throws WrongKey {
        try {
            ECParameterSpec parameters = curve.parameters();
            if (!Curve.isPrivate(number, parameters)) {
                throw new WrongKey("is no key of " + curve + ": its number is outside the curve's order");
            }
            return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(number, parameters));
        } catch (GeneralSecurityException e) {
            throw JcaSigner.unable(curve.algorithm, e);
        }
    }

    @Override
    SigningAlgorithm usual() {
        return curve.algorithm;
    }

    @Override
    public String toString() {
        return "an EC key on " + curve;
    }
}
