package io.countersign.key;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBEParameter;

/**
 * The JDK's own formats of key stores: JKS, as its {@code sun.security.provider.JavaKeyStore} and {@code KeyProtector} describe it, and JCEKS, as
 * {@code com.sun.crypto.provider.JceKeyStore} and its {@code KeyProtector} do. They are not read by these, for they read certificates (see
 * {@link EncodedCertificate}) and serialized objects (see {@link Serialized}).
 */
final class Jks {
    private static final int JKS = 0xfeedfeed;
    private static final int JCEKS = 0xcececece;
    private static final int PRIVATE_KEY = 1;
    private static final int CERTIFICATE = 2;
    private static final int SECRET_KEY = 3;

    /** How the JDK encrypts a key in either. */
    private static final String KEY_PROTECTOR = "1.3.6.1.4.1.42.2.17.1.1";
    private static final String JCE_KEY_PROTECTOR = "1.3.6.1.4.1.42.2.19.1";

    /** Its own, like PKCS#5 1.5 with another key derivation; in the JCA by this name. */
    private static final String JCE_CIPHER = "PBEWithMD5AndTripleDES";
    private static final int HASH_LENGTH = 20;

    private final List<StoredKey> keys = new ArrayList<>();

    /** By their aliases, as they are sealed. */
    private final Map<String, Map<String, Object>> secrets = new TreeMap<>();

    private Jks() {}

    static boolean isOne(byte[] content) {
        return startsWith(JKS, content) || startsWith(JCEKS, content);
    }

    private static boolean startsWith(int magic, byte[] content) {
        for (int i = 0; i < 4; i++) {
            if (content.length <= i || content[i] != (byte) (magic >> 24 - 8 * i)) {
                return false;
            }
        }
        return true;
    }

    static List<StoredKey> read(byte[] content, String password) throws WrongKey {
        return opened(content, password).keys;
    }

    /** The bytes of a secret key, whose password is the store's. */
    static byte[] secretKey(byte[] content, String alias, String password) throws WrongKey {
        Jks store = opened(content, password);
        for (Map.Entry<String, Map<String, Object>> each : store.secrets.entrySet()) {
            if (each.getKey().equalsIgnoreCase(alias)) {
                return secretKey(each.getValue(), alias, password);
            }
        }
        throw KeyStoreFile.noSecretKey(alias, store.secrets.keySet());
    }

