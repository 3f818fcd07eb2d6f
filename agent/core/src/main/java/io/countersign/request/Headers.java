package io.countersign.request;

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

    /** These, then those. */
    public Headers and(Headers more) {
        if (pairs.length == 0) {
            return more;
        }
        if (more.pairs.length == 0) {
            return this;
        }
        String[] all = new String[pairs.length + more.pairs.length];
        System.arraycopy(pairs, 0, all, 0, pairs.length);
        System.arraycopy(more.pairs, 0, all, pairs.length, more.pairs.length);
        return new Headers(all);
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
