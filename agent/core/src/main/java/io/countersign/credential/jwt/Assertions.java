package io.countersign.credential.jwt;

import io.countersign.credential.Credential;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;

/** A credential that can also say who it is by a JWT that nobody has seen yet (RFC 7523). */
public interface Assertions extends Credential {
    /** A JWT of its own for each time it is asked for, since a server may take one once only. */
    String assertion(Moments moments) throws CredentialUnavailable;

    /** Looks for another key, on the caller's thread: whether it has changed since a minute ago. */
    boolean refresh();
}
