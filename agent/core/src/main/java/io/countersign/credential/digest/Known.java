package io.countersign.credential.digest;

/** What is known of a host; immutable. */
final class Known {
    /** The strongest that it has ever asked for; null if it has asked for none that could be answered. */
    final Algorithm strongest;

    /** Null if there is none. */
    final Session session;

    /** Why its challenge cannot be answered; null if there is none of that kind. */
    final String unanswerable;

    /** Milliseconds since 1970 UTC from which on it may be asked again. */
    final long until;

    private Known(Algorithm strongest, Session session, String unanswerable, long until) {
        this.strongest = strongest;
        this.session = session;
        this.unanswerable = unanswerable;
        this.until = until;
    }

    static Known session(Algorithm strongest, Session session) {
        return new Known(strongest, session, null, 0);
    }

    static Known unanswerable(Algorithm strongest, String why, long until) {
        return new Known(strongest, null, why, until);
    }

    /** With another nonce, after an answer. */
    Known with(Session next) {
        return new Known(strongest, next, null, 0);
    }

    Known withoutSession() {
        return new Known(strongest, null, null, 0);
    }
}
