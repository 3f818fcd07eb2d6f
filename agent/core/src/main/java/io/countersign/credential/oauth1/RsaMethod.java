package io.countersign.credential.oauth1;

import io.countersign.key.SigningKey;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Material;
import io.countersign.text.Octets;

/** RSA-SHA1 (RFC 5849, section 3.4.3). It has no use for the secrets of consumer and token. */
final class RsaMethod extends SignatureMethod {
    private final SigningKey key;

    RsaMethod(String name, SigningKey key) {
        super(name);
        this.key = key;
    }

    @Override
    byte[] octets(Octets baseString) throws CredentialUnavailable {
        return key.signer().sign(baseString);
    }

    @Override
    Material madeOf() {
        return key;
    }
}
