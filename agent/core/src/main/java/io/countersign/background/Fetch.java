package io.countersign.background;

/** Something that the agent has got from elsewhere, or has not. It holds no secret. */
public final class Fetch {
    /** Milliseconds since 1970-01-01 UTC, when it ended. */
    public final long millis;

    /** What was asked for, as the policy refers to it; null of a token. */
    public final String secret;

    /** Who asked: the client's id at its server; null of a secret, as is who was asked. */
    public final String client;

    /** Who was asked: its host. */
    public final String server;

    /** Milliseconds for which it need not be fetched again; 0 if there is none. */
    public final long life;

    /** Why there is none, in words that follow a colon; null if there is. */
    public final String why;

    /** How long it took. */
    public final long nanos;

    private Fetch(long millis, String secret, String client, String server, long life, String why, long nanos) {
        this.millis = millis;
        this.secret = secret;
        this.client = client;
        this.server = server;
        this.life = life;
        this.why = why;
        this.nanos = nanos;
    }

    public static Fetch token(long millis, String client, String server, long life, String why, long nanos) {
        return new Fetch(millis, null, client, server, life, why, nanos);
    }

    public static Fetch secret(long millis, String secret, long life, String why, long nanos) {
        return new Fetch(millis, secret, null, null, life, why, nanos);
    }
}
