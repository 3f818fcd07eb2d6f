package io.countersign.authority;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.MiscPEMGenerator;
import org.bouncycastle.openssl.PEMEncryptor;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** Certificates in PEM, one after the other; what an {@link Identity} writes of its key. */
public final class Pem {
    private Pem() {}

    public static String certificates(X509Certificate... certificates) {
        return certificates(Arrays.asList(certificates));
    }

    public static String certificates(List<X509Certificate> certificates) {
        StringBuilder all = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                all.append(write(new PemObject("CERTIFICATE", certificate.getEncoded())));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
        return all.toString();
    }

    static String pkcs8(KeyPair pair) {
        try {
            return write(new PemObject("PRIVATE KEY", privateKey(pair).getEncoded()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PBES2 with PBKDF2 and AES, as {@code openssl pkcs8 -topk8} has it. */
    static String encryptedPkcs8(KeyPair pair, String password) {
        try {
            OutputEncryptor encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                    .setPRF(PKCS8Generator.PRF_HMACSHA256).setIterationCount(2048).setPassword(password.toCharArray())
                    .setProvider(Authority.PROVIDER).build();
            return write(new PKCS8Generator(privateKey(pair), encryptor));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without the public key that some classes of Ed25519 add (RFC 5958, version 2), which OpenSSL 3.0 does not read. */
    private static PrivateKeyInfo privateKey(KeyPair pair) throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey());
    }

    /** PKCS#1 or SEC 1. */
    static String traditional(KeyPair pair) {
        return traditional(pair, null);
    }

    /** RFC 1421's fields, MD5 of the password. @param cipher such as {@code AES-256-CBC} or {@code DES-EDE3-CBC} */
    static String encryptedTraditional(KeyPair pair, String cipher, String password) {
        return traditional(pair, new JcePEMEncryptorBuilder(cipher).setProvider(Authority.PROVIDER).build(password.toCharArray()));
    }

    private static String traditional(KeyPair pair, PEMEncryptor encryptor) {
        try {
            return write(new MiscPEMGenerator(withCurve(pair), encryptor));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With the curve and the public key within what is PKCS#8's own, as SEC 1 alone has no other place for them. */
    private static PrivateKeyInfo withCurve(KeyPair pair) throws IOException {
        PrivateKeyInfo info = privateKey(pair);
        if (!(pair.getPrivate() instanceof ECPrivateKey)) {
            return info;
        }
        ECPrivateKey key = (ECPrivateKey) pair.getPrivate();
        BigInteger order = key.getParams().getOrder();
        return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), new org.bouncycastle.asn1.sec.ECPrivateKey(order.bitLength(),
                key.getS(), SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()).getPublicKeyData(),
                info.getPrivateKeyAlgorithm().getParameters()));
    }

    private static String write(PemObjectGenerator object) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        // One that a file has on every system.
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
