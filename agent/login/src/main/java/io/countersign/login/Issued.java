package io.countersign.login;

import io.countersign.text.JsonObject;

/** What the token endpoint has issued, and the nonce that its ID token has to have. */
final class Issued {
    final JsonObject tokens;

    /** Null if none was sent. */
    final String nonce;

    Issued(JsonObject tokens, String nonce) {
        this.tokens = tokens;
        this.nonce = nonce;
    }
}
