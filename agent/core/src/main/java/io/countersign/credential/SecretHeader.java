package io.countersign.credential;

import io.countersign.engine.OutgoingRequest;
import io.countersign.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** A credential that stands for itself: one header, made of one secret. */
public final class SecretHeader implements Credential {
    private final String name;
    private final List<String> headerNames;
    private final DerivedHeaders headers;

    private SecretHeader(String name, String header, Secret secret, DerivedHeaders.Derivation derivation) {
        this.name = name;
        this.headerNames = Collections.singletonList(header);
        this.headers = new DerivedHeaders(secret, derivation);
    }

    /** {@code api-key} and {@code bearer} (RFC 6750, section 2.1): the secret behind a prefix. */
    public static Credential prefixed(String name, String header, String prefix, Secret secret) {
        return new SecretHeader(name, header, secret, text -> Headers.of(header, prefix + text));
    }

    /** {@code basic}: user name and password in UTF-8 (RFC 7617, section 2.1). */
    public static Credential basic(String name, String username, Secret password) {
        return new SecretHeader(name, "Authorization", password, text -> {
            for (int i = 0; i < text.length(); i++) {
                if (Character.isISOControl(text.charAt(i))) {
                    throw new CredentialUnavailable("the password holds a control character (at place " + (i + 1)
                            + "), which RFC 7617 does not allow");
                }
            }
            return Headers.of("Authorization", "Basic "
                    + Base64.getEncoder().encodeToString((username + ":" + text).getBytes(StandardCharsets.UTF_8)));
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> headerNames() {
        return headerNames;
    }

    @Override
    public Headers headersFor(OutgoingRequest request) throws CredentialUnavailable {
        return headers.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
