package io.countersign.telemetry;

import io.countersign.background.Background;
import io.countersign.background.Fetch;
import io.countersign.credential.Credential;
import io.countersign.credential.Validity;
import io.countersign.engine.Engine;
import io.countersign.engine.Outcomes;
import io.countersign.engine.Reload;
import io.countersign.policy.HostRules;
import io.countersign.policy.Outcome;
import io.countersign.policy.Policy;
import io.countersign.policy.Tally;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts and times in the text of OpenMetrics. What its labels say are words of the policy and of the agent, never a request's; hosts that
 * come after the first {@value #MOST} are one, and of a policy of more credentials those after these are left out.
 */
public final class Metrics {
    static final int MOST = 1000;

    /** In the place of hosts past those; no pattern of a host is written so. */
    private static final String OTHERS = "(others)";

    private static final int OUTCOMES = Outcome.values().length;

    private final String agentVersion;
    private final Engine engine;
    private final Reload reload;
    private final Background background;

    /** By label: what rules have counted that are not there any more, so that no counter goes back. Guarded by this object. */
    private final Map<String, long[]> gone = new LinkedHashMap<>();

    /** Hosts that are a label by themselves: the first that there were, whatever the policy has now, so that none is counted here and then there. */
    private final Set<String> labels = new HashSet<>();
    private Policy policy;

    /** Null while nothing is measured. */
    private Histogram signing;
    private Histogram fetching;
    private final Map<String, LongAdder[]> fetches = new ConcurrentHashMap<>();

    public Metrics(String agentVersion, Engine engine, Reload reload, Background background) {
        this.agentVersion = agentVersion;
        this.engine = engine;
        this.reload = reload;
        this.background = background;
        this.policy = engine.policy();
        label(policy);
        reload.listen(this::follow);
    }

    /** Measures from now on how long signing and fetching take, which costs each request two looks at the clock. */
    public synchronized void measure() {
        if (signing == null) {
            Histogram signing = new Histogram("1e-05", "2.5e-05", "0.0001", "0.00025", "0.001", "0.01", "0.1", "1.0", "10.0");
            engine.outcomes().listen(EnumSet.of(Outcome.SIGNED), event -> signing.add(event.nanos));
            fetching = new Histogram("0.01", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0");
            background.listen(this::fetched);
            this.signing = signing;
        }
    }

    private void fetched(Fetch fetch) {
        if (fetch.secret != null) {
            return;
        }
        fetching.add(fetch.nanos);
        LongAdder[] counts = fetches.get(fetch.server);
        if (counts == null) {
            String server = fetches.size() < MOST ? fetch.server : OTHERS;
            fetches.putIfAbsent(server, new LongAdder[] {new LongAdder(), new LongAdder()});
            counts = fetches.get(server);
        }
        counts[fetch.why == null ? 0 : 1].increment();
    }

    /** Keeps what rules have counted that the next policy does not have. */
    private synchronized void follow(Reload.State state) {
        if (state.policy == policy) {
            return;
        }
        Set<Tally> there = Collections.newSetFromMap(new IdentityHashMap<>());
        for (HostRules rules : state.policy.rules()) {
            for (int i = 0; i < rules.count(); i++) {
                there.add(rules.rule(i).tally());
            }
        }
        for (HostRules rules : policy.rules()) {
            for (int i = 0; i < rules.count(); i++) {
                if (!there.contains(rules.rule(i).tally())) {
                    add(gone.computeIfAbsent(label(rules), none -> new long[OUTCOMES]), rules.rule(i).tally());
                }
            }
        }
        policy = state.policy;
        label(policy);
    }

    private void label(Policy policy) {
        for (HostRules rules : policy.rules()) {
            if (labels.size() < MOST) {
                labels.add(rules.first().host);
            }
        }
    }

    private String label(HostRules rules) {
        return labels.contains(rules.first().host) ? rules.first().host : OTHERS;
    }

    private static void add(long[] sums, Tally tally) {
        for (Outcome outcome : Outcome.values()) {
            sums[outcome.ordinal()] += tally.of(outcome);
        }
    }

    /** All there is to tell now. */
    public synchronized String text() {
        Reload.State state = reload.state();
        OpenMetrics text = new OpenMetrics();
        text.family("countersign_agent", "info", null, "The agent.");
        text.sample("countersign_agent_info", 1, "version", agentVersion);
        text.family("countersign_policy", "info", null, "The policy in force.");
        text.sample("countersign_policy_info", 1, "source", state.policy.source(), "version", state.policy.version());
        text.family("countersign_policy_since_timestamp_seconds", "gauge", "seconds", "Since when that policy is in force.");
        text.sample("countersign_policy_since_timestamp_seconds", state.since / 1e3);
        text.family("countersign_policy_rules", "gauge", null, "How many rules it has.");
        text.sample("countersign_policy_rules", state.policy.ruleCount());
        text.family("countersign_policy_reloads", "counter", null, "How often another policy has been put in force.");
        text.sample("countersign_policy_reloads_total", state.reloads);
        text.family("countersign_policy_mistakes", "gauge", null, "Mistakes of what is in its files now; 0 if that is in force.");
        text.sample("countersign_policy_mistakes", state.mistakes.size());
        outcomes(text);
        rules(text);
        if (signing != null) {
            text.family("countersign_signing_seconds", "histogram", "seconds",
                    "How long the agent worked on requests that it signed, waiting for tokens included where the client's own thread waits.");
            signing.writeTo(text, "countersign_signing_seconds");
            text.family("countersign_token_fetches", "counter", null, "Tokens that were asked for.");
            for (Map.Entry<String, LongAdder[]> each : fetches.entrySet()) {
                text.sample("countersign_token_fetches_total", each.getValue()[0].sum(), "server", each.getKey(), "outcome", "fetched");
                text.sample("countersign_token_fetches_total", each.getValue()[1].sum(), "server", each.getKey(), "outcome", "failed");
            }
            text.family("countersign_token_fetch_seconds", "histogram", "seconds", "How long that took.");
            fetching.writeTo(text, "countersign_token_fetch_seconds");
        }
        credentials(text, state.policy);
        return text.end();
    }

    private void outcomes(OpenMetrics text) {
        Outcomes all = engine.outcomes();
        text.family("countersign_outcomes", "counter", null, "What became of requests and connections. One may have several outcomes.");
        for (Outcome outcome : Outcome.values()) {
            if (all.of(outcome) > 0) {
                text.sample("countersign_outcomes_total", all.of(outcome), "outcome", Words.of(outcome));
            }
        }
    }

    private void rules(OpenMetrics text) {
        Map<String, long[]> byHost = new LinkedHashMap<>();
        byHost.put(OTHERS, before(OTHERS));
        for (HostRules rules : policy.rules()) {
            long[] sums = byHost.computeIfAbsent(label(rules), this::before);
            for (int i = 0; i < rules.count(); i++) {
                add(sums, rules.rule(i).tally());
            }
        }
        text.family("countersign_rule_outcomes", "counter", null, "The same by the host that the rules are for.");
        for (Map.Entry<String, long[]> each : byHost.entrySet()) {
            for (Outcome outcome : Outcome.values()) {
                if (each.getValue()[outcome.ordinal()] > 0) {
                    text.sample("countersign_rule_outcomes_total", each.getValue()[outcome.ordinal()], "host", each.getKey(),
                            "outcome", Words.of(outcome));
                }
            }
        }
    }

    private long[] before(String label) {
        long[] sums = gone.get(label);
        return sums == null ? new long[OUTCOMES] : sums.clone();
    }

    private void credentials(OpenMetrics text, Policy policy) {
        Map<String, Validity> tokens = new LinkedHashMap<>();
        Map<String, Validity> certificates = new LinkedHashMap<>();
        for (String name : policy.credentialNames()) {
            Credential credential = policy.credential(name);
            Validity validity = credential.validity();
            if (validity != null && tokens.size() + certificates.size() < MOST) {
                (validity.kind == Validity.Kind.TOKEN ? tokens : certificates).put(name, validity);
            }
        }
        long now = background.moments.millis();
        text.family("countersign_token_remaining_seconds", "gauge", "seconds", "For how long the token can be used that there is; 0 if there is none.");
        for (Map.Entry<String, Validity> each : tokens.entrySet()) {
            text.sample("countersign_token_remaining_seconds", Math.max(0, each.getValue().expires - now) / 1e3, "credential", each.getKey());
        }
        text.family("countersign_certificate_expiry_timestamp_seconds", "gauge", "seconds", "When the certificate, or another of its chain, expires; 0 if there is none.");
        for (Map.Entry<String, Validity> each : certificates.entrySet()) {
            text.sample("countersign_certificate_expiry_timestamp_seconds", each.getValue().expires / 1e3, "credential", each.getKey());
        }
    }
}
