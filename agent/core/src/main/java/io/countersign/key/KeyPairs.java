package io.countersign.key;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;

/** Private keys as the JCA has them, and whether one belongs to a certificate. */
public final class KeyPairs {
    /** RFC 8017, appendix A; RFC 5480, section 2.1.1; RFC 8410, section 3. */
    private static final String[][] ALGORITHMS = {{"1.2.840.113549.1.1.1", "RSA"}, {"1.2.840.113549.1.1.10", "RSASSA-PSS"},
        {"1.2.840.10045.2.1", "EC"}, {"1.3.101.112", "Ed25519"}, {"1.3.101.113", "Ed448"}, {"1.2.840.10040.4.1", "DSA"}};

    private KeyPairs() {}

    /** The JCA's name of a key's algorithm; null for one that it has no name for. */
    static String jcaName(String objectIdentifier) {
        for (String[] algorithm : ALGORITHMS) {
            if (algorithm[0].equals(objectIdentifier)) {
                return algorithm[1];
            }
        }
        return null;
    }

    /**
     * The private key of a file in PEM, which may hold other blocks too.
     *
     * @param password for one that is encrypted; null if none is known
     */
    public static PrivateKey ofPem(byte[] content, String password) throws WrongKey {
        return Pem.read(PemText.of(content, Pem.PKCS_8), password).forTheJca();
    }

    static PrivateKey ofPkcs8(String algorithm, byte[] der) throws WrongKey {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new WrongKey("is an " + algorithm + " key, which this Java runtime cannot use"
                    + (algorithm.equals("Ed25519") ? " for TLS (it can since Java 16)" : ""));
        }
    }

    /**
     * Whether a certificate is for the key.
     *
     * @throws WrongKey if this Java runtime cannot tell, because it does not know such keys, or if TLS would sign by the one as the other does
     *     not allow
     */
    public static boolean belongTogether(PrivateKey key, EncodedCertificate certificate) throws WrongKey {
        PublicKey publicKey = certificate.publicKey();
        if (key instanceof RSAKey && publicKey instanceof RSAKey) {
            boolean isSame = ((RSAKey) key).getModulus().equals(((RSAKey) publicKey).getModulus());
            if (isSame && !key.getAlgorithm().equals(publicKey.getAlgorithm())) {
                throw new WrongKey("is for an " + publicKey.getAlgorithm() + " key, and its key is written as one for " + key.getAlgorithm());
            }
            return isSame;
        }
        if (key instanceof ECKey && publicKey instanceof ECKey
                && !((ECKey) key).getParams().getCurve().equals(((ECKey) publicKey).getParams().getCurve())) {
            return false;
        }
        try {
            return verifies(key, publicKey);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Of another kind.
            return false;
        }
    }

    private static boolean verifies(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        byte[] message = {'p', 'a', 'i', 'r'};
        Signature signer = signature(publicKey.getAlgorithm());
        signer.initSign(key);
        signer.update(message);
        byte[] signed = signer.sign();
        Signature verifier = signature(publicKey.getAlgorithm());
        verifier.initVerify(publicKey);
        verifier.update(message);
        return verifier.verify(signed);
    }

    private static Signature signature(String keyAlgorithm) throws GeneralSecurityException {
        switch (keyAlgorithm) {
            case "EC":
                return Signature.getInstance("SHA256withECDSA");
            case "RSASSA-PSS":
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                return pss;
            case "RSA":
            case "DSA":
                return Signature.getInstance("SHA256with" + keyAlgorithm);
            default:
                return Signature.getInstance(keyAlgorithm);
        }
    }
}
