package io.countersign.credential;

/** For how long a credential has what it needs, as of one moment: a token or a certificate. For those who look after it; it holds no secret. */
public final class Validity {
    /** What it is. */
    public enum Kind {
        TOKEN, CERTIFICATE
    }

    public final Kind kind;

    /** Until when what there is can be used, in milliseconds since 1970-01-01 UTC; 0 if there is nothing. */
    public final long expires;

    /** Why there is nothing, or nothing newer; null if nobody has failed to get it. */
    public final String why;

    public Validity(Kind kind, long expires, String why) {
        this.kind = kind;
        this.expires = expires;
        this.why = why;
    }
}
