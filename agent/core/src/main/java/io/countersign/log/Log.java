package io.countersign.log;

import java.io.PrintStream;

/** Lines on stderr, and nothing else: {@code java.util.logging} would be set up before the application's own is there. */
public final class Log {
    public enum Level { ERROR, WARN, INFO, DEBUG }

    private final Level level;
    private final PrintStream out;

    public Log(Level level, PrintStream out) {
        this.level = level;
        this.out = out;
    }

    /**
     * On stderr, at the level that the system property {@code countersign.log} or the variable COUNTERSIGN_LOG names.
     *
     * @throws IllegalArgumentException if that is none of error, warn, info and debug
     */
    public static Log standard() {
        String name = System.getProperty("countersign.log");
        name = name != null ? name : System.getenv("COUNTERSIGN_LOG");
        if (name == null) {
            return new Log(Level.INFO, System.err);
        }
        for (Level level : Level.values()) {
            if (level.name().equalsIgnoreCase(name)) {
                return new Log(level, System.err);
            }
        }
        throw new IllegalArgumentException("countersign.log is '" + name + "'; it may be error, warn, info or debug");
    }

    public boolean debug() {
        return level == Level.DEBUG;
    }

    public void error(String text) {
        print(Level.ERROR, "error: ", text);
    }

    public void warn(String text) {
        print(Level.WARN, "warn: ", text);
    }

    public void info(String text) {
        print(Level.INFO, "", text);
    }

    public void debug(String text) {
        print(Level.DEBUG, "debug: ", text);
    }

    private void print(Level at, String kind, String text) {
        if (at.compareTo(level) <= 0) {
            out.println("countersign: " + kind + text);
        }
    }
}
