package io.countersign.command;

import io.countersign.command.Explanation.Outcome;
import io.countersign.command.Shell.Colour;
import io.countersign.credential.Credential;
import io.countersign.policy.Policy;
import io.countersign.policy.Rule;
import io.countersign.schema.Form;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "explain", sortOptions = false, header = "Says what becomes of a request, and why.",
        description = "Which host pattern and which of its rules is for it, which were passed over and why, what would be put on (secrets are"
                + " masked, nothing is fetched), and whether it would be refused. What credentials lack is not looked at: 'check --secrets' does.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:explained, whatever becomes of the request", "64:called wrongly", "78:the policy has mistakes"},
        footer = {"", "Example:", "  " + Countersign.NAME + " explain policy.yaml POST https://api.example.com/", "",
            "--json: {\"request\", \"outcome\", \"message\", \"hosts\", \"rule\", \"passed\",", "  \"headers\", \"leftOut\", \"certificate\", \"settings\"}",
            "  outcome: no-rule | left-alone | signed | unchanged | refused | observed",
            "  hosts: the patterns that match, the most specific first",
            "  rule: {\"host\", \"file\", \"line\"} or null", "  passed: [{\"file\", \"line\", \"why\"}]",
            "  headers: [{\"name\", \"value\", \"credential\"}]", "  leftOut: credentials; certificate: a credential or null",
            "  settings: by their names in the policy"})
final class Explain extends ShellCommand {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "POLICY", description = "A YAML file, or a folder of them.")
    private Path policy;

    @Parameters(index = "1", paramLabel = "METHOD", description = "In capitals, as in GET.")
    private String method;

    @Parameters(index = "2", paramLabel = "URL", description = "As the program has it: https, http, wss or ws.")
    private String url;

    @Option(names = "--header", paramLabel = "NAME[:VALUE]", description = "A header that the application sets itself; may be given several times.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--json", description = "For scripts: one JSON object.")
    private boolean json;

    Explain(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() throws Exception {
        Asked request = request();
        Policy read = shell.policy(policy);
        Explanation explanation = new Explanation(read, request, shell.background.moments);
        if (json) {
            shell.json(json(explanation));
        } else {
            tell(explanation);
        }
        return ExitStatus.OK;
    }

    private Asked request() {
        if (!Form.isToken(method) || !method.equals(method.toUpperCase(Locale.ROOT))) {
            throw new ParameterException(spec.commandLine(), "a method is written in capitals, as in GET");
        }
        try {
            Asked request = Asked.of(method, url);
            headers.forEach(request::carry);
            return request;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private void tell(Explanation e) {
        shell.say(Colour.HEADING, e.request.toString());
        tellHosts(e);
        e.passedOver.forEach((rule, why) -> shell.say("passed over  " + rule.place.fileAndLine() + ", which " + why));
        if (e.rule != null) {
            shell.say("rule         " + e.rule.place.fileAndLine());
        } else if (!e.matching.isEmpty() && e.refusal == null) {
            shell.say("rule         none: nothing falls through to a wider host");
        }
        tellPut(e);
        if (e.rule != null) {
            shell.say("settings     " + e.rule.settings.written().entrySet().stream().map(each -> each.getKey() + ": " + each.getValue())
                    .collect(Collectors.joining(", ")));
        }
        shell.say(e.outcome == Outcome.REFUSED ? Colour.BAD : e.outcome == Outcome.SIGNED ? Colour.GOOD : Colour.CHANGED, "outcome      " + sentence(e));
    }

    private void tellHosts(Explanation e) {
        if (e.matching.isEmpty()) {
            shell.say("host         none matches");
            return;
        }
        Rule first = e.matching.get(0).first();
        shell.say("host         " + first.host);
        e.matching.subList(1, e.matching.size()).forEach(other -> shell.say("passed over  " + other.first() + ", which is less specific"));
    }

    private void tellPut(Explanation e) {
        for (int i = 0; i < e.headers.size(); i++) {
            shell.say("put on       " + e.headers.name(i) + ": " + e.headers.value(i) + "   by '" + e.writer(e.headers.name(i)) + "'");
        }
        if (e.hasCertificate() && e.refusal == null) {
            shell.say("certificate  '" + e.rule.identity().name() + "', for a server that asks for one"
                    + (e.rule.identity().trusts() ? ", which is trusted by 'trust' alone" : ""));
        }
        for (Credential credential : e.leftOut()) {
            shell.say("left out     '" + credential.name() + "': the application sets "
                    + credential.headerNames().stream().filter(e.request::carries).collect(Collectors.joining(", ")) + " itself");
        }
    }

    private static String sentence(Explanation e) {
        return e.outcome == Outcome.OBSERVED && e.refusal != null ? e.outcome.sentence + "; else " + e.refusal
                : e.outcome == Outcome.REFUSED ? e.refusal : e.outcome.sentence;
    }

    private static Json json(Explanation e) {
        List<Json> put = new ArrayList<>();
        for (int i = 0; i < e.headers.size(); i++) {
            put.add(new Json().with("name", e.headers.name(i)).with("value", e.headers.value(i)).with("credential", e.writer(e.headers.name(i))));
        }
        List<Json> passed = new ArrayList<>();
        for (Map.Entry<Rule, String> each : e.passedOver.entrySet()) {
            passed.add(new Json().with("file", each.getKey().place.file).with("line", each.getKey().place.line).with("why", each.getValue()));
        }
        return new Json().with("request", e.request.toString()).with("outcome", e.outcome.word).with("message", sentence(e))
                .with("hosts", e.matching.stream().map(rules -> rules.first().host).collect(Collectors.toList()))
                .with("rule", e.rule == null ? null : new Json().with("host", e.rule.host).with("file", e.rule.place.file).with("line", e.rule.place.line))
                .with("passed", passed).with("headers", put)
                .with("leftOut", e.leftOut().stream().map(Credential::name).collect(Collectors.toList()))
                .with("certificate", e.hasCertificate() && e.refusal == null ? e.rule.identity().name() : null)
                .with("settings", e.rule == null ? Collections.emptyMap() : e.rule.settings.written());
    }
}
