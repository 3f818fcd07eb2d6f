package io.countersign.key;

import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/** Keys that tests make, as they are written down. */
public final class TestKeys {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private TestKeys() {}

    public static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** @param curve by its name in the JCA: {@code secp256r1} */
    public static KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    /** PKCS#8, as the JCA writes it. */
    public static String pem(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    /** PKCS#8, encrypted by the JCA, with PKCS#12's SHA-1 and triple DES. */
    public static String encrypted(KeyPair pair, String password) throws Exception {
        return encrypted(pair, password, "PBEWithSHA1AndDESede");
    }

    static String encrypted(KeyPair pair, String password, String scheme) throws Exception {
        Cipher cipher = Cipher.getInstance(scheme);
        SecretKey key = SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password.toCharArray()));
        cipher.init(Cipher.ENCRYPT_MODE, key, new PBEParameterSpec(utf8("saltsalt"), 1000));
        byte[] encrypted = cipher.doFinal(pair.getPrivate().getEncoded());
        return pem("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(cipher.getParameters(), encrypted).getEncoded());
    }

    /** PKCS#8 of RFC 8410, section 7. */
    public static byte[] ed25519(byte[] seed) {
        return concat(hex("302e020100300506032b657004220420"), seed);
    }

    public static String jwk(KeyPair pair, String more) {
        if (pair.getPrivate() instanceof RSAPrivateCrtKey) {
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
            return "{\"kty\":\"RSA\"" + member("n", key.getModulus(), 0) + member("e", key.getPublicExponent(), 0)
                    + member("d", key.getPrivateExponent(), 0) + member("p", key.getPrimeP(), 0) + member("q", key.getPrimeQ(), 0)
                    + member("dp", key.getPrimeExponentP(), 0) + member("dq", key.getPrimeExponentQ(), 0)
                    + member("qi", key.getCrtCoefficient(), 0) + more + "}";
        }
        ECPrivateKey key = (ECPrivateKey) pair.getPrivate();
        int length = (key.getParams().getOrder().bitLength() + 7) / 8;
        return "{\"kty\":\"EC\",\"crv\":\"P-" + key.getParams().getOrder().bitLength() + "\"" + member("d", key.getS(), length)
                + member("x", ((ECPublicKey) pair.getPublic()).getW().getAffineX(), length)
                + member("y", ((ECPublicKey) pair.getPublic()).getW().getAffineY(), length) + more + "}";
    }

    /** With modulus and exponents alone, as RFC 7518, section 6.3.2, allows. */
    public static String jwkWithoutPrimes(KeyPair pair) {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        return "{\"kty\":\"RSA\"" + member("n", key.getModulus(), 0) + member("e", key.getPublicExponent(), 0)
                + member("d", key.getPrivateExponent(), 0) + "}";
    }

    private static String member(String name, BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int zero = bytes[0] == 0 ? 1 : 0;
        byte[] padded = new byte[Math.max(length, bytes.length - zero)];
        System.arraycopy(bytes, zero, padded, padded.length - (bytes.length - zero), bytes.length - zero);
        return ",\"" + name + "\":\"" + URL.encodeToString(padded) + '"';
    }

    public static byte[] hex(String digits) {
        byte[] bytes = new BigInteger("01" + digits, 16).toByteArray();
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part, 0, part.length);
        }
        return all.toByteArray();
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A secret that a test changes; null is one that is not there. */
    public static final class Settable implements Secret {
        private volatile Value value;

        public Settable(String text) {
            set(text);
        }

        public void set(String text) {
            value = text == null ? null : new Value(text);
        }

        @Override
        public Value value() throws CredentialUnavailable {
            if (value == null) {
                throw new CredentialUnavailable(this + " is not there");
            }
            return value;
        }

        @Override
        public String toString() {
            return "${file:key}";
        }
    }
}
