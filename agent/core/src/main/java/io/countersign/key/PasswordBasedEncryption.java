package io.countersign.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.KeySpec;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.RC2ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S1ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Encryption by a password, of keys in PKCS#8 and of what PKCS#12 holds: PBES2 of RFC 8018, section 6.2, with PBKDF2 or scrypt
 * (RFC 7914, section 7) and AES or triple DES; PBES1 with MD5 and DES; PKCS#12's with SHA-1 and triple DES or RC2 (RFC 7292,
 * appendix C). The last two are not the JCA's, which takes passwords in ASCII alone for them.
 */
final class PasswordBasedEncryption {
    /** RFC 8018, appendices A.3 and A.4; RFC 7292, appendix C. */
    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final String PBE_MD5_DES = "1.2.840.113549.1.5.3";
    private static final String PBE_SHA1_DESEDE = "1.2.840.113549.1.12.1.3";
    private static final String PBE_SHA1_RC2_128 = "1.2.840.113549.1.12.1.5";
    private static final String PBE_SHA1_RC2_40 = "1.2.840.113549.1.12.1.6";

    /** RFC 8018, appendix A.2, and RFC 7914, section 7. */
    private static final String PBKDF2 = "1.2.840.113549.1.5.12";
    private static final String SCRYPT = "1.3.6.1.4.1.11591.4.11";

    private PasswordBasedEncryption() {}

    /** The way in which something is encrypted is not among those above; the message says what of it: {@code the scheme 1.2.3}. */
    static final class Unsupported extends GeneralSecurityException {
        Unsupported(String what) {
            super(what);
        }
    }

    /**
     * @throws Unsupported if it is encrypted in another way
     * @throws GeneralSecurityException if the password is another one, or this Java runtime lacks a cipher
     * @throws RuntimeException if the algorithm's parameters are not what they should be
     */
    static byte[] decrypt(AlgorithmIdentifier algorithm, byte[] encrypted, String password) throws GeneralSecurityException {
        ASN1Encodable parameters = algorithm.getParameters();
        switch (algorithm.getAlgorithm().getId()) {
            case PBES2:
                return pbes2(PBES2Parameters.getInstance(parameters), password, encrypted);
            case PBE_MD5_DES:
                PBEParameter pbes1 = PBEParameter.getInstance(parameters);
                PBEParametersGenerator md5 = new PKCS5S1ParametersGenerator(new MD5Digest());
                md5.init(password.getBytes(StandardCharsets.UTF_8), pbes1.getSalt(), pbes1.getIterationCount().intValueExact());
                return pbes1("DES", 64, md5, encrypted);
            case PBE_SHA1_DESEDE:
                return pbes1("DESede", 192, pkcs12(PKCS12PBEParams.getInstance(parameters), password), encrypted);
            case PBE_SHA1_RC2_128:
                return pbes1("RC2", 128, pkcs12(PKCS12PBEParams.getInstance(parameters), password), encrypted);
            case PBE_SHA1_RC2_40:
                return pbes1("RC2", 40, pkcs12(PKCS12PBEParams.getInstance(parameters), password), encrypted);
            default:
                throw new Unsupported("the scheme " + algorithm.getAlgorithm());
        }
    }

    private static PBEParametersGenerator pkcs12(PKCS12PBEParams parameters, String password) {
        PBEParametersGenerator sha1 = new PKCS12ParametersGenerator(new SHA1Digest());
        sha1.init(pkcs12Bytes(password), parameters.getIV(), parameters.getIterations().intValueExact());
        return sha1;
    }

    /** A BMPString and its end, two bytes of zero, which an empty one has too (RFC 7292, appendix B.1). */
    static byte[] pkcs12Bytes(String password) {
        return password.isEmpty() ? new byte[2] : PBEParametersGenerator.PKCS12PasswordToBytes(password.toCharArray());
    }

