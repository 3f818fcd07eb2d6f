package io.countersign.command;

import io.countersign.policy.HostRules;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.policy.Rule;
import io.countersign.policy.Settings;
import io.countersign.yaml.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One of two policies that are compared. */
final class Side {
    final Policy policy;
    private final Map<String, Definition> definitions = new HashMap<>();

    Side(Path file, Shell shell) throws PolicyException {
        policy = shell.policy(file);
        Map<String, Node> nodes = new Source(file).credentials();
        nodes.forEach((name, node) -> definitions.put(name, new Definition(node, nodes, shell.secrets, shell.background)));
    }

    Definition definition(String credential) {
        return definitions.get(credential);
    }

    List<Definition> definitions(Rule rule) {
        return rule.names().stream().map(definitions::get).collect(Collectors.toList());
    }

    /** Whether what a rule of this one puts on is what one of the other does, by whatever names. */
    boolean putsOnTheSame(Rule rule, Side other, Rule others) {
        List<Definition> these = definitions(rule);
        List<Definition> those = other.definitions(others);
        for (int i = 0; i < these.size() && these.size() == those.size(); i++) {
            if (!these.get(i).isSameAs(those.get(i))) {
                return false;
            }
        }
        return these.size() == those.size();
    }

    /** What a rule asks of requests: {@code POST, PUT on port 443 to /v2/**}. */
    static String conditions(Rule rule) {
        return (rule.methods() == null ? "any request" : String.join(", ", rule.methods()))
                + (rule.ports() == null ? "" : " on port " + Arrays.stream(rule.ports()).mapToObj(String::valueOf).collect(Collectors.joining(", ")))
                + (rule.paths() == null ? "" : " to " + String.join(", ", rule.paths()));
    }

    /** The rule, whole: with the settings that are not the standard. */
    static String whole(Rule rule) {
        Map<String, String> standard = Settings.STANDARD.written();
        return conditions(rule) + ": " + rule.names() + rule.settings.written().entrySet().stream()
                .filter(each -> !each.getValue().equals(standard.get(each.getKey())))
                .map(each -> ", " + each.getKey() + ": " + each.getValue()).collect(Collectors.joining());
    }

    /** The rules that a recorded request may come by, whose path is not known: the last of them is for any. Those that end in nothing are left out. */
    List<Rule> candidates(Recorded request) {
        List<Rule> candidates = new ArrayList<>();
        HostRules rules = policy.rulesFor(request.host);
        for (int i = 0; rules != null && i < rules.count(); i++) {
            Rule rule = rules.rule(i);
            if (rule.matchesPort(request.port) && rule.matchesMethod(request.method)) {
                candidates.add(rule);
                if (!rule.hasPaths()) {
                    break;
                }
            }
        }
        while (!candidates.isEmpty() && candidates.get(candidates.size() - 1).leavesAlone()) {
            candidates.remove(candidates.size() - 1);
        }
        return candidates;
    }
}
