package io.countersign.key;

import java.security.GeneralSecurityException;
import java.security.spec.KeySpec;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S1ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Password-based encryption of PKCS#8 (RFC 5958, section 3): PBES2 of RFC 8018, section 6.2, with PBKDF2 or scrypt
 * (RFC 7914, section 7) and AES or triple DES; PBES1 with MD5 and DES; PKCS#12's with SHA-1 and triple DES (RFC 7292, appendix C).
 * The last two are not the JCA's, which takes passwords in ASCII alone for them.
 */
final class Pkcs8Encryption {
    /** RFC 8018, appendices A.3 and A.4; RFC 7292, appendix C. */
    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final String PBE_MD5_DES = "1.2.840.113549.1.5.3";
    private static final String PBE_SHA1_DESEDE = "1.2.840.113549.1.12.1.3";

    /** RFC 8018, appendix A.2, and RFC 7914, section 7. */
    private static final String PBKDF2 = "1.2.840.113549.1.5.12";
    private static final String SCRYPT = "1.3.6.1.4.1.11591.4.11";

    private Pkcs8Encryption() {}

    /**
     * @param password null if none is known
     * @throws RuntimeException if it is not such a structure
     */
    static byte[] decrypt(byte[] der, String password) throws WrongKey {
        byte[] secret = PemEncryption.bytes(password);
        EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(der);
        String scheme = info.getEncryptionAlgorithm().getAlgorithm().getId();
        ASN1Encodable parameters = info.getEncryptionAlgorithm().getParameters();
        try {
            switch (scheme) {
                case PBES2:
                    return pbes2(PBES2Parameters.getInstance(parameters), password, secret, info.getEncryptedData());
                case PBE_MD5_DES:
                    PBEParameter pbes1 = PBEParameter.getInstance(parameters);
                    PBEParametersGenerator md5 = new PKCS5S1ParametersGenerator(new MD5Digest());
                    md5.init(secret, pbes1.getSalt(), pbes1.getIterationCount().intValueExact());
                    return decrypt("DES", md5.generateDerivedParameters(64, 64), info.getEncryptedData());
                case PBE_SHA1_DESEDE:
                    PKCS12PBEParams pkcs12 = PKCS12PBEParams.getInstance(parameters);
                    PBEParametersGenerator sha1 = new PKCS12ParametersGenerator(new SHA1Digest());
                    sha1.init(PBEParametersGenerator.PKCS12PasswordToBytes(password.toCharArray()), pkcs12.getIV(),
                            pkcs12.getIterations().intValueExact());
                    return decrypt("DESede", sha1.generateDerivedParameters(192, 64), info.getEncryptedData());
                default:
                    throw PemEncryption.unsupported("the scheme " + scheme);
            }
        } catch (GeneralSecurityException e) {
            throw PemEncryption.failure(e);
        }
    }

    private static byte[] decrypt(String algorithm, CipherParameters derived, byte[] encrypted) throws WrongKey {
        ParametersWithIV both = (ParametersWithIV) derived;
        return PemEncryption.decrypt(algorithm, ((KeyParameter) both.getParameters()).getKey(), both.getIV(), encrypted);
    }

    private static byte[] pbes2(PBES2Parameters parameters, String password, byte[] secret, byte[] encrypted)
            throws GeneralSecurityException, WrongKey {
        KeyDerivationFunc function = parameters.getKeyDerivationFunc();
        byte[] iv = ASN1OctetString.getInstance(parameters.getEncryptionScheme().getParameters()).getOctets();
        String cipher = parameters.getEncryptionScheme().getAlgorithm().getId();
        // RFC 8018, appendix B.2, and NIST's aes 2, 22 and 42.
        switch (cipher) {
            case "2.16.840.1.101.3.4.1.2":
                return PemEncryption.decrypt("AES", derive(function, password, secret, 16), iv, encrypted);
            case "2.16.840.1.101.3.4.1.22":
                return PemEncryption.decrypt("AES", derive(function, password, secret, 24), iv, encrypted);
            case "2.16.840.1.101.3.4.1.42":
                return PemEncryption.decrypt("AES", derive(function, password, secret, 32), iv, encrypted);
            case "1.2.840.113549.3.7":
                return PemEncryption.decrypt("DESede", derive(function, password, secret, 24), iv, encrypted);
            default:
                throw PemEncryption.unsupported("the cipher " + cipher);
        }
    }

    private static byte[] derive(KeyDerivationFunc function, String password, byte[] secret, int length)
            throws GeneralSecurityException, WrongKey {
        switch (function.getAlgorithm().getId()) {
            case PBKDF2:
                PBKDF2Params pbkdf2 = PBKDF2Params.getInstance(function.getParameters());
                KeySpec spec = new PBEKeySpec(password.toCharArray(), pbkdf2.getSalt(), pbkdf2.getIterationCount().intValueExact(), 8 * length);
                String hash = hash(pbkdf2.getPrf().getAlgorithm().getId());
                return SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash).generateSecret(spec).getEncoded();
            case SCRYPT:
                // scrypt-params ::= SEQUENCE { salt, costParameter, blockSize, parallelizationParameter, keyLength OPTIONAL }
                ASN1Sequence scrypt = ASN1Sequence.getInstance(function.getParameters());
                byte[] salt = ASN1OctetString.getInstance(scrypt.getObjectAt(0)).getOctets();
                return SCrypt.generate(secret, salt, number(scrypt, 1), number(scrypt, 2), number(scrypt, 3), length);
            default:
                throw PemEncryption.unsupported("the key derivation " + function.getAlgorithm());
        }
    }

    private static int number(ASN1Sequence sequence, int index) {
        return ASN1Integer.getInstance(sequence.getObjectAt(index)).intValueExact();
    }

    /** The hash in the HMAC that PBKDF2 uses (RFC 8018, appendix B.1). */
    private static String hash(String prf) throws WrongKey {
        switch (prf) {
            case "1.2.840.113549.2.7":
                return "SHA1";
            case "1.2.840.113549.2.8":
                return "SHA224";
            case "1.2.840.113549.2.9":
                return "SHA256";
            case "1.2.840.113549.2.10":
                return "SHA384";
            case "1.2.840.113549.2.11":
                return "SHA512";
            default:
                throw PemEncryption.unsupported("the pseudorandom function " + prf);
        }
    }
}
