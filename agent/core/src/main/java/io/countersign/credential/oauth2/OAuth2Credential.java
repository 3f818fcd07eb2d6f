package io.countersign.credential.oauth2;

import io.countersign.credential.Credential;
import io.countersign.request.CredentialUnavailable;

/** A credential of type {@code oauth2}. */
public interface OAuth2Credential extends Credential {
    /**
     * Asked right after {@link #pending}, when that has answered or been completed.
     *
     * @throws CredentialUnavailable with the cause, if there is no token that can be used
     */
    void demand() throws CredentialUnavailable;

    /** Null unless its grant is {@code refresh-token}. */
    UserLogin login();
}
