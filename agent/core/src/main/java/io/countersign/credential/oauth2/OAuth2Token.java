package io.countersign.credential.oauth2;

import io.countersign.credential.Token;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Moments;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicReference;

/** A token that whoever bears it may use (RFC 6750, section 2.1). */
final class OAuth2Token extends FetchedToken implements Token {
    /** Replaced as a whole, so that a race makes it twice and nothing worse. */
    private volatile Made made;

    OAuth2Token(String name, String header, String prefix, TokenCell cell, UserLogin login, AtomicReference<TlsIdentity> certificate,
            Moments moments) {
        super(name, Collections.singletonList(header), prefix, cell, login, certificate, moments);
    }

    @Override
    public Headers headers(Moments now) throws CredentialUnavailable {
        IssuedToken token = cell.token();
        Made m = made;
        if (m == null || m.from != token) {
            made = m = new Made(token, Headers.of(headerNames().get(0), prefix + token.value));
        }
        return m.headers;
    }

    private static final class Made {
        final IssuedToken from;
        final Headers headers;

        Made(IssuedToken from, Headers headers) {
            this.from = from;
            this.headers = headers;
        }
    }
}
