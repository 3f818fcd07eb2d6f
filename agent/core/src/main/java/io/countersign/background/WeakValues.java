package io.countersign.background;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/** A map whose values are there for as long as somebody else holds them. Not safe for several threads. */
public final class WeakValues<K, V> {
    private final Map<K, WeakReference<V>> values = new HashMap<>();
    private int purgeAt = 16;

    /** Null if there is none, or none any more. */
    public V get(K key) {
        WeakReference<V> value = values.get(key);
        return value == null ? null : value.get();
    }

    public void put(K key, V value) {
        if (values.size() >= purgeAt) {
            values.values().removeIf(gone -> gone.get() == null);
            purgeAt = 16 + 2 * values.size();
        }
        values.put(key, new WeakReference<>(value));
    }
}
