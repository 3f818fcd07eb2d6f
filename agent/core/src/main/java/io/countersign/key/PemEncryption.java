package io.countersign.key;

import io.countersign.text.Hex;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;

/**
 * The encryption of a block by its headers {@code Proc-Type} and {@code DEK-Info} (RFC 1421), as OpenSSL does it (its manual's
 * page PEM_read, "PEM encryption format").
 */
final class PemEncryption {
    private PemEncryption() {}

    static boolean isOf(PemBlock block) {
        String type = block.header("Proc-Type");
        return type != null && type.endsWith("ENCRYPTED");
    }

    /** @param password null if none is known */
    static byte[] decrypt(PemBlock block, String password) throws WrongKey {
        byte[] secret = bytes(password);
        String info = block.header("DEK-Info");
        int comma = info == null ? -1 : info.indexOf(',');
        byte[] iv = comma < 0 ? null : Hex.decode(info.substring(comma + 1).trim());
        if (iv == null || iv.length < 8) {
            throw new WrongKey("has a '" + block.label + "' in PEM that is encrypted and has no DEK-Info that says how");
        }
        switch (info.substring(0, comma)) {
            case "AES-128-CBC":
                return decrypt(block, "AES", 16, secret, iv);
            case "AES-192-CBC":
                return decrypt(block, "AES", 24, secret, iv);
            case "AES-256-CBC":
                return decrypt(block, "AES", 32, secret, iv);
            case "DES-EDE3-CBC":
                return decrypt(block, "DESede", 24, secret, iv);
            case "DES-CBC":
                return decrypt(block, "DES", 8, secret, iv);
            default:
                throw unsupported("its DEK-Info");
        }
    }

    private static byte[] decrypt(PemBlock block, String cipher, int keyLength, byte[] secret, byte[] iv) throws WrongKey {
        try {
            return PasswordBasedEncryption.decrypt(cipher, derive(secret, iv, keyLength), iv, block.content);
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    /** EVP_BytesToKey with MD5, one round, and the first eight bytes of the initialisation vector as its salt. */
    private static byte[] derive(byte[] secret, byte[] iv, int length) {
        byte[] key = new byte[length];
        byte[] last = {};
        for (int made = 0; made < length; made += last.length) {
            MessageDigest digest = Digests.MD5.take();
            digest.update(last);
            digest.update(secret);
            digest.update(iv, 0, 8);
            last = digest.digest();
            Digests.MD5.give(digest);
            System.arraycopy(last, 0, key, made, Math.min(last.length, length - made));
        }
        Arrays.fill(secret, (byte) 0);
        return key;
    }

    static byte[] bytes(String password) throws WrongKey {
        if (password == null) {
            throw new WrongKey("is encrypted, and there is no 'key-password'");
        }
        return password.getBytes(StandardCharsets.UTF_8);
    }

    /** What {@link PasswordBasedEncryption} fails with, in words. */
    static WrongKey failure(GeneralSecurityException e) {
        return e instanceof PasswordBasedEncryption.Unsupported ? unsupported(e.getMessage())
                : e instanceof BadPaddingException || e instanceof IllegalBlockSizeException ? wrongPassword()
                : new WrongKey("is encrypted in a way that this Java runtime does not decrypt (" + e.getClass().getSimpleName() + ")");
    }

    static WrongKey wrongPassword() {
        return new WrongKey("is encrypted, and its 'key-password' does not decrypt it");
    }

    private static WrongKey unsupported(String where) {
        return new WrongKey("is encrypted in a way that is not supported, by " + where + "; 'openssl pkcs8 -topk8' writes it anew by"
                + " PBKDF2 and AES, which is");
    }
}
