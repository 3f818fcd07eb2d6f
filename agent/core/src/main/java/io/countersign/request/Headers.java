package io.countersign.request;

import java.util.Arrays;

/**
 * Header fields to put on a request, in order; immutable, and checked: a name is a token (RFC 9110, section 5.1), a
 * value holds visible ASCII, spaces and nothing else, so that no client can be made to write a second line with it.
 */
public final class Headers {
    public static final Headers NONE = new Headers(new String[0]);

    /** Names at even places, their values behind them. */
    private final String[] pairs;

    private Headers(String[] pairs) {
        this.pairs = pairs;
    }

    /**
     * @throws CredentialUnavailable if the value is empty or holds a character that a header field cannot carry. The
     *         message names the character and its place, never the value.
     */
    public static Headers of(String name, String value) throws CredentialUnavailable {
        checkValue(name, value);
        return new Headers(new String[] {name, value});
    }

    /**
     * As {@link #of(String, String)}, of several.
     *
     * @param pairs names at even places, no two the same, and their values behind them; kept
     */
    public static Headers of(String[] pairs) throws CredentialUnavailable {
        for (int i = 0; i < pairs.length; i += 2) {
            checkValue(pairs[i], pairs[i + 1]);
        }
        return new Headers(pairs);
    }

    /** These, then those, which replace these where they have the same name. */
    public Headers and(Headers more) {
        return pairs.length == 0 ? more : more.pairs.length == 0 ? this : new Headers(more.over(pairs));
    }

    /**
     * These and others behind them.
     *
     * @param more names at even places, none of which is among these or stands twice, and their values behind them
     */
    public Headers append(String... more) throws CredentialUnavailable {
        String[] all = Arrays.copyOf(pairs, pairs.length + more.length);
        for (int i = 0; i < more.length; i += 2) {
            checkValue(more[i], more[i + 1]);
        }
        System.arraycopy(more, 0, all, pairs.length, more.length);
        return new Headers(all);
    }

    /**
     * Those fields with these put over them: behind them, in the place of all of the same name in any case.
     *
     * @param fields names at even places, their values behind them
     */
    String[] over(String[] fields) {
        if (pairs.length == 0) {
            return fields;
        }
        String[] all = new String[fields.length + pairs.length];
        int kept = 0;
        for (int i = 0; i < fields.length; i += 2) {
            if (!has(fields[i])) {
                all[kept++] = fields[i];
                all[kept++] = fields[i + 1];
            }
        }
        System.arraycopy(pairs, 0, all, kept, pairs.length);
        kept += pairs.length;
        return kept == all.length ? all : Arrays.copyOf(all, kept);
    }

    /** Whether a header of that name, in any case, is among these. */
    public boolean has(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** The value of the header of that name, in any case; null if it is not among these. */
    public String value(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    public int size() {
        return pairs.length / 2;
    }

    public String name(int index) {
        return pairs[2 * index];
    }

    public String value(int index) {
        return pairs[2 * index + 1];
    }

    private static void checkValue(String name, String value) throws CredentialUnavailable {
        if (value.isEmpty()) {
            throw new CredentialUnavailable("the value for header " + name + " is empty");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c > 0x7e) {
                throw new CredentialUnavailable("the value for header " + name + " holds "
                        + (c < 0x20 || c == 0x7f ? "a control character" : "a character outside ASCII")
                        + " (" + String.format("U+%04X", (int) c) + " at place " + (i + 1) + "), which a header cannot carry");
            }
        }
    }

    /** The names alone. */
    @Override
    public String toString() {
        StringBuilder names = new StringBuilder("[");
        for (int i = 0; i < pairs.length; i += 2) {
            names.append(i == 0 ? "" : ", ").append(pairs[i]);
        }
        return names.append(']').toString();
    }
}
