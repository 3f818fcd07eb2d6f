package io.countersign.engine;

import java.util.concurrent.atomic.LongAdder;

/** What became of the requests that a rule was for, counted since the start. Reading and writing never wait. */
public final class Outcomes {
    public enum Outcome {
        SIGNED("signed"),
        CERTIFICATE_SHOWN("client certificate shown"),
        LEFT_ALONE("left alone: the rule has no credentials"),
        KEPT_EXISTING("credential left out: its header was set already"),
        REPLACED_EXISTING("header replaced that was set already"),
        REFUSED_EXISTING("refused: header set already"),
        REFUSED_PLAIN_HTTP("refused: plain http"),
        REFUSED_HIDDEN_PATH("refused: path with hidden parts"),
        REFUSED_UNAVAILABLE("refused: no credential to be had"),
        REFUSED_UNTRUSTED("refused: server not trusted"),
        REFUSED_FAILED("refused: the agent failed"),
        SENT_UNSIGNED("sent unsigned: no credential to be had"),
        SENT_AGAIN("sent again after its answer"),
        OBSERVED("observed only");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }
    }

    private final LongAdder[] counts = new LongAdder[Outcome.values().length];

    Outcomes() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    public void count(Outcome outcome) {
        counts[outcome.ordinal()].increment();
    }

    public long of(Outcome outcome) {
        return counts[outcome.ordinal()].sum();
    }

    /** One line, those that occurred alone. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        for (Outcome outcome : Outcome.values()) {
            if (of(outcome) > 0) {
                line.append(line.length() == 0 ? "" : "; ").append(outcome.words).append(' ').append(of(outcome));
            }
        }
        return line.length() == 0 ? "no request met a rule" : line.toString();
    }
}
