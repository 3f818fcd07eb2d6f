package io.countersign.policy;

import io.countersign.credential.Credential;
import io.countersign.credential.Token;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Moments;
import java.util.List;

/** Stands for a credential where it is explained what would be put on: with its name and headers, and without a secret. */
final class MaskedCredential implements Token {
    private final Credential credential;

    MaskedCredential(Credential credential) {
        this.credential = credential;
    }

    @Override
    public String name() {
        return credential.name();
    }

    @Override
    public List<String> headerNames() {
        return credential.headerNames();
    }

    @Override
    public Headers headers(Moments moments) throws CredentialUnavailable {
        Headers headers = Headers.NONE;
        for (String name : credential.headerNames()) {
            headers = headers.and(Headers.of(name, credential.masked(name)));
        }
        return headers;
    }

    @Override
    public String toString() {
        return credential.name();
    }
}
