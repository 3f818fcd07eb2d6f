package io.countersign.credential;

import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;

/**
 * A credential that is made of the request that it is put on. It covers the headers that are already there: the
 * application's, the rule's tokens, and those of the signatures that the rule names before it.
 */
public interface Signature extends Credential {
    /**
     * What reads the body of this request for it: asked before the body is read, and only where there is one, with the
     * headers of the tokens put on already, and of those signatures that the rule names before it, up to the first that reads
     * the body itself.
     *
     * @return null if it can be made without the body
     */
    BodyReader reader(Message message) throws CredentialUnavailable;

    /**
     * @param read the reader that it gave out for this request, all of the body seen; null if it gave none or there is no body
     * @throws CredentialUnavailable if it cannot be made; the rule's {@code on-failure} decides what follows
     */
    Headers sign(Message message, BodyReader read) throws CredentialUnavailable;
}
