package io.countersign.credential;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Moments;
import io.countersign.secret.Material;
import io.countersign.secret.Secret;
import java.util.Collections;
import java.util.List;

/**
 * A credential that stands for itself: one header, made of one secret. It is made when the secret changes and handed out as
 * it is until then.
 */
abstract class SecretHeader implements Token {
    private final String name;
    private final List<String> headerNames;
    private final Secret secret;

    /** Replaced as a whole, so that a race makes it twice and nothing worse. */
    private volatile Made made;

    SecretHeader(String name, String header, Secret secret) {
        this.name = name;
        this.headerNames = Collections.singletonList(header);
        this.secret = secret;
    }

    /** @throws CredentialUnavailable if the secret cannot be sent; the message does not tell it */
    abstract String valueFrom(String secret) throws CredentialUnavailable;

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final List<String> headerNames() {
        return headerNames;
    }

    @Override
    public final Headers headers(Moments moments) throws CredentialUnavailable {
        Secret.Value now = secret.value();
        Made m = made;
        if (m == null || m.from != now) {
            made = m = new Made(now, Headers.of(headerNames.get(0), valueFrom(now.text())));
        }
        return m.headers;
    }

    @Override
    public final Material madeOf() {
        return secret;
    }

    @Override
    public final String toString() {
        return name;
    }

    private static final class Made {
        final Secret.Value from;
        final Headers headers;

        Made(Secret.Value from, Headers headers) {
            this.from = from;
            this.headers = headers;
        }
    }
}
