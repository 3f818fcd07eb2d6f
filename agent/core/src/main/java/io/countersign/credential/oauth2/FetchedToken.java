package io.countersign.credential.oauth2;

import io.countersign.credential.Credential;
import io.countersign.credential.Validity;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.request.Answer;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.request.Moments;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A token of a {@link TokenCell}, in a header; with what else, those who extend it say. */
abstract class FetchedToken implements Credential, OAuth2Credential {
    final String prefix;
    final TokenCell cell;
    private final String name;
    private final List<String> headerNames;
    private final UserLogin login;
    private final AtomicReference<TlsIdentity> certificate;
    private final Moments moments;

    /**
     * @param headerNames first the one that carries the token
     * @param certificate that the token is asked for with, there once all of the policy has been read; null for none
     */
    FetchedToken(String name, List<String> headerNames, String prefix, TokenCell cell, UserLogin login, AtomicReference<TlsIdentity> certificate,
            Moments moments) {
        this.name = name;
        this.headerNames = headerNames;
        this.prefix = prefix;
        this.cell = cell;
        this.login = login;
        this.certificate = certificate;
        this.moments = moments;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final List<String> headerNames() {
        return headerNames;
    }

    @Override
    public final String masked(String header) {
        return header.equals(headerNames.get(0)) ? prefix + "***" : "***";
    }

    @Override
    public final void demand() throws CredentialUnavailable {
        cell.token();
    }

    @Override
    public final UserLogin login() {
        return login;
    }

    /** The same: a token may be bound to it, and goes over no other connection (RFC 8705, section 3). */
    @Override
    public final TlsIdentity identity() {
        return certificate == null ? null : certificate.get();
    }

    @Override
    public final boolean waits() {
        return true;
    }

    @Override
    public final CompletableFuture<?> pending(Moments now) {
        return cell.pending(now);
    }

    @Override
    public final Validity validity() {
        return cell.validity();
    }

    @Override
    public final boolean readsAnswers() {
        return true;
    }

    @Override
    public boolean answered(Message message, Answer answer) {
        return answer.status() == 401 && !Refusals.isOfScope(answer)
                && cell.refused(Refusals.token(message, headerNames.get(0), prefix), moments);
    }

    @Override
    public final String toString() {
        return name;
    }
}
