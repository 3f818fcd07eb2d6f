package io.countersign.key;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** The curves of JOSE (RFC 7518, section 6.2.1.1), by their names there, in the JCA and in ASN.1 (RFC 5480, section 2.1.1.1). */
enum Curve {
    P_256("P-256", "secp256r1", "1.2.840.10045.3.1.7", 32, SigningAlgorithm.ECDSA_P_256),
    P_384("P-384", "secp384r1", "1.3.132.0.34", 48, SigningAlgorithm.ECDSA_P_384),
    P_521("P-521", "secp521r1", "1.3.132.0.35", 66, SigningAlgorithm.ECDSA_P_521);

    /** Bytes of a number below its order, and of a coordinate. */
    final int length;
    private final String name;
    final String jcaName;
    private final String oid;
    final SigningAlgorithm algorithm;

    Curve(String name, String jcaName, String oid, int length, SigningAlgorithm algorithm) {
        this.name = name;
        this.jcaName = jcaName;
        this.oid = oid;
        this.length = length;
        this.algorithm = algorithm;
    }

    /** @return null if that algorithm is not of a curve */
    static Curve of(SigningAlgorithm algorithm) {
        for (Curve curve : values()) {
            if (curve.algorithm == algorithm) {
                return curve;
            }
        }
        return null;
    }

    /** @param name in JOSE or in ASN.1 */
    static Curve named(String name) throws WrongKey {
        for (Curve curve : values()) {
            if (curve.name.equals(name) || curve.oid.equals(name)) {
                return curve;
            }
        }
        throw new WrongKey("is an EC key on a curve of another name than P-256, P-384 and P-521");
    }

    ECParameterSpec parameters() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(jcaName));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    /** Whether it can be a private key: from 1 to below the order. */
    static boolean isPrivate(BigInteger number, ECParameterSpec parameters) {
        return number.signum() > 0 && number.compareTo(parameters.getOrder()) < 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
