package io.countersign.background;

import io.countersign.log.Log;
import io.countersign.request.Moments;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What credentials have that get something from elsewhere: calls, threads, time, and what they share among themselves. */
public final class Background {
    public final Transport transport;
    public final Work work;
    public final Moments moments;
    public final Log log;

    /** The user's home folder, below which that is kept which the policy gives no place. */
    public final Path home;

    /** Held weakly: what no policy has any more is let go. */
    private final WeakValues<Object, Object> shared = new WeakValues<>();
    private final List<Consumer<Fetch>> listeners = new CopyOnWriteArrayList<>();

    public Background(Transport transport, Work work, Moments moments, Log log, Path home) {
        this.transport = transport;
        this.work = work;
        this.moments = moments;
        this.log = log;
        this.home = home;
    }

    /** Has one told of what is got from elsewhere, on the thread that gets it. */
    public void listen(Consumer<Fetch> listener) {
        listeners.add(listener);
    }

    /** Has one told of nothing any more. */
    public void leave(Consumer<Fetch> listener) {
        listeners.remove(listener);
    }

    /** Whether anybody is to be told. */
    public boolean isHeard() {
        return !listeners.isEmpty();
    }

    public void tell(Fetch fetch) {
        for (Consumer<Fetch> listener : listeners) {
            try {
                listener.accept(fetch);
            } catch (Throwable e) {
                // Whoever listens must not decide whether there is a token.
            }
        }
    }

    /**
     * The one thing that there is by this key, in this policy and those that follow it, for as long as somebody holds it.
     *
     * @param key equal for those who share it; of a class of their own, so that nobody else's is equal to it. It must not lead to the thing,
     *            which would be held by it for good
     */
    @SuppressWarnings("unchecked")
    public <T> T shared(Object key, Supplier<T> make) {
        synchronized (shared) {
            Object thing = shared.get(key);
            if (thing == null) {
                thing = make.get();
                shared.put(key, thing);
            }
            return (T) thing;
        }
    }
}
