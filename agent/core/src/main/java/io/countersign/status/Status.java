package io.countersign.status;

import io.countersign.credential.Validity;
import io.countersign.engine.Engine;
import io.countersign.engine.Reload;
import io.countersign.policy.HostRules;
import io.countersign.policy.Outcome;
import io.countersign.policy.Policy;
import io.countersign.policy.Rule;
import io.countersign.policy.Settings.Mode;
import io.countersign.policy.Tally;
import io.countersign.text.DateText;
import io.countersign.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** How an agent fares, for a person and as JSON: its policy, what has become of requests by each rule, its clients. No secret. */
public final class Status {
    private final String version;
    private final long process;
    private final long started;
    private final Engine engine;
    private final Reload reload;
    private final Supplier<List<ClientState>> clients;
    private final DateText date = new DateText("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /** What has been woven of a client. */
    public static final class ClientState {
        final String name;
        final List<String> classes;
        final List<String> mistakes;

        /**
         * @param classes that are woven; none as long as the application has loaded none
         * @param mistakes what could not be
         */
        public ClientState(String name, List<String> classes, List<String> mistakes) {
            this.name = name;
            this.classes = classes;
            this.mistakes = mistakes;
        }
    }

    public Status(String version, long process, long started, Engine engine, Reload reload, Supplier<List<ClientState>> clients) {
        this.version = version;
        this.process = process;
        this.started = started;
        this.engine = engine;
        this.reload = reload;
        this.clients = clients;
    }

    /** @param what {@code status} or {@code status json}; null for anything else */
    public String answer(String what) {
        return what.equals("status") ? text() : what.equals("status json") ? Json.of(tree()) : null;
    }

    private Map<String, Object> tree() {
        Reload.State state = reload.state();
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("source", state.policy.source());
        policy.put("version", state.policy.version());
        policy.put("since", date.at(state.since));
        policy.put("reloads", state.reloads);
        policy.put("mistakes", state.mistakes);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("agent", version);
        tree.put("process", process);
        tree.put("java", System.getProperty("java.version"));
        tree.put("since", date.at(started));
        tree.put("policy", policy);
        tree.put("rules", rules(state.policy));
        tree.put("credentials", credentials(state.policy));
        tree.put("clients", clients());
        return tree;
    }

    private List<Object> credentials(Policy policy) {
        List<Object> all = new ArrayList<>();
        for (String name : policy.credentialNames()) {
            Validity validity = policy.credential(name).validity();
            if (validity != null) {
                Map<String, Object> tree = new LinkedHashMap<>();
                tree.put("name", name);
                tree.put("kind", validity.kind.name().toLowerCase(Locale.ROOT));
                tree.put("expires", validity.expires == 0 ? null : date.at(validity.expires));
                tree.put("failure", validity.why);
                all.add(tree);
            }
        }
        return all;
    }

    private List<Object> rules(Policy policy) {
        List<Object> rules = new ArrayList<>();
        for (HostRules host : policy.rules()) {
            for (int i = 0; i < host.count(); i++) {
                rules.add(rule(host.rule(i)));
            }
        }
        return rules;
    }

    private Map<String, Object> rule(Rule rule) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("host", rule.host);
        tree.put("place", rule.place.fileAndLine());
        tree.put("credentials", rule.names());
        tree.put("mode", rule.settings.mode.name().toLowerCase(Locale.ROOT));
        Map<String, Object> outcomes = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            if (rule.tally().of(outcome) > 0) {
                outcomes.put(outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'), rule.tally().of(outcome));
            }
        }
        tree.put("outcomes", outcomes);
        tree.put("refused", rule.tally().refusals());
        Tally.Failure last = rule.tally().last();
        if (last != null) {
            Map<String, Object> failure = new LinkedHashMap<>();
            failure.put("at", date.at(last.millis));
            failure.put("what", last.what);
            tree.put("last-failure", failure);
        }
        return tree;
    }

    private List<Object> clients() {
        List<Object> all = new ArrayList<>();
        for (ClientState client : clients.get()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", client.name);
            tree.put("woven", client.classes);
            tree.put("mistakes", client.mistakes);
            all.add(tree);
        }
        return all;
    }

    private String text() {
        Reload.State state = reload.state();
        StringBuilder text = new StringBuilder();
        text.append("Countersign ").append(version).append(" in process ").append(process).append(", Java ")
                .append(System.getProperty("java.version")).append(", since ").append(date.at(started)).append('\n');
        text.append("policy ").append(state.policy.source()).append(", version ").append(state.policy.version()).append(", in force since ")
                .append(date.at(state.since)).append(", reloaded ").append(times(state.reloads)).append('\n');
        for (String mistake : state.mistakes) {
            text.append("  not in force: ").append(mistake).append('\n');
        }
        text.append("rules\n");
        for (HostRules host : state.policy.rules()) {
            for (int i = 0; i < host.count(); i++) {
                text(host.rule(i), text);
            }
        }
        credentials(state.policy, text);
        text.append("clients\n");
        for (ClientState client : clients.get()) {
            text.append("  ").append(client.name).append(client.classes.isEmpty() ? ": not loaded by the application" : ": woven").append('\n');
            for (String mistake : client.mistakes) {
                text.append("    ").append(mistake).append('\n');
            }
        }
        text.append("all: ").append(engine.outcomes()).append('\n');
        return text.toString();
    }

    private void credentials(Policy policy, StringBuilder text) {
        String heading = "tokens and certificates\n";
        for (String name : policy.credentialNames()) {
            Validity validity = policy.credential(name).validity();
            if (validity != null) {
                text.append(heading).append("  ").append(name).append(": ").append(words(validity, engine.now())).append('\n');
                heading = "";
            }
        }
    }

    private String words(Validity validity, long now) {
        String what = validity.kind == Validity.Kind.TOKEN ? "token" : "certificate";
        String why = validity.why == null ? "" : "; " + validity.why;
        if (validity.expires == 0) {
            return "no " + what + (validity.why == null && validity.kind == Validity.Kind.TOKEN ? " now; one is fetched when it is needed" : why);
        }
        long left = validity.expires - now;
        return what + (left <= 0 ? " expired on " : " until ") + date.at(validity.expires) + (left <= 0 ? "" : ", for " + span(left)) + why;
    }

    /** In the unit that tells most. */
    private static String span(long millis) {
        long seconds = millis / 1000;
        return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds < 2 * 86_400 ? seconds / 3600 + " h"
                : seconds / 86_400 + " days";
    }

    private void text(Rule rule, StringBuilder text) {
        Tally tally = rule.tally();
        text.append("  ").append(rule).append(": ").append(rule.leavesAlone() ? "no credentials" : String.join(", ", rule.names()))
                .append(rule.settings.mode == Mode.OBSERVE ? ", observed only" : "").append('\n');
        text.append("    ").append(tally).append('\n');
        if (tally.last() != null) {
            text.append("    last: ").append(date.at(tally.last().millis)).append(' ').append(tally.last().what).append('\n');
        }
    }

    private static String times(long count) {
        return count == 0 ? "never" : count == 1 ? "once" : count + " times";
    }
}
