package io.countersign.background;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/** A map whose values are there for as long as somebody else holds them, and keys no longer. Not safe for several threads. */
public final class WeakValues<K, V> {
    private final Map<K, Entry<K, V>> values = new HashMap<>();
    private final ReferenceQueue<V> gone = new ReferenceQueue<>();

    private static final class Entry<K, V> extends WeakReference<V> {
        final K key;

        Entry(K key, V value, ReferenceQueue<V> gone) {
            super(value, gone);
            this.key = key;
        }
    }

    /** Null if there is none, or none any more. */
    public V get(K key) {
        Entry<K, V> value = values.get(key);
        return value == null ? null : value.get();
    }

    public void put(K key, V value) {
        for (Reference<? extends V> each = gone.poll(); each != null; each = gone.poll()) {
            // By then another may be in its place.
            values.remove(((Entry<?, ?>) each).key, each);
        }
        values.put(key, new Entry<>(key, value, gone));
    }
}
