package io.countersign.engine;

import io.countersign.background.Work;
import io.countersign.log.Log;
import io.countersign.policy.Outcome;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Says of requests that were refused, or sent without what their rule names, each kind once, and how often again once a minute. */
public final class FailureLog implements Listener {
    static final Set<Outcome> FAILURES = EnumSet.of(Outcome.SENT_UNSIGNED, Outcome.OBSERVED_REFUSAL);

    private static final long MINUTE_MILLIS = 60_000;

    /** Kinds that are told apart. More than these within a minute are told by their outcome alone. */
    private static final int MOST = 200;

    static {
        for (Outcome outcome : Outcome.values()) {
            if (outcome.isRefusal()) {
                FAILURES.add(outcome);
            }
        }
    }

    private final Log log;
    private final Work work;
    private final ConcurrentHashMap<List<Object>, LongAdder> again = new ConcurrentHashMap<>();

    private FailureLog(Log log, Work work) {
        this.log = log;
        this.work = work;
    }

    /** Begins to tell what becomes of an engine's requests. */
    public static void of(Engine engine, Log log, Work work) {
        engine.outcomes().listen(FAILURES, new FailureLog(log, work));
    }

    @Override
    public void on(Event event) {
        String rule = event.rule == null ? "" : " by rule " + event.rule;
        String credential = event.credential == null ? "" : ", credential '" + event.credential.name() + "'";
        boolean isOne = again.size() < MOST;
        List<Object> kind = isOne ? Arrays.asList(event.outcome, rule, credential, event.why) : Collections.singletonList(event.outcome);
        LongAdder count = again.get(kind);
        if (count == null) {
            count = again.putIfAbsent(kind, new LongAdder());
            if (count == null) {
                String text = event.what() + words(event.outcome) + rule + credential + (event.why == null ? "" : ": " + event.why);
                log.warn(text);
                begin(kind, text);
                return;
            }
        }
        count.increment();
    }

    private static String words(Outcome outcome) {
        return outcome == Outcome.SENT_UNSIGNED ? " sent without its credentials" : outcome == Outcome.OBSERVED_REFUSAL ? " would be refused" : " refused";
    }

    private void begin(List<Object> kind, String text) {
        try {
            later(kind, text);
        } catch (Throwable e) {
            // No thread is to be had just now: the next one is told again.
            again.remove(kind);
        }
    }

    private void later(List<Object> kind, String text) {
        work.after(MINUTE_MILLIS, () -> {
            long count = again.get(kind).sumThenReset();
            if (count == 0) {
                again.remove(kind);
            } else {
                log.warn(count + " more like this in the last minute: " + text);
                begin(kind, text);
            }
        });
    }
}
