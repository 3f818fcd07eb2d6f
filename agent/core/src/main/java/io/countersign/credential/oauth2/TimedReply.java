package io.countersign.credential.oauth2;

import io.countersign.background.KeyAndChain;
import io.countersign.text.JsonObject;

/** What a token endpoint answers with, and when it was asked: after what had to be waited for first, such as a store's lock; and by whom. */
final class TimedReply {
    final JsonObject reply;

    /** Milliseconds since 1970 UTC, and nanoseconds of the clock that nobody sets. */
    final long asked;
    final long askedNanos;

    /** The client certificate that it was shown; null for none. */
    final KeyAndChain shown;

    TimedReply(JsonObject reply, long asked, long askedNanos, KeyAndChain shown) {
        this.reply = reply;
        this.asked = asked;
        this.askedNanos = askedNanos;
        this.shown = shown;
    }
}
