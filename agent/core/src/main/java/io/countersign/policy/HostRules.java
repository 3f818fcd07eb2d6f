package io.countersign.policy;

/** The rules of one host pattern, in the order of their file. */
public final class HostRules {
    private final Rule[] rules;
    private final boolean hasPaths;
    private final boolean enforced;

    HostRules(Rule[] rules) {
        this.rules = rules;
        boolean paths = false;
        boolean anyEnforced = false;
        for (Rule rule : rules) {
            paths |= rule.hasPaths();
            anyEnforced |= rule.settings.mode == Settings.Mode.ENFORCE;
        }
        this.hasPaths = paths;
        this.enforced = anyEnforced;
    }

    /** Whether any of them looks at the path. */
    public boolean hasPaths() {
        return hasPaths;
    }

    /** Whether any of them is more than observed. */
    public boolean enforced() {
        return enforced;
    }

    public Rule first() {
        return rules[0];
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
