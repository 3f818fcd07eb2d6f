package okhttp3.nologging;

/**
 * Stands in the agent's jar for {@code java.util.logging.Logger}, of which OkHttp and Okio need these methods: the one that asked
 * java.util.logging for a logger before the application server has set it up would spoil that, and the application's handlers
 * would be told of the agent's calls. When the jar is packed, those libraries' references are changed to this name, which is as
 * long.
 */
public final class Logger {
    private static final Logger NONE = new Logger();

    private Logger() {}

    public static Logger getLogger(String name) {
        return NONE;
    }

    public boolean isLoggable(Level level) {
        return false;
    }

    public void fine(String message) {}

    public void log(Level level, String message, Throwable thrown) {}
}
