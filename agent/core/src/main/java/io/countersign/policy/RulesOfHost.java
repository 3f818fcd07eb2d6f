package io.countersign.policy;

import io.countersign.match.PathPattern;
import io.countersign.yaml.Mistakes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the rules of one host pattern and finds those that an earlier one hides. The earlier ones are looked up by what
 * they could hide, so that a host with thousands of path rules is read in time.
 */
final class RulesOfHost {
    private final List<Rule> rules = new ArrayList<>(1);

    /** Rules that may hide any path, or paths that no index tells: without paths, or with a star before the end. */
    private final List<Rule> wide = new ArrayList<>(0);

    /** The others, by each pattern's text before {@code /**}, or all of it. */
    private Map<String, List<Rule>> byPath;

    Rule first() {
        return rules.isEmpty() ? null : rules.get(0);
    }

    HostRules rules() {
        return new HostRules(rules.toArray(new Rule[0]));
    }

    /** Tells of rules that cannot all be kept, because a connection has one client certificate. */
    void checkIdentities(Mistakes mistakes, List<String> advice) {
        for (Rule rule : rules) {
            if (rule.identity() != null) {
                OneIdentity.check(rules.toArray(new Rule[0]), mistakes, advice);
                return;
            }
        }
    }

    /** @return the earlier rule that takes every request that this one would; null if there is none, as there should be */
    Rule add(Rule rule) {
        Rule hiding = hiding(rule);
        rules.add(rule);
        boolean isWide = !rule.hasPaths();
        for (int i = 0; rule.hasPaths() && i < rule.pathCount(); i++) {
            String stem = rule.path(i).stem();
            if (stem == null) {
                isWide = true;
            } else {
                at(stem).add(rule);
            }
        }
        if (isWide) {
            wide.add(rule);
        }
        return hiding;
    }

    private List<Rule> at(String stem) {
        if (byPath == null) {
            byPath = new HashMap<>();
        }
        List<Rule> there = byPath.get(stem);
        if (there == null) {
            byPath.put(stem, there = new ArrayList<>(1));
        }
        return there;
    }

    private Rule hiding(Rule rule) {
        Rule hiding = covering(wide, rule);
        if (hiding != null || !rule.hasPaths() || byPath == null) {
            return hiding;
        }
        // Whatever hides the rule has a pattern that covers its first one: the same, or a tree above it.
        String path = rule.path(0).toString();
        for (int end = path.length(); end >= 0 && hiding == null; end = end == 0 ? -1 : Math.max(0, path.lastIndexOf('/', end - 1))) {
            List<Rule> there = byPath.get(path.substring(0, end));
            hiding = there == null ? null : covering(there, rule);
        }
        return hiding;
    }

    private static Rule covering(List<Rule> earlier, Rule rule) {
        for (Rule each : earlier) {
            if (each.covers(rule)) {
                return each;
            }
        }
        return null;
    }
}
