package io.countersign.credential;

import io.countersign.secret.Secret;

/** Headers that depend on one secret alone: made when it changes, handed out as they are until then. */
final class DerivedHeaders {
    interface Derivation {
        Headers from(String secret) throws CredentialUnavailable;
    }

    private final Secret secret;
    private final Derivation derivation;

    /** Replaced as a whole, so that a race derives twice and nothing worse. */
    private volatile Made made;

    DerivedHeaders(Secret secret, Derivation derivation) {
        this.secret = secret;
        this.derivation = derivation;
    }

    Headers get() throws CredentialUnavailable {
        Secret.Value now = secret.value();
        Made m = made;
        if (m == null || m.from != now) {
            made = m = new Made(now, derivation.from(now.text()));
        }
        return m.headers;
    }

    private static final class Made {
        final Secret.Value from;
        final Headers headers;

        Made(Secret.Value from, Headers headers) {
            this.from = from;
            this.headers = headers;
        }
    }
}
