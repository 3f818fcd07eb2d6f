package io.countersign.client.jdk;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The application's own headers of requests that a rule has replaced some of, until the hop's response is there: then they
 * are put back, so that a redirect to another host carries what it would without the agent. By identity, because a
 * request's {@code equals} looks at its headers; weakly, because a request that fails never comes back.
 */
final class HiddenUserHeaders {
    private final ConcurrentHashMap<Key, Object> originals = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

    void hide(Object request, String name) {
        forgetGone();
        Object headers = RequestImpl.userHeaders(request);
        originals.putIfAbsent(new Key(request, gone), headers);
        RequestImpl.setUserHeaders(request, RequestImpl.without(headers, name));
    }

    void restore(Object request) {
        if (originals.isEmpty()) {
            return;
        }
        Object headers = originals.remove(new Key(request, null));
        if (headers != null) {
            RequestImpl.setUserHeaders(request, headers);
        }
    }

    private void forgetGone() {
        for (Object key = gone.poll(); key != null; key = gone.poll()) {
            originals.remove(key);
        }
    }

    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object request, ReferenceQueue<Object> queue) {
            super(request, queue);
            this.hash = System.identityHashCode(request);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Key && get() != null && ((Key) other).get() == get();
        }
    }
}
