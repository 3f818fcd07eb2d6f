package io.countersign.credential.oauth1;

import io.countersign.key.SigningKey;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.text.Octets;
import java.util.concurrent.CompletableFuture;

/** RSA-SHA1 (RFC 5849, section 3.4.3). It has no use for the secrets of consumer and token. */
final class RsaMethod extends SignatureMethod {
    private final SigningKey key;

    /** What the key is made of. */
    private final Secret secret;

    RsaMethod(String name, SigningKey key, Secret secret) {
        super(name);
        this.key = key;
        this.secret = secret;
    }

    @Override
    byte[] octets(Octets baseString) throws CredentialUnavailable {
        return key.signer().sign(baseString);
    }

    @Override
    boolean waits() {
        return key.waits();
    }

    @Override
    CompletableFuture<?> pending() {
        return key.pending();
    }

    @Override
    boolean canChange() {
        return secret.canChange();
    }

    @Override
    boolean refresh() {
        return secret.refresh();
    }
}
