package io.countersign.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules of one host pattern, in the order of their file. */
public final class HostRules {
    private final Rule[] rules;
    private final boolean hasPaths;
    private final boolean enforced;
    private final boolean hasIdentity;
    private final boolean hasPorts;

    HostRules(Rule[] rules) {
        this.rules = rules;
        boolean paths = false;
        boolean anyEnforced = false;
        boolean anyIdentity = false;
        boolean anyPorts = false;
        for (Rule rule : rules) {
            paths |= rule.hasPaths();
            anyPorts |= rule.ports() != null;
            anyIdentity |= rule.identity() != null;
            anyEnforced |= rule.settings.mode == Settings.Mode.ENFORCE;
        }
        this.hasPaths = paths;
        this.enforced = anyEnforced;
        this.hasIdentity = anyIdentity;
        this.hasPorts = anyPorts;
    }

    /** Whether any of them looks at the path. */
    public boolean hasPaths() {
        return hasPaths;
    }

    /** Whether any of them is more than observed. */
    public boolean enforced() {
        return enforced;
    }

    /** Has each rule go on counting where the same one of the policy before stops. */
    void follow(HostRules before) {
        if (before == null) {
            return;
        }
        Map<List<Object>, Rule> those = new HashMap<>();
        for (Rule rule : before.rules) {
            those.put(rule.shape(), rule);
        }
        for (Rule rule : rules) {
            Rule same = those.get(rule.shape());
            if (same != null) {
                rule.follows(same);
            }
        }
    }

    public int count() {
        return rules.length;
    }

    /** From 0, in the order of their file. */
    public Rule rule(int index) {
        return rules[index];
    }

    public Rule first() {
        return rules[0];
    }

    /** The same rules with what may be shown in the place of their credentials. */
    HostRules masked() {
        Rule[] masked = new Rule[rules.length];
        for (int i = 0; i < rules.length; i++) {
            masked[i] = rules[i].masked();
        }
        return new HostRules(masked);
    }

    /**
     * The rule whose client certificate a connection to that port has; null if it has none. All rules that a request to the
     * port may come by have the same, which the reader of the policy sees to.
     */
    public Rule identityRule(int port) {
        if (!hasIdentity) {
            return null;
        }
        for (Rule rule : rules) {
            if (rule.matchesPort(port)) {
                return rule.identity() != null && rule.settings.mode == Settings.Mode.ENFORCE ? rule : null;
            }
        }
        return null;
    }

    /** Whether any of them has a client certificate. */
    public boolean hasIdentity() {
        return hasIdentity;
    }

    /** Whether connections to one port may have another client certificate than those to another, or none. */
    public boolean identityDependsOnPort() {
        return hasIdentity && hasPorts;
    }

    /** The first rule that matches; null if none does. Parameters as in {@link Rule#matches}. */
    public Rule ruleFor(int port, String method, String path) {
        for (Rule rule : rules) {
            if (rule.matches(port, method, path)) {
                return rule;
            }
        }
        return null;
    }
}
