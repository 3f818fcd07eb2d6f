package io.countersign.background;

import io.countersign.request.CredentialUnavailable;

/** Who a TLS client is to those servers that ask: a certificate and the key to it, which may be renewed while the JVM runs. */
public interface Identity {
    /**
     * What it is now: the same object until it is renewed.
     *
     * @throws CredentialUnavailable if it is not there, or there and wrong; the message says which file
     */
    KeyAndChain current() throws CredentialUnavailable;

    /** Its name in the policy. */
    @Override
    String toString();
}
