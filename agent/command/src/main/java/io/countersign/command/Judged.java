package io.countersign.command;

import io.countersign.policy.Rule;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Whether what a recorded request gets changes from one policy to another. */
final class Judged {
    final Recorded request;
    final boolean changes;
    final String before;
    final String after;

    Judged(Recorded request, Side before, Side after) {
        this.request = request;
        List<Rule> were = before.candidates(request);
        List<Rule> are = after.candidates(request);
        boolean isSame = were.size() == are.size();
        for (int i = 0; isSame && i < were.size(); i++) {
            isSame = Objects.equals(were.get(i).paths(), are.get(i).paths()) && before.putsOnTheSame(were.get(i), after, are.get(i))
                    && were.get(i).settings.written().equals(are.get(i).settings.written());
        }
        this.changes = !isSame;
        this.before = inWords(were);
        this.after = inWords(are);
    }

    /** {@code [a] for /v2/**, else [b]}. */
    private static String inWords(List<Rule> rules) {
        return rules.isEmpty() ? "nothing" : rules.stream().map(rule -> (rule.hasPaths() || rules.size() == 1 ? "" : "else ") + rule.names()
                + (rule.hasPaths() ? " for " + String.join(", ", rule.paths()) : "")).collect(Collectors.joining(", "));
    }
}
