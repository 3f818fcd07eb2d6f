package io.countersign.engine;

import io.countersign.policy.Outcome;
import io.countersign.policy.Tally;
import java.util.Arrays;
import java.util.Set;

/** What became of the requests that a rule was for since the start: counted, and told to those who listen. */
public final class Outcomes {
    private static final Listener[] NOBODY = {};

    private final Tally total = new Tally();

    /** By the outcome's ordinal. Not changed but replaced. */
    private volatile Listener[][] listeners = new Listener[Outcome.values().length][];

    Outcomes() {
        Arrays.fill(listeners, NOBODY);
    }

    /** Has one told of these outcomes from now on. */
    public synchronized void listen(Set<Outcome> to, Listener listener) {
        Listener[][] more = listeners.clone();
        for (Outcome outcome : to) {
            Listener[] those = more[outcome.ordinal()];
            more[outcome.ordinal()] = Arrays.copyOf(those, those.length + 1);
            more[outcome.ordinal()][those.length] = listener;
        }
        listeners = more;
    }

    /** Has one told of nothing any more. */
    public synchronized void leave(Listener listener) {
        Listener[][] less = listeners.clone();
        for (int i = 0; i < less.length; i++) {
            less[i] = Arrays.stream(less[i]).filter(each -> each != listener).toArray(Listener[]::new);
        }
        listeners = less;
    }

    boolean isHeard(Outcome outcome) {
        return listeners[outcome.ordinal()].length > 0;
    }

    void count(Outcome outcome) {
        total.count(outcome);
    }

    void tell(Event event) {
        for (Listener listener : listeners[event.outcome.ordinal()]) {
            try {
                listener.on(event);
            } catch (Throwable e) {
                // Whoever listens must not decide what becomes of requests.
            }
        }
    }

    public long of(Outcome outcome) {
        return total.of(outcome);
    }

    @Override
    public String toString() {
        return total.toString();
    }
}
