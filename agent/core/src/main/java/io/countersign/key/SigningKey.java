package io.countersign.key;

import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Material;
import io.countersign.secret.Secret;
import java.util.concurrent.CompletableFuture;

/**
 * A key of the policy, whose text is a secret: PEM, a JWK or a shared secret. It is read when it is first asked for, and again
 * when its secret has changed; until then the {@link Signer} is one volatile read away.
 */
public final class SigningKey implements Material {
    private final Secret secret;
    private final KeyEncoding encoding;
    private final Secret password;
    private final SigningAlgorithm algorithm;

    /** The key and its password. */
    private final Material parts;

    /** Replaced as a whole, so that a race reads it twice and nothing worse. */
    private volatile Read read;

    private SigningKey(Secret secret, KeyEncoding encoding, Secret password, SigningAlgorithm algorithm) {
        this.secret = secret;
        this.encoding = encoding;
        this.password = password;
        this.algorithm = algorithm;
        this.parts = Material.of(secret, password);
    }

    /**
     * @param encoding how a shared secret's bytes stand in its text; PEM and JWK have their own
     * @param algorithm null for the one that the key is for: RS256, ES256 and so on by its curve, EdDSA or HS256, or as a JWK's {@code alg} says
     * @param password of a private key in PEM that is encrypted; null for none
     */
    public static SigningKey of(Secret secret, KeyEncoding encoding, Secret password, SigningAlgorithm algorithm) {
        return new SigningKey(secret, encoding, password, algorithm);
    }

    /**
     * The same object until the key changes, so that what is made with it may be kept for as long as {@code ==} holds.
     *
     * @throws CredentialUnavailable if the key is not there, or there and wrong
     */
    public Signer signer() throws CredentialUnavailable {
        Read now = read();
        if (now.signer == null) {
            throw now.failure;
        }
        return now.signer;
    }

    /**
     * What is wrong with a key that is there, to follow its field's name: {@code is an RSA key of 1024 bits; …}. Null if
     * nothing is, or if it, or its password, is not there yet.
     */
    public String mistake() {
        try {
            return read().mistake;
        } catch (CredentialUnavailable e) {
            return null;
        }
    }

    @Override
    public boolean canChange() {
        return parts.canChange();
    }

    @Override
    public boolean waits() {
        return parts.waits();
    }

    @Override
    public CompletableFuture<?> pending() {
        return parts.pending();
    }

    @Override
    public boolean refresh() {
        return parts.refresh();
    }

    private Read read() throws CredentialUnavailable {
        Secret.Value text = secret.value();
        Secret.Value secretOfKey = password == null ? null : password.value();
        Read now = read;
        if (now == null || now.text != text || now.password != secretOfKey) {
            read = now = new Read(text, secretOfKey);
        }
        return now;
    }

    /** The key's reference, a literal's text left out. */
    @Override
    public String toString() {
        return secret.toString();
    }

    /** What came of one state of the secrets: a signer, or why there is none, so that a wrong key is read once too. */
    private final class Read {
        final Secret.Value text;
        final Secret.Value password;
        final Signer signer;
        final String mistake;
        final CredentialUnavailable failure;

        Read(Secret.Value text, Secret.Value password) {
            this.text = text;
            this.password = password;
            Signer made = null;
            String wrong = null;
            try {
                made = KeyText.signer(text, encoding, password == null ? null : password.text(), algorithm);
            } catch (WrongKey e) {
                wrong = e.getMessage();
            } catch (CredentialUnavailable e) {
                wrong = "or its password is bytes that are no text in UTF-8, and no key in themselves";
            }
            this.signer = made;
            this.mistake = wrong;
            this.failure = wrong == null ? null : new CredentialUnavailable(secret + " " + wrong);
        }
    }
}
