package io.countersign.policy;

import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.policy.Settings.Mode;
import io.countersign.yaml.Mistakes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Sees to it that all requests which may share a connection agree on its client certificate: those of one host and port, whatever
 * their methods and paths.
 */
final class OneIdentity {
    /** No port's number: stands for all ports that no rule of the host names. */
    private static final int OTHER_PORTS = 0;

    private OneIdentity() {}

    static void check(Rule[] rules, Mistakes mistakes, List<String> advice) {
        Set<Rule> said = new LinkedHashSet<>();
        for (int port : ports(rules)) {
            check(port, rules, said, mistakes, advice);
        }
    }

    private static void check(int port, Rule[] rules, Set<Rule> said, Mistakes mistakes, List<String> advice) {
        Rule first = null;
        for (Rule rule : rules) {
            if (!rule.matchesPort(port)) {
                continue;
            }
            if (first == null) {
                first = rule;
            } else if (enforced(rule) != enforced(first) && said.add(rule)) {
                mistakes.add(rule.place, "this rule and the one in " + first.place + " differ in their client certificate, " + inWords(rule)
                        + " and " + inWords(first) + (port == OTHER_PORTS ? "" : ", on port " + port)
                        + "; it belongs to the connection, which requests of any method and path may share");
            }
            if (enforced(rule) != null && enforced(rule) == enforced(first)) {
                same("existing", rule.settings.existing, rule, first.settings.existing, first, port, said, mistakes);
                same("on-failure", rule.settings.onFailure, rule, first.settings.onFailure, first, port, said, mistakes);
            }
            if (rule.takesAll()) {
                return;
            }
        }
        if (first != null && enforced(first) != null && said.add(first)) {
            advice.add(first.place + ": every connection to " + first.host + " has client certificate '" + first.identity().name()
                    + "', and requests of other methods or paths than its rules name use it too");
        }
    }

    private static void same(String field, Object value, Rule rule, Object firsts, Rule first, int port, Set<Rule> said, Mistakes mistakes) {
        if (value != firsts && said.add(rule)) {
            mistakes.add(rule.place, "this rule and the one in " + first.place + " differ in '" + field + "', " + (port == OTHER_PORTS ? "" : "on port "
                    + port + ", ") + "and share connections with client certificate '" + rule.identity().name() + "', for which there can be one");
        }
    }

    private static Set<Integer> ports(Rule[] rules) {
        Set<Integer> ports = new LinkedHashSet<>();
        for (Rule rule : rules) {
            for (int port : rule.ports() == null ? new int[] {OTHER_PORTS} : rule.ports()) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static TlsIdentity enforced(Rule rule) {
        return rule.settings.mode == Mode.ENFORCE ? rule.identity() : null;
    }

    private static String inWords(Rule rule) {
        return enforced(rule) != null ? "'" + rule.identity().name() + "'" : rule.identity() == null ? "none" : "none that is more than observed";
    }
}
