package io.countersign.text;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A time in UTC as text, to the second: made once a second. For any number of threads. */
public final class DateText {
    private final DateTimeFormatter format;

    /** Replaced as a whole, so that a race makes it twice and nothing worse. */
    private volatile Made made;

    /** @param pattern of {@link DateTimeFormatter} */
    public DateText(String pattern) {
        format = DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
    }

    /** @param millis since 1970 UTC */
    public String at(long millis) {
        long second = Math.floorDiv(millis, 1000L);
        Made m = made;
        if (m == null || m.second != second) {
            made = m = new Made(second, format.format(Instant.ofEpochSecond(second)));
        }
        return m.text;
    }

    private static final class Made {
        final long second;
        final String text;

        Made(long second, String text) {
            this.second = second;
            this.text = text;
        }
    }
}
