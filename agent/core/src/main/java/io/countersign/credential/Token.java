package io.countersign.credential;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Moments;

/** A credential that stands for itself: a key, a password, a token. */
public interface Token extends Credential {
    @Override
    default boolean isCovered() {
        return true;
    }

    /**
     * The headers to put on: one object that is handed out until what it was made of changes.
     *
     * @throws CredentialUnavailable if they cannot be had now; the rule's {@code on-failure} decides what follows
     */
    Headers headers(Moments moments) throws CredentialUnavailable;

    @Override
    default void check(Moments moments) throws CredentialUnavailable {
        headers(moments);
    }
}
