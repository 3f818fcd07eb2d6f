package io.countersign.credential.oauth2;

import io.countersign.credential.Signature;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.request.Answer;
import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.Moments;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A token that is bound to a key, and for each request a proof of having that (RFC 9449, section 7.1). */
final class DpopToken extends FetchedToken implements Signature {
    private final DpopProofs proofs;

    DpopToken(String name, String header, String prefix, TokenCell cell, DpopProofs proofs, UserLogin login,
            AtomicReference<TlsIdentity> certificate, Moments moments) {
        super(name, Collections.unmodifiableList(Arrays.asList(header, "DPoP")), prefix, cell, login, certificate, moments);
        this.proofs = proofs;
    }

    @Override
    public boolean isCovered() {
        return true;
    }

    @Override
    public BodyReader reader(Message message) {
        return null;
    }

    @Override
    public Headers sign(Message message, BodyReader read) throws CredentialUnavailable {
        IssuedToken token = cell.token();
        return Headers.of(new String[] {headerNames().get(0), prefix + token.value,
            "DPoP", proofs.proof(message.method(), uri(message), token.value, origin(message))});
    }

    /** Without query and fragment (section 4.2), as the request's own authority has it. */
    private static String uri(Message message) {
        return message.scheme() + "://" + message.authority() + message.rawPath();
    }

    private static String origin(Message message) {
        return DpopProofs.origin(message.scheme(), message.host(), message.port());
    }

    /** Nonces come with any answer (section 8.2). */
    @Override
    public boolean readsEveryAnswer() {
        return true;
    }

    @Override
    public boolean answered(Message message, Answer answer) {
        List<String> nonce = answer.header("DPoP-Nonce");
        if (!nonce.isEmpty()) {
            proofs.learn(origin(message), nonce.get(0));
        }
        if (answer.status() == 401 && Refusals.isOfNonce(answer) && !Refusals.isOfScope(answer)) {
            return !nonce.isEmpty();
        }
        return super.answered(message, answer);
    }
}
