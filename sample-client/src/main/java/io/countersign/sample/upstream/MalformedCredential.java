package io.countersign.sample.upstream;

/** There is a credential, and its form is wrong. The message holds nothing of it. */
final class MalformedCredential extends Exception {
    MalformedCredential(String message) {
        super(message, null, false, false);
    }
}
