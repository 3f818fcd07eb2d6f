package io.countersign.log;

import java.io.PrintStream;

/**
 * The agent's own log: lines {@code countersign: warn: text} on a stream. It uses no logging framework, since the one
 * that it touched first would be set up before the application can choose it.
 */
public final class Log {
    /** From the fewest lines to the most; a log writes its own level and those before it. */
    public enum Level {
        ERROR("error"), WARN("warn"), INFO("info"), DEBUG("debug");

        final String word;

        Level(String word) {
            this.word = word;
        }
    }

    /** The system property that chooses the level of {@link #standard()}. */
    public static final String PROPERTY = "countersign.log";
    /** The environment variable that chooses it where the property is not set. */
    public static final String VARIABLE = "COUNTERSIGN_LOG";

    private final Level level;
    private final PrintStream out;

    public Log(Level level, PrintStream out) {
        if (level == null || out == null) {
            throw new NullPointerException("level and stream are needed");
        }
        this.level = level;
        this.out = out;
    }

    /**
     * A log to {@code System.err}, as the system property {@code countersign.log}, else the environment variable
     * {@code COUNTERSIGN_LOG} says: {@code error}, {@code warn}, {@code info} or {@code debug}; {@code info} where
     * neither is set (or is empty), so that the one line that tells of the agent's start is seen.
     *
     * @throws IllegalArgumentException for any other value; it names the allowed ones
     */
    public static Log standard() {
        String value = System.getProperty(PROPERTY);
        if (value != null && !value.isEmpty()) {
            return new Log(level(value, "system property " + PROPERTY), System.err);
        }
        value = System.getenv(VARIABLE);
        if (value != null && !value.isEmpty()) {
            return new Log(level(value, "environment variable " + VARIABLE), System.err);
        }
        return new Log(Level.INFO, System.err);
    }

    /**
     * The level of that name, in upper or lower case.
     *
     * @param where what holds the value, for the message
     * @throws IllegalArgumentException if there is no such level; it names the allowed ones
     */
    public static Level level(String value, String where) {
        for (Level each : Level.values()) {
            if (each.word.equalsIgnoreCase(value)) {
                return each;
            }
        }
        throw new IllegalArgumentException(where + " is '" + value + "', must be one of error, warn, info, debug");
    }

    public void error(String text) {
        write(Level.ERROR, text);
    }

    public void warn(String text) {
        write(Level.WARN, text);
    }

    public void info(String text) {
        write(Level.INFO, text);
    }

    public void debug(String text) {
        write(Level.DEBUG, text);
    }

    /** Whether {@link #debug(String)} writes; to be asked before a text is put together for it. */
    public boolean debug() {
        return level == Level.DEBUG;
    }

    private void write(Level of, String text) {
        if (of.compareTo(level) <= 0) {
            // One println of one string, so that lines of several threads do not mix.
            out.println(oneLine("countersign: " + of.word + ": " + text));
        }
    }

    /** A path or a message of another library may hold a line break, with which it could pass for a line of its own. */
    private static String oneLine(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                if (clean == null) {
                    clean = new StringBuilder(text);
                }
                clean.setCharAt(i, ' ');
            }
        }
        return clean == null ? text : clean.toString();
    }
}
