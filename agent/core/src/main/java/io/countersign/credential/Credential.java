package io.countersign.credential;

import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.request.Answer;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.request.Moments;
import io.countersign.secret.Material;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A credential of the policy, ready to be put on requests: a {@link Token}, which stands for itself, or a
 * {@link Signature}, which is made of the request. It is shared by all rules that name it and used by many threads at once.
 * Its {@code toString} is its name, never its secret.
 */
public interface Credential {
    /** The name that the policy gave it. */
    String name();

    /** The names of the headers that it writes, in the policy's spelling: known when the policy is read. */
    List<String> headerNames();

    /** What it writes into one of these as anybody may see it: {@code ***} in the place of what is secret, or made of the request. */
    default String masked(String header) {
        return "***";
    }

    /**
     * Whether another credential of the same rule may write that header too: then the later one writes what the earlier one
     * has put there and its own.
     */
    default boolean shares(String header, Credential other) {
        return false;
    }

    /** The field of the policy in which two of its type must differ to share a header, for the error; null if none lets them. */
    default String sharesBy() {
        return null;
    }

    /** The client certificate that its connections have; null for one that has none to do with connections. */
    default TlsIdentity identity() {
        return null;
    }

    /** What it is made of; null of one that sees itself to what has to be waited for and what answers tell. */
    default Material madeOf() {
        return null;
    }

    /** Whether it may ever have to wait for something. */
    default boolean waits() {
        Material material = madeOf();
        return material != null && material.waits();
    }

    /**
     * Looks whether it has what it needs, without getting anything.
     *
     * @throws CredentialUnavailable if it has not
     */
    default void check(Moments moments) throws CredentialUnavailable {}

    /**
     * Begins to get what it lacks, if it does. Asked right before its headers are, of one that {@link #waits}, which need not look
     * at the time again for them.
     *
     * @return null if it can be put on now, or can say now why not; else what completes when that is so. It is shared by
     *         those who wait for it, and not to be completed or cancelled by any of them
     */
    default CompletableFuture<?> pending(Moments moments) {
        Material material = madeOf();
        return material == null ? null : material.pending();
    }

    /** For how long it has a token or a certificate; null of one that has neither. Nothing is got or begun for the answer. */
    default Validity validity() {
        return null;
    }

    /**
     * Whether it is put on before the signatures which cover what stands for itself: a token that is bound to its request by
     * a proof of its own is made of the request and covers no other header.
     */
    default boolean isCovered() {
        return false;
    }

    /** Whether it wants to be told of answers with a status from 400. */
    default boolean readsAnswers() {
        Material material = madeOf();
        return material != null && material.canChange();
    }

    /** Whether it wants to be told of the others too. */
    default boolean readsEveryAnswer() {
        return false;
    }

    /**
     * Tells it of the answer to a request that its headers were meant for.
     *
     * @param message the request as it was before anything was put on
     * @return whether the request would fare better if it were sent again, signed anew. It is sent again once
     */
    default boolean answered(Message message, Answer answer) {
        Material material = madeOf();
        return answer.status() == 401 && material != null && material.refresh();
    }
}
