package io.countersign.credential.certificate;

import io.countersign.background.Identity;
import io.countersign.background.KeyAndChain;
import io.countersign.credential.Credential;
import io.countersign.credential.Validity;
import io.countersign.request.CredentialUnavailable;
import java.util.Collections;
import java.util.List;

/**
 * A credential of a connection: who the application is there, and whom it trusts. It writes no header. One of both is asked for
 * in the handshake; before a request goes out, whether they are there.
 */
public final class TlsIdentity implements Credential, Identity {
    private final String name;
    private final CertificateFiles files;
    private final TrustedCertificates trusted;

    TlsIdentity(String name, CertificateFiles files, TrustedCertificates trusted) {
        this.name = name;
        this.files = files;
        this.trusted = trusted;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> headerNames() {
        return Collections.emptyList();
    }

    @Override
    public TlsIdentity identity() {
        return this;
    }

    @Override
    public Validity validity() {
        return files.validity();
    }

    @Override
    public KeyAndChain current() throws CredentialUnavailable {
        return files.pair();
    }

    /** In what the server's chain has to end: the same object until it changes; null where that is left to the application. */
    public TrustedCertificates.Anchors trusted() throws CredentialUnavailable {
        return trusted == null ? null : trusted.current();
    }

    /** Whether it says in what the server's chain has to end. */
    public boolean trusts() {
        return trusted != null;
    }

    /** Its name. */
    @Override
    public String toString() {
        return name;
    }
}
