package io.countersign.credential.oauth2;

import io.countersign.text.JsonObject;

/** What a token endpoint has issued, and when it was asked for it: after what had to be waited for first, such as a store's lock. */
final class Issued {
    final JsonObject reply;

    /** Milliseconds since 1970 UTC, and nanoseconds of the clock that nobody sets. */
    final long asked;
    final long askedNanos;

    Issued(JsonObject reply, long asked, long askedNanos) {
        this.reply = reply;
        this.asked = asked;
        this.askedNanos = askedNanos;
    }
}