    private static byte[] pbes1(String cipher, int keyBits, PBEParametersGenerator generator, byte[] encrypted) throws GeneralSecurityException {
        ParametersWithIV both = (ParametersWithIV) generator.generateDerivedParameters(keyBits, 64);
        byte[] key = ((KeyParameter) both.getParameters()).getKey();
        // RC2 has a strength besides its key's length (RFC 2268, section 2).
        return decrypt(cipher, key, cipher.equals("RC2") ? new RC2ParameterSpec(keyBits, both.getIV()) : new IvParameterSpec(both.getIV()), encrypted);
    }

    private static byte[] pbes2(PBES2Parameters parameters, String password, byte[] encrypted) throws GeneralSecurityException {
        KeyDerivationFunc function = parameters.getKeyDerivationFunc();
        byte[] iv = ASN1OctetString.getInstance(parameters.getEncryptionScheme().getParameters()).getOctets();
        String cipher = parameters.getEncryptionScheme().getAlgorithm().getId();
        // RFC 8018, appendix B.2, and NIST's aes 2, 22 and 42.
        switch (cipher) {
            case "2.16.840.1.101.3.4.1.2":
                return decrypt("AES", derive(function, password, 16), iv, encrypted);
            case "2.16.840.1.101.3.4.1.22":
                return decrypt("AES", derive(function, password, 24), iv, encrypted);
            case "2.16.840.1.101.3.4.1.42":
                return decrypt("AES", derive(function, password, 32), iv, encrypted);
            case "1.2.840.113549.3.7":
                return decrypt("DESede", derive(function, password, 24), iv, encrypted);
            default:
                throw new Unsupported("the cipher " + cipher);
        }
    }

    /** @param algorithm of the cipher, which is used in CBC with the padding of PKCS#5 */
    static byte[] decrypt(String algorithm, byte[] key, byte[] iv, byte[] encrypted) throws GeneralSecurityException {
        return decrypt(algorithm, key, new IvParameterSpec(iv), encrypted);
    }

    private static byte[] decrypt(String algorithm, byte[] key, AlgorithmParameterSpec parameters, byte[] encrypted)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(algorithm + "/CBC/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, algorithm), parameters);
        return cipher.doFinal(encrypted);
    }

    /** @param length of the key that is derived, in bytes */
    static byte[] derive(KeyDerivationFunc function, String password, int length) throws GeneralSecurityException {
        switch (function.getAlgorithm().getId()) {
            case PBKDF2:
                PBKDF2Params pbkdf2 = PBKDF2Params.getInstance(function.getParameters());
                KeySpec spec = new PBEKeySpec(password.toCharArray(), pbkdf2.getSalt(), pbkdf2.getIterationCount().intValueExact(), 8 * length);
                String hash = hmac(pbkdf2.getPrf());
                return SecretKeyFactory.getInstance("PBKDF2With" + hash).generateSecret(spec).getEncoded();
            case SCRYPT:
                // scrypt-params ::= SEQUENCE { salt, costParameter, blockSize, parallelizationParameter, keyLength OPTIONAL }
                ASN1Sequence scrypt = ASN1Sequence.getInstance(function.getParameters());
                byte[] salt = ASN1OctetString.getInstance(scrypt.getObjectAt(0)).getOctets();
                return SCrypt.generate(password.getBytes(StandardCharsets.UTF_8), salt, number(scrypt, 1), number(scrypt, 2), number(scrypt, 3), length);
            default:
                throw new Unsupported("the key derivation " + function.getAlgorithm());
        }
    }

    private static int number(ASN1Sequence sequence, int index) {
        return ASN1Integer.getInstance(sequence.getObjectAt(index)).intValueExact();
    }

    /** The JCA's name of an HMAC (RFC 8018, appendix B.1). */
    static String hmac(AlgorithmIdentifier algorithm) throws Unsupported {
        switch (algorithm.getAlgorithm().getId()) {
            case "1.2.840.113549.2.7":
                return "HmacSHA1";
            case "1.2.840.113549.2.8":
                return "HmacSHA224";
            case "1.2.840.113549.2.9":
                return "HmacSHA256";
            case "1.2.840.113549.2.10":
                return "HmacSHA384";
            case "1.2.840.113549.2.11":
                return "HmacSHA512";
            default:
                throw new Unsupported("the pseudorandom function " + algorithm.getAlgorithm());
        }
    }
}
