package io.countersign.credential.oauth2;

import io.countersign.credential.Credential;

/** A credential of type {@code oauth2}. */
public interface OAuth2Credential extends Credential {
    /** Null unless its grant is {@code refresh-token}. */
    UserLogin login();
}
