package io.countersign.key;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;

/**
 * The JDK's own format of key stores, as its {@code sun.security.provider.JavaKeyStore} and {@code KeyProtector} describe it. It is
 * not read by them, for they read certificates; see {@link EncodedCertificate}.
 */
final class Jks {
    private static final int MAGIC = 0xfeedfeed;
    private static final int PRIVATE_KEY = 1;
    private static final int CERTIFICATE = 2;

    /** How the JDK encrypts a key in such a store. */
    private static final String KEY_PROTECTOR = "1.3.6.1.4.1.42.2.17.1.1";
    private static final int HASH_LENGTH = 20;

    private Jks() {}

    static boolean isOne(byte[] content) {
        return startsWith(MAGIC, content);
    }

    static boolean startsWith(int magic, byte[] content) {
        for (int i = 0; i < 4; i++) {
            if (content.length <= i || content[i] != (byte) (magic >> 24 - 8 * i)) {
                return false;
            }
        }
        return true;
    }

    static List<StoredKey> read(byte[] content, String password) throws WrongKey {
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
            return entries(in);
        } catch (IOException e) {
            throw KeyStoreFile.damaged();
        }
    }

    private static List<StoredKey> entries(DataInputStream in) throws IOException, WrongKey {
        List<StoredKey> keys = new ArrayList<>();
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
            } else {
                throw KeyStoreFile.damaged();
            }
        }
        return keys;
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
                if (!info.getEncryptionAlgorithm().getAlgorithm().getId().equals(KEY_PROTECTOR)) {
                    throw new WrongKey("has a key that is encrypted in a way that is not supported, by the scheme "
                            + info.getEncryptionAlgorithm().getAlgorithm());
                }
                byte[] key = open(info.getEncryptedData(), bytes(password));
                return key == null ? null : Pem.pkcs8(key).forTheJca();
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
