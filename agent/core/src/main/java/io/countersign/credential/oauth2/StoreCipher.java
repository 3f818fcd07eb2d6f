package io.countersign.credential.oauth2;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;
import io.countersign.secret.Secret;
import io.countersign.text.Hex;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What encrypts a file of the store: AES-256-GCM (NIST SP 800-38D) by the JCA, a new random nonce each time. The header and what the file
 * is for are authenticated with it, so that one file cannot be put in the place of another.
 *
 * <pre>
 * CSRT      4 bytes
 * version   1 byte, 1
 * key       1 byte: 0 the file beside it, 1 the policy's store-key
 * salt     16 bytes, by which the key is derived; zeros of a key in a file
 * nonce    12 bytes
 * the encrypted content and its tag of 16 bytes
 * </pre>
 */
final class StoreCipher {
    private static final byte[] MAGIC = {'C', 'S', 'R', 'T', 1};
    private static final int NAME = 4;
    private static final int SALT = MAGIC.length + 1;
    private static final int NONCE = SALT + 16;
    private static final int CONTENT = NONCE + 12;
    private static final int TAG_BITS = 128;

    /** Shorter ones are guessed. */
    private static final int LEAST = 16;

    /** A store-key may be a pass phrase: PBKDF2 (RFC 8018) as often as OWASP's Password Storage Cheat Sheet asks for with SHA-512. */
    private static final int ROUNDS = 210_000;
    private static final String WHAT_NEXT = "; nothing of it was changed: put back what belongs there, or log in anew";

    private final OwnFile file;
    private final OwnFile keyFile;
    private final Secret storeKey;
    private final byte[] purpose;
    private final Moments moments;

    // The key that was derived last, of what and with which salt: that takes a fifth of a second.
    private Secret.Value derivedOf;
    private byte[] derivedSalt;
    private byte[] derived;

    /**
     * @param file whose content it is, for the messages
     * @param storeKey null for a random key in a file beside it
     */
    StoreCipher(OwnFile file, Secret storeKey, String purpose, Moments moments) {
        this.file = file;
        this.keyFile = file.with(".store-key");
        this.storeKey = storeKey;
        this.purpose = purpose.getBytes(StandardCharsets.UTF_8);
        this.moments = moments;
    }

    byte[] encrypt(byte[] content) throws CredentialUnavailable {
        byte[] header = Arrays.copyOf(MAGIC, CONTENT);
        header[MAGIC.length] = (byte) (storeKey == null ? 0 : 1);
        byte[] key = storeKey == null ? keyInFile(true) : derived(derivedSalt != null ? derivedSalt : random(NONCE - SALT));
        if (storeKey != null) {
            System.arraycopy(derivedSalt, 0, header, SALT, derivedSalt.length);
        }
        System.arraycopy(random(CONTENT - NONCE), 0, header, NONCE, CONTENT - NONCE);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, header).doFinal(content);
            byte[] whole = Arrays.copyOf(header, header.length + encrypted.length);
            System.arraycopy(encrypted, 0, whole, header.length, encrypted.length);
            return whole;
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    byte[] decrypt(byte[] whole) throws CredentialUnavailable {
        if (whole.length < CONTENT + TAG_BITS / 8 || !isStore(whole)) {
            throw new CredentialUnavailable(file + " is no store of a refresh token, or was cut short" + WHAT_NEXT);
        }
        if (whole[NAME] != MAGIC[NAME]) {
            throw new CredentialUnavailable(file + " was written by another version of this agent" + WHAT_NEXT);
        }
        boolean isDerived = whole[MAGIC.length] == 1;
        if (isDerived != (storeKey != null)) {
            throw new CredentialUnavailable(file + (isDerived ? " was encrypted by a 'store-key', and the policy has none now"
                    : " was encrypted by the key in " + keyFile + ", and the policy has a 'store-key' now") + WHAT_NEXT);
        }
        byte[] key = storeKey == null ? keyInFile(false) : derived(Arrays.copyOfRange(whole, SALT, NONCE));
        try {
            return cipher(Cipher.DECRYPT_MODE, key, whole).doFinal(whole, CONTENT, whole.length - CONTENT);
        } catch (AEADBadTagException e) {
            throw new CredentialUnavailable(file + " was encrypted by another " + (storeKey == null ? "key than that in " + keyFile
                    : "'store-key'") + ", belongs to a credential of other fields, or was changed" + WHAT_NEXT);
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    /** Whether it is one of ours, by its first bytes: torn, of another version or by another key as it may be. */
    static boolean isStore(byte[] whole) {
        return Arrays.equals(Arrays.copyOf(whole, NAME), Arrays.copyOf(MAGIC, NAME)) || whole.length == 0;
    }

    /** The key goes with what it encrypted. */
    void forget() throws CredentialUnavailable {
        if (keyOf(keyFile.read()) != null) {
            keyFile.delete();
        }
    }

    private Cipher cipher(int mode, byte[] key, byte[] header) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, header, NONCE, CONTENT - NONCE));
        cipher.updateAAD(header, 0, CONTENT);
        cipher.updateAAD(purpose);
        return cipher;
    }

    /** The store's lock is held, so that one is made once. */
    private byte[] keyInFile(boolean make) throws CredentialUnavailable {
        byte[] text = keyFile.read();
        if (text == null) {
            if (!make) {
                throw new CredentialUnavailable(file + " was encrypted by the key in " + keyFile + ", which is not there" + WHAT_NEXT);
            }
            byte[] key = random(32);
            keyFile.write((Hex.of(key) + "\n").getBytes(StandardCharsets.US_ASCII));
            return key;
        }
        byte[] key = keyOf(text);
        if (key == null) {
            throw new CredentialUnavailable(keyFile + " is no key of a store (64 hex digits): put back what belongs there, or name another place"
                    + " in 'store' and log in anew");
        }
        return key;
    }

    /** @return null if it is none */
    private static byte[] keyOf(byte[] text) {
        byte[] key = text == null ? null : Hex.decode(new String(text, StandardCharsets.US_ASCII).trim());
        return key == null || key.length != 32 ? null : key;
    }

    private byte[] derived(byte[] salt) throws CredentialUnavailable {
        Secret.Value now = storeKey.awaited();
        if (now != derivedOf || !Arrays.equals(salt, derivedSalt)) {
            if (now.text().length() < LEAST) {
                throw new CredentialUnavailable("'store-key' (" + storeKey + ") has fewer than " + LEAST + " characters; 'openssl rand -hex 32' makes one");
            }
            try {
                derived = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                        .generateSecret(new PBEKeySpec(now.text().toCharArray(), salt, ROUNDS, 256)).getEncoded();
            } catch (GeneralSecurityException e) {
                throw failure(e);
            }
            derivedOf = now;
            derivedSalt = salt;
        }
        return derived;
    }

    private byte[] random(int count) {
        byte[] bytes = new byte[count];
        moments.random(bytes);
        return bytes;
    }

    private CredentialUnavailable failure(GeneralSecurityException e) {
        return new CredentialUnavailable("this Java runtime does not encrypt " + file + " by AES-256-GCM (" + e.getClass().getSimpleName() + ")");
    }
}
