package io.countersign.command;

import io.countersign.command.Found.Outcome;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Material;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import io.countersign.yaml.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "check", sortOptions = false, header = "Reports every mistake and warning of policies.",
        description = "What the agent would find wrong when it starts: all of it at once, by file, line and column. Nothing is called without"
                + " --secrets or --live, and no secret is shown.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:no mistakes (there may be warnings)", "64:called wrongly", "69:with --secrets or --live: something is not to be had",
            "78:a policy has mistakes; with --strict, warnings"},
        footer = {"", "Example: " + Countersign.NAME + " check --strict policies/*.yaml", "",
            "--json: {\"ok\", \"policies\": [{\"policy\", \"rules\", \"mistakes\", \"warnings\",", "  \"secrets\", \"live\"}]}",
            "  mistakes, warnings: [{\"file\", \"line\", \"column\", \"message\"}]",
            "  secrets, live: [{\"what\", \"outcome\": ok | failed | skipped, \"message\"}]"})
final class Check extends ShellCommand {
    private static final Pattern PLACE = Pattern.compile("(.*?):(\\d+):(\\d+): (.*)", Pattern.DOTALL);

    @Parameters(paramLabel = "POLICY", arity = "1..*", description = "YAML files, or folders of them.")
    private List<Path> policies;

    @Option(names = "--strict", description = "Warnings are mistakes.")
    private boolean strict;

    @Option(names = "--secrets", description = "Also looks for every secret, here and now: which are missing.")
    private boolean secrets;

    @Option(names = "--live", description = "Also fetches a token of each oauth2 credential, and makes a TLS handshake with each host of a client certificate.")
    private boolean live;

    @Option(names = "--json", description = "For scripts: one JSON object.")
    private boolean json;

    Check(Shell shell) {
        super(shell);
    }

    /** What was found of one policy. */
    private static final class Checked {
        final Path policy;
        int rules;
        List<String> mistakes = Collections.emptyList();
        final List<String> warnings = new ArrayList<>();
        final List<Found> secrets = new ArrayList<>();
        final List<Found> live = new ArrayList<>();

        Checked(Path policy) {
            this.policy = policy;
        }

        int status(boolean strict) {
            return !mistakes.isEmpty() || strict && !warnings.isEmpty() ? ExitStatus.CONFIG
                    : failures(secrets) + failures(live) > 0 ? ExitStatus.UNAVAILABLE : ExitStatus.OK;
        }
    }

    private static long failures(List<Found> found) {
        return found.stream().filter(each -> each.outcome == Outcome.FAILED).count();
    }

    @Override
    public Integer call() throws Exception {
        int status = ExitStatus.OK;
        List<Json> all = new ArrayList<>();
        for (Path policy : policies) {
            Checked checked = check(policy);
            status = Math.max(status, checked.status(strict));
            if (json) {
                all.add(json(checked));
            } else {
                tell(checked);
            }
        }
        if (json) {
            shell.json(new Json().with("ok", status == ExitStatus.OK).with("policies", all));
        }
        return status;
    }

    private Checked check(Path where) throws InterruptedException {
        Checked checked = new Checked(where);
        try {
            Policy policy = shell.policy(where);
            checked.rules = policy.ruleCount();
            checked.warnings.addAll(policy.warnings());
            checked.warnings.addAll(policy.advice());
            if (secrets) {
                checked.secrets.addAll(secrets(where));
                // Said already.
                checked.warnings.removeIf(warning -> checked.secrets.stream().anyMatch(
                        each -> each.outcome == Outcome.FAILED && warning.startsWith(each.what) && warning.contains(each.message)));
            }
            if (live) {
                checked.live.addAll(new Live(policy, shell.background).found());
            }
        } catch (PolicyException e) {
            checked.mistakes = e.mistakes();
        }
        return checked;
    }

    /** Every reference of the policy, and whether what it stands for is there. Those that have to be waited for are begun together. */
    private List<Found> secrets(Path where) {
        Map<Place, Secret> all = new LinkedHashMap<>();
        new Source(where).texts((node, folder) -> {
            if (Secrets.isReference(node.text) && !node.text.startsWith("${literal:")) {
                all.put(node.place, shell.secrets.resolve(node.text, folder));
            }
        });
        Material.of(all.values().toArray(new Secret[0])).pending();
        List<Found> found = new ArrayList<>();
        all.forEach((place, secret) -> {
            try {
                secret.awaited();
                found.add(new Found(place.toString(), Outcome.OK, secret + " is there"));
            } catch (CredentialUnavailable e) {
                found.add(new Found(place.toString(), Outcome.FAILED, e.getMessage()));
            }
        });
        return found;
    }

    private void tell(Checked checked) {
        checked.mistakes.forEach(shell::complain);
        checked.warnings.forEach(warning -> shell.complain("warning: " + warning));
        tell(checked.secrets);
        tell(checked.live);
        if (checked.mistakes.isEmpty() && strict && !checked.warnings.isEmpty()) {
            shell.complain(checked.policy + ": " + counted(checked.warnings.size(), "warning") + ", which --strict does not let pass");
        } else if (checked.mistakes.isEmpty()) {
            shell.say(checked.policy + ": " + counted(checked.rules, "rule") + ", no mistakes");
        }
    }

    private void tell(List<Found> found) {
        for (Found each : found) {
            if (each.outcome == Outcome.FAILED) {
                shell.complain(each.what + ": " + each.message);
            } else {
                shell.say((each.outcome == Outcome.SKIPPED ? "skipped: " : "") + each.what + ": " + each.message);
            }
        }
    }

    static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static Json json(Checked checked) {
        return new Json().with("policy", checked.policy.toString()).with("rules", checked.rules).with("mistakes", placed(checked.mistakes))
                .with("warnings", placed(checked.warnings)).with("secrets", json(checked.secrets)).with("live", json(checked.live));
    }

    private static List<Json> json(List<Found> found) {
        return found.stream().map(each -> new Json().with("what", each.what).with("outcome", each.outcome.name().toLowerCase(Locale.ROOT))
                .with("message", each.message)).collect(Collectors.toList());
    }

    private static List<Json> placed(List<String> lines) {
        return lines.stream().map(Check::placed).collect(Collectors.toList());
    }

    private static Json placed(String line) {
        Matcher place = PLACE.matcher(line);
        return place.matches() ? new Json().with("file", place.group(1)).with("line", Integer.valueOf(place.group(2)))
                .with("column", Integer.valueOf(place.group(3))).with("message", place.group(4)) : new Json().with("message", line);
    }
}
