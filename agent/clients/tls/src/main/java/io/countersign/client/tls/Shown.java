package io.countersign.client.tls;

import io.countersign.background.KeyAndChain;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The aliases by which JSSE asks for a certificate once it has been chosen. Each stands for one state of one, so that a renewal in
 * between does not pair a certificate with another's key. The session of the handshake keeps that state.
 */
final class Shown {
    private static final Map<String, WeakReference<KeyAndChain>> BY_ALIAS = new ConcurrentHashMap<>();

    private Shown() {}

    static String alias(KeyAndChain pair) {
        WeakReference<KeyAndChain> known = BY_ALIAS.get(pair.alias);
        if (known == null) {
            BY_ALIAS.values().removeIf(other -> other.get() == null);
            BY_ALIAS.put(pair.alias, new WeakReference<>(pair));
        }
        return pair.alias;
    }

    /** @return null if it is the application's */
    static KeyAndChain of(String alias) {
        WeakReference<KeyAndChain> known = alias == null || !alias.startsWith(KeyAndChain.ALIAS) ? null : BY_ALIAS.get(alias);
        return known == null ? null : known.get();
    }
}