    private static Jks opened(byte[] content, String password) throws WrongKey {
        if (password == null) {
            throw KeyStoreFile.withoutPassword();
        }
        if (content.length < HASH_LENGTH) {
            throw KeyStoreFile.damaged();
        }
        int end = content.length - HASH_LENGTH;
        byte[] hash = sha1(bytes(password), "Mighty Aphrodite".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(content, end));
        if (!MessageDigest.isEqual(hash, Arrays.copyOfRange(content, end, content.length))) {
            throw KeyStoreFile.wrongPasswordOrDamaged();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content, 4, end - 4))) {
            Jks store = new Jks();
            store.readEntries(in);
            return store;
        } catch (IOException e) {
            throw KeyStoreFile.damaged();
        }
    }

    private void readEntries(DataInputStream in) throws IOException, WrongKey {
        int version = in.readInt();
        for (int left = in.readInt(); left > 0; left--) {
            int tag = in.readInt();
            String alias = in.readUTF();
            in.readLong();
            if (tag == PRIVATE_KEY) {
                byte[] sealed = bytes(in);
                List<EncodedCertificate> chain = new ArrayList<>();
                for (int certificates = in.readInt(); certificates > 0; certificates--) {
                    chain.add(EncodedCertificate.ofDer(certificate(version, in)));
                }
                keys.add(new Key(alias, chain, sealed));
            } else if (tag == CERTIFICATE) {
                certificate(version, in);
            } else if (tag == SECRET_KEY) {
                secrets.put(alias, Serialized.object(in));
            } else {
                throw KeyStoreFile.damaged();
            }
        }
    }

    /** A {@code javax.crypto.SealedObject}, in which there is a {@code SecretKeySpec} or, in the place of others, a {@code java.security.KeyRep}. */
    private static byte[] secretKey(Map<String, Object> sealed, String alias, String password) throws WrongKey {
        try {
            if (!JCE_CIPHER.equals(sealed.get("sealAlg"))) {
                throw new WrongKey("has a key that is encrypted in a way that is not supported, by the scheme " + sealed.get("sealAlg"));
            }
            byte[] opened = decrypt(PBEParameter.getInstance(sealed.get("encodedParams")), (byte[]) sealed.get("encryptedContent"), password);
            Map<String, Object> key = Serialized.object(new DataInputStream(new ByteArrayInputStream(opened)));
            Object bytes = key.containsKey("key") ? key.get("key") : key.get("encoded");
            if (!(bytes instanceof byte[])) {
                throw KeyStoreFile.damaged();
            }
            return (byte[]) bytes;
        } catch (GeneralSecurityException e) {
            throw new WrongKey("has a secret key '" + alias + "' with another password than its own, which 'keystore-password' is, or encrypted in"
                    + " a way that this Java runtime does not have");
        } catch (IOException | RuntimeException e) {
            // What it says may hold some of the key.
            throw KeyStoreFile.damaged();
        }
    }

    private static byte[] decrypt(PBEParameter parameters, byte[] encrypted, String password) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(JCE_CIPHER);
        cipher.init(Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(JCE_CIPHER).generateSecret(new PBEKeySpec(password.toCharArray())),
                new PBEParameterSpec(parameters.getSalt(), parameters.getIterationCount().intValueExact()));
        return cipher.doFinal(encrypted);
    }

    private static byte[] certificate(int version, DataInputStream in) throws IOException {
        if (version > 1) {
            in.readUTF(); // X.509: there is no other
        }
        return bytes(in);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException();
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static byte[] bytes(String password) {
        return password.getBytes(StandardCharsets.UTF_16BE);
    }

    private static byte[] sha1(byte[]... parts) {
        MessageDigest digest = Digests.SHA_1.take();
        for (byte[] part : parts) {
            digest.update(part);
        }
        byte[] hash = digest.digest();
        Digests.SHA_1.give(digest);
        return hash;
    }

    private static final class Key extends StoredKey {
        private final byte[] sealed;

        Key(String alias, List<EncodedCertificate> chain, byte[] sealed) {
            super(alias, chain, false);
            this.sealed = sealed;
        }

        @Override
        public PrivateKey key(String password) throws WrongKey {
            try {
                EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(sealed);
                if (info.getEncryptionAlgorithm().getAlgorithm().getId().equals(JCE_KEY_PROTECTOR)) {
                    return Pem.pkcs8(decrypt(PBEParameter.getInstance(info.getEncryptionAlgorithm().getParameters()), info.getEncryptedData(), password))
                            .forTheJca();
                }
                if (!info.getEncryptionAlgorithm().getAlgorithm().getId().equals(KEY_PROTECTOR)) {
                    throw new WrongKey("has a key that is encrypted in a way that is not supported, by the scheme "
                            + info.getEncryptionAlgorithm().getAlgorithm());
                }
                byte[] key = open(info.getEncryptedData(), bytes(password));
                return key == null ? null : Pem.pkcs8(key).forTheJca();
            } catch (BadPaddingException e) {
                return null;
            } catch (GeneralSecurityException e) {
                throw new WrongKey("has a key that is encrypted in a way that this Java runtime does not decrypt (" + e.getClass().getSimpleName() + ")");
            } catch (IOException | RuntimeException e) {
                // What it says may hold some of the key.
                throw KeyStoreFile.damaged();
            }
        }
    }

    /** Salt, the key under a stream of hashes, each of the one before, and the hash of the key. @return null if the password is another one */
    private static byte[] open(byte[] sealed, byte[] password) {
        byte[] last = Arrays.copyOf(sealed, HASH_LENGTH);
        byte[] key = Arrays.copyOfRange(sealed, HASH_LENGTH, sealed.length - HASH_LENGTH);
        for (int i = 0; i < key.length; i++) {
            if (i % HASH_LENGTH == 0) {
                last = sha1(password, last);
            }
            key[i] ^= last[i % HASH_LENGTH];
        }
        byte[] hash = Arrays.copyOfRange(sealed, sealed.length - HASH_LENGTH, sealed.length);
        return MessageDigest.isEqual(sha1(password, key), hash) ? key : null;
    }
}
