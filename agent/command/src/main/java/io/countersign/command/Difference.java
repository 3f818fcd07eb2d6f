package io.countersign.command;

import io.countersign.policy.HostRules;
import io.countersign.policy.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What has changed of one host pattern: its rules in their order, told apart by what they ask of requests, and what those put on. */
final class Difference {
    enum Kind { ADDED, REMOVED, CHANGED }

    /** One rule's. */
    static final class Change {
        final Kind kind;

        /** As it is now, or was. */
        final Rule rule;

        /** Of one that has changed. */
        final List<String> what;

        Change(Kind kind, Rule rule, List<String> what) {
            this.kind = kind;
            this.rule = rule;
            this.what = what;
        }
    }

    private final Side before;
    private final Side after;
    final String host;
    final List<Change> changes = new ArrayList<>();

    private Difference(Side before, Side after, String host) {
        this.before = before;
        this.after = after;
        this.host = host;
    }

    /** Of every host pattern in which the two differ, those of the first before those that only the second has. */
    static List<Difference> of(Side before, Side after) {
        Map<String, HostRules> were = byPattern(before);
        Map<String, HostRules> are = byPattern(after);
        Map<String, HostRules> all = new LinkedHashMap<>(were);
        all.putAll(are);
        List<Difference> differences = new ArrayList<>();
        for (String host : all.keySet()) {
            Difference difference = new Difference(before, after, host);
            difference.compare(rules(were.get(host)), rules(are.get(host)));
            if (!difference.changes.isEmpty()) {
                differences.add(difference);
            }
        }
        return differences;
    }

    private static Map<String, HostRules> byPattern(Side side) {
        Map<String, HostRules> rules = new LinkedHashMap<>();
        for (HostRules each : side.policy.rules()) {
            rules.put(each.first().host, each);
        }
        return rules;
    }

    private static List<Rule> rules(HostRules rules) {
        List<Rule> all = new ArrayList<>();
        for (int i = 0; rules != null && i < rules.count(); i++) {
            all.add(rules.rule(i));
        }
        return all;
    }

    /** By the longest run of rules that both have in the same order; there may be thousands, most of them as they were. */
    private void compare(List<Rule> were, List<Rule> are) {
        List<String> asked = were.stream().map(Side::conditions).collect(Collectors.toList());
        List<String> ask = are.stream().map(Side::conditions).collect(Collectors.toList());
        int end = 0;
        int shorter = Math.min(were.size(), are.size());
        while (end < shorter && asked.get(asked.size() - 1 - end).equals(ask.get(ask.size() - 1 - end))) {
            end++;
        }
        int i = 0;
        while (i < shorter - end && asked.get(i).equals(ask.get(i))) {
            change(were.get(i), are.get(i++));
        }
        int j = i;
        int[][] common = common(asked.subList(i, were.size() - end), ask.subList(i, are.size() - end));
        int same = i;
        while (i < were.size() || j < are.size()) {
            boolean isEnd = i >= were.size() - end && j >= are.size() - end;
            if (isEnd || i < were.size() - end && j < are.size() - end && asked.get(i).equals(ask.get(j))) {
                change(were.get(i++), are.get(j++));
            } else if (j == are.size() - end || i < were.size() - end && common[i + 1 - same][j - same] >= common[i - same][j + 1 - same]) {
                changes.add(new Change(Kind.REMOVED, were.get(i++), Collections.emptyList()));
            } else {
                changes.add(new Change(Kind.ADDED, are.get(j++), Collections.emptyList()));
            }
        }
    }

    /** The length of the longest common subsequence from each two places on. */
    private static int[][] common(List<String> asked, List<String> ask) {
        int[][] common = new int[asked.size() + 1][ask.size() + 1];
        for (int i = asked.size() - 1; i >= 0; i--) {
            for (int j = ask.size() - 1; j >= 0; j--) {
                common[i][j] = asked.get(i).equals(ask.get(j)) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private void change(Rule was, Rule is) {
        List<String> what = what(was, is);
        if (!what.isEmpty()) {
            changes.add(new Change(Kind.CHANGED, is, what));
        }
    }

    private List<String> what(Rule was, Rule is) {
        List<String> what = new ArrayList<>();
        if (!before.putsOnTheSame(was, after, is)) {
            if (!was.names().equals(is.names())) {
                what.add("credentials " + was.names() + " -> " + is.names());
            }
            for (String name : is.names()) {
                if (was.names().contains(name) && !before.definition(name).isSameAs(after.definition(name))) {
                    what.add("credential '" + name + "': " + String.join(", ", before.definition(name).differences(after.definition(name))));
                }
            }
        }
        Map<String, String> now = is.settings.written();
        was.settings.written().forEach((name, value) -> {
            if (!value.equals(now.get(name))) {
                what.add("'" + name + "' " + value + " -> " + now.get(name));
            }
        });
        return what;
    }
}
