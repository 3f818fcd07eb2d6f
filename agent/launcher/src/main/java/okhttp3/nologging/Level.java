package okhttp3.nologging;

/** Stands in the agent's jar for {@code java.util.logging.Level}. */
public final class Level {
    public static final Level FINE = new Level();
    public static final Level INFO = new Level();
    public static final Level WARNING = new Level();

    private Level() {}
}
