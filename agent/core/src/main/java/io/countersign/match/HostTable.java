package io.countersign.match;

import java.util.ArrayList;
import java.util.List;

/**
 * Host patterns and what stands for them. One pass over the host from its end finds the most specific, however many
 * patterns there are: the hash of each suffix follows from that of the shorter one.
 */
public final class HostTable<V> {
    private final String[] names;
    private final boolean[] below;
    private final Object[] values;
    private final V any;
    private final int mask;

    private HostTable(Builder<V> builder) {
        int size = 16;
        while (size < builder.names.size() * 2) {
            size <<= 1;
        }
        names = new String[size];
        below = new boolean[size];
        values = new Object[size];
        mask = size - 1;
        any = builder.any;
        for (int i = 0; i < builder.names.size(); i++) {
            put(builder.names.get(i), builder.below.get(i), builder.values.get(i));
        }
    }

    private void put(String name, boolean isBelow, V value) {
        int hash = 0;
        for (int i = name.length() - 1; i >= 0; i--) {
            hash = hash * 31 + name.charAt(i);
        }
        int slot = slot(hash, isBelow);
        while (names[slot] != null) {
            slot = slot + 1 & mask;
        }
        names[slot] = name;
        below[slot] = isBelow;
        values[slot] = value;
    }

    /** The most specific pattern's value: exact, then the longest {@code *.} suffix, then {@code *}; null if none. */
    public V find(String canonicalHost) {
        V found = any;
        int hash = 0;
        boolean address = canonicalHost.indexOf(':') >= 0 || IpAddress.isCanonicalV4(canonicalHost);
        for (int i = canonicalHost.length() - 1; i >= 0; i--) {
            char c = canonicalHost.charAt(i);
            if (c == '.' && !address) {
                V suffix = lookUp(canonicalHost, i + 1, hash, true);
                found = suffix == null ? found : suffix;
            }
            hash = hash * 31 + c;
        }
        V exact = lookUp(canonicalHost, 0, hash, false);
        return exact == null ? found : exact;
    }

    @SuppressWarnings("unchecked")
    private V lookUp(String host, int from, int hash, boolean isBelow) {
        int length = host.length() - from;
        for (int slot = slot(hash, isBelow); names[slot] != null; slot = slot + 1 & mask) {
            String name = names[slot];
            if (below[slot] == isBelow && name.length() == length && host.regionMatches(from, name, 0, length)) {
                return (V) values[slot];
            }
        }
        return null;
    }

    private int slot(int hash, boolean isBelow) {
        int mixed = (isBelow ? ~hash : hash) * 0x9e3779b9;
        return (mixed ^ mixed >>> 15) & mask;
    }

    public static final class Builder<V> {
        private final List<String> names = new ArrayList<>();
        private final List<Boolean> below = new ArrayList<>();
        private final List<V> values = new ArrayList<>();
        private V any;

        /** @param canonicalPattern {@code a.example.com}, {@code *.example.com} or {@code *} */
        public Builder<V> put(String canonicalPattern, V value) {
            if (canonicalPattern.equals("*")) {
                any = value;
                return this;
            }
            boolean isBelow = canonicalPattern.startsWith("*.");
            names.add(isBelow ? canonicalPattern.substring(2) : canonicalPattern);
            below.add(isBelow);
            values.add(value);
            return this;
        }

        public HostTable<V> build() {
            return new HostTable<>(this);
        }
    }
}
