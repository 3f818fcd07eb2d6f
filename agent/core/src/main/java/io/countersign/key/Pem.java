package io.countersign.key;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;

/**
 * A private key in PEM, which may stand among other blocks and text: PKCS#8, encrypted or not (RFC 7468, sections 10 and
 * 11), PKCS#1 (RFC 8017, appendix A.1.2), SEC 1 (RFC 5915), and the last two as OpenSSL encrypts them.
 */
final class Pem {
    private static final String PKCS_1 = "RSA PRIVATE KEY";
    private static final String SEC_1 = "EC PRIVATE KEY";
    static final String PKCS_8 = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final String EXPECTED = "expected are '" + PKCS_8 + "', '" + ENCRYPTED + "', '" + PKCS_1 + "' or '" + SEC_1 + "'";

    /** Algorithms of keys: RFC 8017, appendix A; RFC 5480, section 2.1.1 (EC's name too where the key is private); RFC 8410, section 3. */
    private static final String RSA = "1.2.840.113549.1.1.1";
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";
    private static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    private static final String ED_25519 = "1.3.101.112";

    private Pem() {}

    /** @param password for a key that is encrypted; null if none is known */
    static PrivateKeyMaterial read(String text, String password) throws WrongKey {
        PemBlock key = keyAmong(PemBlock.of(text));
        boolean isEncrypted = PemEncryption.isOf(key);
        byte[] content = isEncrypted ? PemEncryption.decrypt(key, password) : key.content;
        try {
            switch (key.label) {
                case PKCS_1:
                    return rsa(content);
                case SEC_1:
                    return ec(ECPrivateKey.getInstance(content), null);
                case ENCRYPTED:
                    isEncrypted = true;
                    return pkcs8(decrypt(content, password));
                default:
                    return pkcs8(content);
            }
        } catch (IOException | RuntimeException e) {
            // What it says may hold some of the key. A wrong password that leaves a valid padding ends here too.
            throw isEncrypted ? PemEncryption.wrongPassword() : PemBlock.damaged(key.label);
        }
    }

    private static byte[] decrypt(byte[] der, String password) throws WrongKey {
        PemEncryption.bytes(password);
        EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(der);
        try {
            return PasswordBasedEncryption.decrypt(info.getEncryptionAlgorithm(), info.getEncryptedData(), password);
        } catch (GeneralSecurityException e) {
            throw PemEncryption.failure(e);
        }
    }

    private static PemBlock keyAmong(List<PemBlock> blocks) throws WrongKey {
        PemBlock key = null;
        List<String> found = new ArrayList<>();
        for (PemBlock block : blocks) {
            String label = block.label;
            if (label.equals(PKCS_1) || label.equals(SEC_1) || label.equals(PKCS_8) || label.equals(ENCRYPTED)) {
                if (key != null) {
                    throw new WrongKey("has more than one private key in PEM; a single one is expected");
                }
                key = block;
            } else if (!found.contains(PemBlock.shown(label))) {
                found.add(PemBlock.shown(label));
            }
        }
        if (key == null) {
            throw new WrongKey(found.isEmpty() ? PemText.UNBROKEN
                    : "has " + String.join(", ", found) + " in PEM and no private key that can be read; " + EXPECTED);
        }
        return key;
    }

    /** Not encrypted. @throws RuntimeException if it is something else */
    static PrivateKeyMaterial pkcs8(byte[] der) throws IOException, WrongKey {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
        String algorithm = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
        switch (algorithm) {
            case RSA:
                return rsa(info.getPrivateKey().getOctets());
            case RSASSA_PSS:
                return rsa(info.getPrivateKey().getOctets()).forPssAlone();
            case EC_PUBLIC_KEY:
                return ec(ECPrivateKey.getInstance(info.parsePrivateKey()), info.getPrivateKeyAlgorithm().getParameters());
            case ED_25519:
                return new Ed25519Key(ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets());
            default:
                throw new WrongKey("is a private key that is neither RSA nor EC nor Ed25519 (its algorithm is " + algorithm + ")");
        }
    }

    private static RsaKey rsa(byte[] der) throws WrongKey {
        RSAPrivateKey key = RSAPrivateKey.getInstance(der);
        return RsaKey.of(key.getModulus(), key.getPublicExponent(), key.getPrivateExponent(), key.getPrime1(), key.getPrime2(),
                key.getExponent1(), key.getExponent2(), key.getCoefficient());
    }

    /** @param parameters null if they stand in the key itself */
    private static EcKey ec(ECPrivateKey key, Object parameters) throws WrongKey {
        Object curve = parameters == null ? key.getParametersObject() : parameters;
        if (!(curve instanceof ASN1ObjectIdentifier)) {
            throw new WrongKey("is an EC key that " + (curve == null ? "does not name its curve" : "spells out its curve, instead of naming it"));
        }
        return new EcKey(Curve.named(((ASN1ObjectIdentifier) curve).getId()), key.getKey());
    }
}
