package io.countersign.match;

import java.util.ArrayList;
import java.util.List;

/**
 * Host patterns and what stands for them. One pass over the host from its end finds the most specific, however many
 * patterns there are: the hash of each suffix follows from that of the shorter one.
 */
public final class HostTable<V> {
    /** The characters of a canonical name. */
    private static final boolean[] PLAIN = new boolean[128];

    static {
        for (char c = 0; c < PLAIN.length; c++) {
            PLAIN[c] = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_';
        }
    }

    /** A name as it is, {@code *.example.com} as {@code .example.com}; open addressing, a quarter full at most. */
    private final String[] keys;
    private final int[] hashes;
    private final Object[] values;
    private final int mask;

    /** Whether there is a suffix of that length. */
    private final boolean[] suffixLengths;
    private final V any;

    private HostTable(Builder<V> builder) {
        int size = 16;
        while (size < builder.keys.size() * 4) {
            size <<= 1;
        }
        keys = new String[size];
        hashes = new int[size];
        values = new Object[size];
        mask = size - 1;
        any = builder.any;
        int longest = 0;
        for (String key : builder.keys) {
            longest = key.charAt(0) == '.' ? Math.max(longest, key.length()) : longest;
        }
        suffixLengths = new boolean[longest + 1];
        for (int i = 0; i < builder.keys.size(); i++) {
            put(builder.keys.get(i), builder.values.get(i));
        }
    }

    private void put(String key, V value) {
        int hash = 0;
        for (int i = key.length() - 1; i >= 0; i--) {
            hash = next(hash, key.charAt(i));
        }
        int slot = slot(hash);
        while (keys[slot] != null) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        hashes[slot] = hash;
        values[slot] = value;
        if (key.charAt(0) == '.') {
            suffixLengths[key.length()] = true;
        }
    }

    /**
     * The most specific pattern's value: exact, then the longest {@code *.} suffix, then {@code *}; null if none.
     *
     * @param host in any spelling; nothing is allocated for one that is canonical
     * @throws IllegalArgumentException if it cannot be a host
     */
    public V find(String host) {
        int length = host.length();
        if (length == 0 || host.charAt(length - 1) == '.') {
            return findCanonical(HostName.canonical(host));
        }
        V found = any;
        int hash = 0;
        boolean inLastLabel = true;
        char after = 0;
        for (int i = length - 1; i >= 0; i--) {
            char c = host.charAt(i);
            if (c >= 128 || !PLAIN[c]) {
                return findCanonical(HostName.canonical(host));
            }
            hash = next(hash, c);
            if (c == '.') {
                if (inLastLabel && isDigit(after)) {
                    return findCanonical(HostName.canonical(host));
                }
                inLastLabel = false;
                found = mostSpecific(host, i, hash, found);
            }
            after = c;
        }
        if (inLastLabel && isDigit(after)) {
            return findCanonical(HostName.canonical(host));
        }
        return exact(host, hash, found);
    }

    /**
     * As {@link #find}, and what it is preferred to: every pattern's value that matches, the most specific first. For explaining, where time
     * does not matter.
     *
     * @throws IllegalArgumentException if it cannot be a host
     */
    public List<V> findAll(String host) {
        String canonical = HostName.canonical(host);
        List<V> all = new ArrayList<>();
        if (any != null) {
            all.add(any);
        }
        int hash = 0;
        for (int i = canonical.length() - 1; i >= 0; i--) {
            hash = next(hash, canonical.charAt(i));
            V found = i == 0 ? exact(canonical, hash, null)
                    : canonical.charAt(i) == '.' && !HostName.isAddress(canonical) ? mostSpecific(canonical, i, hash, null) : null;
            if (found != null) {
                all.add(0, found);
            }
        }
        return all;
    }

    /** Digits first in the last label may be an address, of which there are many spellings. */
    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private V findCanonical(String host) {
        V found = any;
        int hash = 0;
        boolean name = !HostName.isAddress(host);
        for (int i = host.length() - 1; i >= 0; i--) {
            hash = next(hash, host.charAt(i));
            if (name && host.charAt(i) == '.') {
                found = mostSpecific(host, i, hash, found);
            }
        }
        return exact(host, hash, found);
    }

    private V mostSpecific(String host, int dot, int hash, V lessSpecific) {
        int length = host.length() - dot;
        if (dot == 0 || length >= suffixLengths.length || !suffixLengths[length]) {
            return lessSpecific;
        }
        V found = lookUp(host, dot, hash);
        return found == null ? lessSpecific : found;
    }

    private V exact(String host, int hash, V lessSpecific) {
        // No host begins with a dot, and what does would be taken for a suffix.
        V found = host.charAt(0) == '.' ? null : lookUp(host, 0, hash);
        return found == null ? lessSpecific : found;
    }

    @SuppressWarnings("unchecked")
    private V lookUp(String host, int from, int hash) {
        int length = host.length() - from;
        for (int slot = slot(hash); keys[slot] != null; slot = slot + 1 & mask) {
            String key = keys[slot];
            if (hashes[slot] == hash && key.length() == length && host.startsWith(key, from)) {
                return (V) values[slot];
            }
        }
        return null;
    }

    /** Two cycles a character, where the usual multiplication takes four: this is most of what a look-up costs. */
    private static int next(int hash, char c) {
        return Integer.rotateLeft(hash, 5) ^ c;
    }

    /** Names that differ in their first characters alone have hashes close to each other: every bit must count. */
    private int slot(int hash) {
        int mixed = (hash ^ hash >>> 16) * 0x85ebca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
        return (mixed ^ mixed >>> 16) & mask;
    }

    public static final class Builder<V> {
        private final List<String> keys = new ArrayList<>();
        private final List<V> values = new ArrayList<>();
        private V any;

        /** @param canonicalPattern {@code a.example.com}, {@code *.example.com} or {@code *} */
        public Builder<V> put(String canonicalPattern, V value) {
            if (canonicalPattern.equals("*")) {
                any = value;
                return this;
            }
            keys.add(canonicalPattern.startsWith("*.") ? canonicalPattern.substring(1) : canonicalPattern);
            values.add(value);
            return this;
        }

        public HostTable<V> build() {
            return new HostTable<>(this);
        }
    }
}
