package io.countersign.credential.oauth2;

/** There is no token to be had, this time. The message says why and holds no secret. */
public final class TokenFailure extends Exception {
    private static final long serialVersionUID = 1;

    public enum Kind {
        /** What may pass by itself: a server that is not reached, or is not well. */
        PASSING,
        /** What somebody has to mend. */
        LASTING
    }

    public final Kind kind;

    /** The {@code error} of the server's answer (RFC 6749, section 5.2); null if there is none. */
    public final String error;

    /** Milliseconds that the server wants to be left alone ({@code Retry-After}, RFC 9110, section 10.2.3); 0 if it has not said. */
    public final long retryAfter;

    public TokenFailure(Kind kind, String message) {
        this(kind, message, null, 0);
    }

    public TokenFailure(Kind kind, String message, String error, long retryAfter) {
        super(message, null, false, false);
        this.kind = kind;
        this.error = error;
        this.retryAfter = retryAfter;
    }
}
