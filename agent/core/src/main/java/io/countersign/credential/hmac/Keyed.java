package io.countersign.credential.hmac;

import io.countersign.key.Macs;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.secret.Secret;

/** What is made of one state of the secret. */
final class Keyed {
    final Secret.Value from;
    private final Macs macs;

    /** Null where the secret itself is the key. */
    private final EdgeGrid.SigningKeys keys;

    /** @throws CredentialUnavailable if the secret is not encoded as was said; the message does not tell it */
    Keyed(Secret.Value from, Algorithm algorithm, SecretEncoding encoding) throws CredentialUnavailable {
        this.from = from;
        this.macs = new Macs(algorithm.jcaName, encoding.decode(from));
        this.keys = algorithm == Algorithm.EG1_HMAC_SHA_256 ? new EdgeGrid.SigningKeys(macs) : null;
    }

    Macs macs(Message request) {
        return keys == null ? macs : keys.at(request.millis());
    }
}
