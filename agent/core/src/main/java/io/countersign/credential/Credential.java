package io.countersign.credential;

import io.countersign.request.OutgoingRequest;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import java.util.List;

/**
 * A credential of the policy, ready to be put on requests. It is shared by all rules that name it and used by many
 * threads at once. Its {@code toString} is its name, never its secret.
 */
public interface Credential {
    /** The name that the policy gave it. */
    String name();

    /** The names of the headers that it writes, in the policy's spelling: known when the policy is read. */
    List<String> headerNames();

    /**
     * The headers to put on this request. For a credential that stands for itself this is one object that is made when
     * its secret changes and handed out until then.
     *
     * @throws CredentialUnavailable if it cannot be had now; the rule's {@code on-failure} decides what follows
     */
    Headers headersFor(OutgoingRequest request) throws CredentialUnavailable;
}
