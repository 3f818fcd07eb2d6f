package io.countersign.telemetry;

import io.countersign.policy.Outcome;
import io.countersign.policy.Rule;
import io.countersign.policy.Tally;
import java.util.Date;
import java.util.List;
import java.util.Locale;

/** A rule and what has become of its requests, for management tools, which have it as a CompositeData. */
public final class RuleFigures {
    private final Rule rule;
    private final Tally tally;

    RuleFigures(Rule rule) {
        this.rule = rule;
        this.tally = rule.tally();
    }

    public String getHost() {
        return rule.host;
    }

    /** File and line. */
    public String getPlace() {
        return rule.place.fileAndLine();
    }

    public String getMode() {
        return rule.settings.mode.name().toLowerCase(Locale.ROOT);
    }

    public List<String> getCredentials() {
        return rule.names();
    }

    public long getSigned() {
        return tally.of(Outcome.SIGNED);
    }

    public long getCertificateShown() {
        return tally.of(Outcome.CERTIFICATE_SHOWN);
    }

    public long getKeptExisting() {
        return tally.of(Outcome.KEPT_EXISTING);
    }

    public long getReplacedExisting() {
        return tally.of(Outcome.REPLACED_EXISTING);
    }

    public long getRefused() {
        return tally.refusals();
    }

    public long getSentUnsigned() {
        return tally.of(Outcome.SENT_UNSIGNED);
    }

    public long getSentAgain() {
        return tally.of(Outcome.SENT_AGAIN);
    }

    public long getObserved() {
        return tally.of(Outcome.OBSERVED);
    }

    public long getObservedRefusal() {
        return tally.of(Outcome.OBSERVED_REFUSAL);
    }

    public long getLeftAlone() {
        return tally.of(Outcome.LEFT_ALONE);
    }

    /** Null if there was none. */
    public String getLastFailure() {
        Tally.Failure last = tally.last();
        return last == null ? null : last.what;
    }

    public Date getLastFailureTime() {
        Tally.Failure last = tally.last();
        return last == null ? null : new Date(last.millis);
    }
}
