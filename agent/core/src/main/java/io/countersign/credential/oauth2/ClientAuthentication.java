package io.countersign.credential.oauth2;

import java.util.Locale;

/** How a client says who it is, by the names that are registered for it (RFC 7591, section 2; RFC 8705, section 2; OpenID Connect Core, section 9). */
public enum ClientAuthentication {
    CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, CLIENT_SECRET_JWT, PRIVATE_KEY_JWT, TLS_CLIENT_AUTH, NONE;

    /** As the policy has it: {@code client_secret_basic}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean needsSecret() {
        return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST || this == CLIENT_SECRET_JWT;
    }
}
