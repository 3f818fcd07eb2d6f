package io.countersign.request;

/**
 * A credential could not be had. The message says why for the person who must act on it, and holds no secret.
 * It carries no stack trace: it is an outcome, and may occur on every request while a secret is missing.
 */
public final class CredentialUnavailable extends Exception {
    public CredentialUnavailable(String message) {
        super(message, null, false, false);
    }

    public CredentialUnavailable(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
