package io.countersign.background;

/** Something that the agent has got from elsewhere, or has not. It holds no secret. */
public final class Fetch {
    /** Milliseconds since 1970-01-01 UTC, when it ended. */
    public final long millis;

    /** Who asked: the client's id at its server. */
    public final String client;

    /** Who was asked: its host. */
    public final String server;

    /** Milliseconds that it is good for; 0 if there is none. */
    public final long life;

    /** Why there is none, in words that follow a colon; null if there is. */
    public final String why;

    /** How long it took. */
    public final long nanos;

    public Fetch(long millis, String client, String server, long life, String why, long nanos) {
        this.millis = millis;
        this.client = client;
        this.server = server;
        this.life = life;
        this.why = why;
        this.nanos = nanos;
    }
}
