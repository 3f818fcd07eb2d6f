package io.countersign.credential.certificate;

import io.countersign.background.Identity;
import io.countersign.background.KeyAndChain;
import io.countersign.credential.Credential;
import io.countersign.credential.Validity;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;
import io.countersign.secret.Material;
import io.countersign.secret.Secret;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A credential of a connection: who the application is there, and whom it trusts. It writes no header. One of both is asked for
 * in the handshake; before a request goes out, whether they are there.
 */
public final class TlsIdentity implements Credential, Identity {
    private final String name;
    private final CertificateFiles files;
    private final TrustedCertificates trusted;
    private final Secret[] passwords;
    private final Material opening;

    /** Whether the files have been looked at since all of their passwords came. */
    private volatile boolean looked;

    /** @param passwords null for none */
    TlsIdentity(String name, CertificateFiles files, TrustedCertificates trusted, Secret... passwords) {
        this.name = name;
        this.files = files;
        this.trusted = trusted;
        this.passwords = passwords;
        this.opening = Material.of(passwords);
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

    /** Whether one of its passwords may have to be waited for. */
    @Override
    public boolean waits() {
        return opening.waits();
    }

    @Override
    public CompletableFuture<?> pending(Moments moments) {
        boolean lacks = opening.waits() && !looked;
        CompletableFuture<?> pending = lacks ? opening.pending() : null;
        if (lacks && pending == null) {
            // Who has waited need not wait for the next look too; of several, each waits for the one that is under way.
            boolean came = came();
            files.poll();
            looked = came;
        }
        return pending;
    }

    private boolean came() {
        try {
            for (Secret password : passwords) {
                if (password != null) {
                    password.value();
                }
            }
            return true;
        } catch (CredentialUnavailable e) {
            return false;
        }
    }

    @Override
    public Validity validity() {
        return files.validity();
    }

    @Override
    public void check(Moments moments) throws CredentialUnavailable {
        current();
        trusted();
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
