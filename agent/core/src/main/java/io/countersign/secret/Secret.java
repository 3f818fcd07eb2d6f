package io.countersign.secret;

import io.countersign.request.CredentialUnavailable;

/**
 * A secret of the policy by its reference. What it refers to may change while the JVM runs; {@link #value()} is one
 * volatile read of what is known now, and never touches the file or anything else that could wait.
 */
public interface Secret {
    /**
     * The secret as it is now. The same object is returned until the secret changes, so that what is derived from it
     * may be kept for as long as {@code ==} holds.
     *
     * @throws CredentialUnavailable if it has never been read, with what is missing and where the policy refers to it
     */
    Value value() throws CredentialUnavailable;

    /** Whether what it refers to may become another while the JVM runs. */
    default boolean canChange() {
        return false;
    }

    /**
     * Looks at what it refers to now, on the caller's thread: asked when a server has refused what was made of it.
     *
     * @return whether it has changed since a minute ago, so that what was refused may have been made of what it was before
     */
    default boolean refresh() {
        return false;
    }

    /** The reference as the policy writes it ({@code ${file:/run/secrets/key}}), a literal's text left out. */
    @Override
    String toString();

    /** One state of a secret; its {@code toString} tells nothing. */
    final class Value {
        private final String text;

        public Value(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
