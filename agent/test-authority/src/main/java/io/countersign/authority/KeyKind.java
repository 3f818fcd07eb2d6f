package io.countersign.authority;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECGenParameterSpec;

/** Of the JDK's own classes, so that its TLS takes them; Ed25519 before Java 15 of BouncyCastle's, which only files are made of. */
public enum KeyKind {
    EC_P256("SHA256withECDSA"),
    EC_P384("SHA384withECDSA"),
    /** 2048 bits; a fifth of a second or so. */
    RSA("SHA256withRSA"),
    /** An RSA key that is for RSASSA-PSS alone (RFC 4055, section 3.1). */
    RSASSA_PSS("SHA256withRSAandMGF1"),
    ED25519("Ed25519");

    /** What an authority with such a key signs by. */
    final String signature;

    KeyKind(String signature) {
        this.signature = signature;
    }

    KeyPair generate() {
        try {
            switch (this) {
                case RSA:
                    return rsa("RSA");
                case RSASSA_PSS:
                    return rsa("RSASSA-PSS");
                case ED25519:
                    return ed25519();
                default:
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                    generator.initialize(new ECGenParameterSpec(this == EC_P256 ? "secp256r1" : "secp384r1"));
                    return generator.generateKeyPair();
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair rsa(String algorithm) throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static KeyPair ed25519() throws NoSuchAlgorithmException {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException before15) {
            return KeyPairGenerator.getInstance("Ed25519", Authority.PROVIDER).generateKeyPair();
        }
    }
}
