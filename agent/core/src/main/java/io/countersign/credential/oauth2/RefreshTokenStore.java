package io.countersign.credential.oauth2;

import io.countersign.key.Digests;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;
import io.countersign.secret.Secret;
import io.countersign.text.Hex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where a refresh token is kept that the server exchanges for another with each use: an encrypted file of its own, for any number of
 * threads and processes of one machine. Whoever reads it to use it, uses it and writes its successor within one
 * {@link #exclusively}, so that no token is used twice: a server takes that for theft, and revokes all of them.
 *
 * <p>Without a {@code store-key} the key lies in a file beside it. That protects a copy or a backup of the one file, not against who
 * can read both; with one, whoever has the files alone has nothing.
 *
 * <p>Beside {@code FILE} there are {@code FILE.store-key}, {@code FILE.store-lock}, which stays, and while it is written
 * {@code FILE.store-new}.
 */
public final class RefreshTokenStore {
    /** What is done while nobody else reads or writes. */
    public interface Action<T, E extends Exception> {
        T run() throws CredentialUnavailable, E;
    }

    /** As long as an exchange with the server may take, of the one who has the lock and of one who came before. */
    private static final long LIMIT = 30_000;

    private final OwnFile file;
    private final StoreCipher cipher;
    private final StoreLock lock;
    private final Moments moments;

    /** One that could not be written, and the one that it came from: what all of this JVM go on with. Within {@link #exclusively}. */
    String unstored;
    String unstoredOf;

    /**
     * @param path of the file; relative ones begin at the working folder
     * @param purpose all that shapes the credential, in any form: a file that was written for another is refused
     * @param storeKey null for a random key in a file beside it
     */
    public RefreshTokenStore(Path path, String purpose, Secret storeKey, Moments moments) {
        this(path, purpose, storeKey, moments, LIMIT);
    }

    /** @param limit milliseconds that {@link #exclusively} waits at most */
    RefreshTokenStore(Path path, String purpose, Secret storeKey, Moments moments, long limit) {
        this.file = new OwnFile(path.toAbsolutePath().normalize());
        this.cipher = new StoreCipher(file, storeKey, purpose, moments);
        this.lock = new StoreLock(file.with(".store-lock"), limit);
        this.moments = moments;
    }

    /**
     * The file of a credential whose policy names none: {@code ~/.countersign/tokens/orders-idp.example.com-0123456789abcdef.token}.
     *
     * @param home the user's
     * @param readable what people know it by, such as client and host; not more than a hint
     * @param purpose as above; its hash tells files apart
     */
    public static Path standardPath(Path home, String readable, String purpose) {
        StringBuilder name = new StringBuilder();
        for (char c : readable.toLowerCase(Locale.ROOT).toCharArray()) {
            if (name.length() < 48) {
                name.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' && name.length() > 0 ? c : '-');
            }
        }
        byte[] hash = Digests.SHA_256.of(purpose.getBytes(StandardCharsets.UTF_8));
        return home.resolve(".countersign").resolve("tokens").resolve(name + "-" + Hex.of(Arrays.copyOf(hash, 8)) + ".token");
    }

    /**
     * Does something while no other thread or process does, waiting for them up to 30 s.
     *
     * @throws CredentialUnavailable if the lock cannot be had, with what to do
     */
    public <T, E extends Exception> T exclusively(Action<T, E> action) throws CredentialUnavailable, E {
        lock.take();
        try {
            return action.run();
        } finally {
            lock.release();
        }
    }

    /**
     * What is kept; null if nothing is. Within {@link #exclusively}.
     *
     * @throws CredentialUnavailable if it cannot be read, with what to do; the file stays as it is
     */
    public Stored read() throws CredentialUnavailable {
        isExclusive();
        byte[] encrypted = file.read();
        if (encrypted == null) {
            return null;
        }
        try {
            return new Stored(new DataInputStream(new ByteArrayInputStream(cipher.decrypt(encrypted))));
        } catch (IOException e) {
            throw new CredentialUnavailable(file + " has another content than this version writes; log in anew");
        }
    }

    /**
     * Keeps a token in the place of what is kept. Within {@link #exclusively}. When it returns, the token outlasts a crash; if it
     * does not, what was kept before still is.
     *
     * @param seed the policy's own token that this one came from, or that stood there when a person logged in; null for none
     * @param subject whom it stands for; null if that is not known
     * @param scope as the server granted it; null if that is not known
     */
    public void write(String refreshToken, String seed, String subject, String scope) throws CredentialUnavailable {
        isExclusive();
        isOurs();
        byte[] salt = new byte[16];
        moments.random(salt);
        Stored stored = new Stored(refreshToken, salt, fingerprint(salt, seed), subject, scope, moments.millis());
        file.write(cipher.encrypt(stored.content()));
    }

    /**
     * Forgets the token, whether or not it can be decrypted, and the key beside it. Within {@link #exclusively}.
     *
     * @return whether there was one
     */
    public boolean delete() throws CredentialUnavailable {
        isExclusive();
        isOurs();
        boolean was = file.delete();
        cipher.forget();
        return was;
    }

    /** The file's path. */
    @Override
    public String toString() {
        return file.toString();
    }

    /** What is replaced or deleted is a store, be it one that cannot be read: 'store' may name somebody's key by mistake. */
    private void isOurs() throws CredentialUnavailable {
        byte[] there = file.read();
        if (there != null && !StoreCipher.isStore(there)) {
            throw new CredentialUnavailable(file + " is no store of a refresh token, and is left as it is: 'store' has to name a file of its own");
        }
    }

    private void isExclusive() {
        if (!lock.isMine()) {
            throw new IllegalStateException("not within exclusively()");
        }
    }

    private static byte[] fingerprint(byte[] salt, String seed) {
        MessageDigest digest = Digests.SHA_256.take();
        digest.update(salt);
        byte[] fingerprint = seed == null ? new byte[0] : digest.digest(seed.getBytes(StandardCharsets.UTF_8));
        Digests.SHA_256.give(digest);
        return fingerprint;
    }

    /** A refresh token, and what is known of it. */
    public static final class Stored {
        public final String refreshToken;

        /** Whom it stands for; null if that is not known. */
        public final String subject;

        /** Null if that is not known. */
        public final String scope;

        /** When it was written, in milliseconds since 1970 UTC. */
        public final long written;
        private final byte[] salt;
        private final byte[] seed;

        Stored(String refreshToken, byte[] salt, byte[] seed, String subject, String scope, long written) {
            this.refreshToken = refreshToken;
            this.salt = salt;
            this.seed = seed;
            this.subject = subject;
            this.scope = scope;
            this.written = written;
        }

        Stored(DataInputStream in) throws IOException {
            this.refreshToken = text(in);
            this.salt = bytes(in);
            this.seed = bytes(in);
            this.subject = text(in);
            this.scope = text(in);
            this.written = in.readLong();
        }

        /** Whether it was written for this token of the policy, so that it is that one's successor; null for a policy that has none. */
        public boolean isOf(String policysToken) {
            return MessageDigest.isEqual(seed, fingerprint(salt, policysToken));
        }

        byte[] content() {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(content)) {
                put(out, refreshToken);
                put(out, salt);
                put(out, seed);
                put(out, subject);
                put(out, scope);
                out.writeLong(written);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return content.toByteArray();
        }

        /** What may be told: not the token. */
        @Override
        public String toString() {
            return "a refresh token" + (subject == null ? "" : " of " + subject);
        }

        private static void put(DataOutputStream out, String text) throws IOException {
            put(out, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
        }

        /** Its length first; -1 for null. */
        private static void put(DataOutputStream out, byte[] bytes) throws IOException {
            out.writeInt(bytes == null ? -1 : bytes.length);
            if (bytes != null) {
                out.write(bytes);
            }
        }

        private static String text(DataInputStream in) throws IOException {
            byte[] bytes = bytes(in);
            return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
        }

        private static byte[] bytes(DataInputStream in) throws IOException {
            int length = in.readInt();
            if (length > in.available()) {
                throw new IOException("cut short");
            }
            byte[] bytes = length < 0 ? null : new byte[length];
            if (bytes != null) {
                in.readFully(bytes);
            }
            return bytes;
        }
    }
}
