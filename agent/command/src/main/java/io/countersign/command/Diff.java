package io.countersign.command;

import io.countersign.command.Difference.Change;
import io.countersign.command.Difference.Kind;
import io.countersign.command.Shell.Colour;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "diff", sortOptions = false, header = "Says for which hosts two policies differ, and how.",
        description = "By what they mean: rules that come, go or change, credentials by their definition and settings by what is in force. Where"
                + " something stands, comments, names of credentials and the style of YAML are no difference; the order of a host's rules is. Values"
                + " that references lead to are not looked at, and no secret is shown.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:they mean the same", "1:they differ", "64:called wrongly", "65:the record is none", "78:a policy has mistakes"},
        footer = {"", "Example: " + Countersign.NAME + " diff old.yaml new.yaml", "",
            "--json: {\"same\", \"hosts\": [{\"host\", \"changes\"}], \"requests\"}",
            "  changes: [{\"kind\": added | removed | changed, \"rule\", \"file\", \"line\", \"what\"}]",
            "  requests, with --record: [{\"method\", \"url\", \"client\", \"count\", \"changes\",", "    \"before\", \"after\"}]"})
final class Diff extends ShellCommand {
    @Parameters(index = "0", paramLabel = "OLD", description = "A YAML file, or a folder of them.")
    private Path old;

    @Parameters(index = "1", paramLabel = "NEW", description = "A YAML file, or a folder of them.")
    private Path now;

    @Option(names = "--record", paramLabel = "RECORD", description = "Also says of each request of a discovery record, a file or a folder of them, whether what it gets changes;"
            + " may be given several times.")
    private List<Path> records = new ArrayList<>();

    @Option(names = "--json", description = "For scripts: one JSON object.")
    private boolean json;

    Diff(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() throws Exception {
        Side before = new Side(old, shell);
        Side after = new Side(now, shell);
        List<Difference> differences = Difference.of(before, after);
        List<Judged> judged = Recorded.read(records).stream().filter(each -> !each.isMore() && isJudged(each)).map(each -> new Judged(each, before, after)).collect(Collectors.toList());
        if (json) {
            shell.json(new Json().with("same", differences.isEmpty()).with("hosts", differences.stream().map(Diff::json).collect(Collectors.toList()))
                    .with("requests", judged.stream().map(Diff::json).collect(Collectors.toList())));
        } else {
            tell(differences);
            tellJudged(judged);
        }
        return differences.isEmpty() ? ExitStatus.OK : ExitStatus.NO;
    }

    private boolean isJudged(Recorded request) {
        if (!request.hasHost()) {
            shell.complain("left out: " + request.method + " " + request.url() + ", whose host is none");
        }
        return request.hasHost();
    }

    private void tell(List<Difference> differences) {
        if (differences.isEmpty()) {
            shell.say("no difference");
        }
        for (Difference difference : differences) {
            shell.say(Colour.HEADING, difference.host);
            for (Change change : difference.changes) {
                shell.say(colour(change.kind), "  " + sign(change.kind) + " " + inWords(change) + "  (" + change.rule.place.fileAndLine() + ")");
                change.what.forEach(what -> shell.say("      " + what));
            }
        }
    }

    private void tellJudged(List<Judged> judged) {
        if (!judged.isEmpty()) {
            shell.say(Colour.HEADING, "recorded requests");
        }
        for (Judged each : judged) {
            String request = each.request.method + " " + each.request.url() + " by " + each.request.client + ", "
                    + Check.counted(each.request.count, "time") + ": ";
            if (each.changes) {
                shell.say(Colour.CHANGED, "  ~ " + request + (each.before.equals(each.after) ? each.after + ", which changes" : each.before + " -> " + each.after));
            } else {
                shell.say("    " + request + each.after);
            }
        }
    }

    private static String inWords(Change change) {
        return change.kind == Kind.CHANGED ? Side.conditions(change.rule) : Side.whole(change.rule);
    }

    private static char sign(Kind kind) {
        return kind == Kind.ADDED ? '+' : kind == Kind.REMOVED ? '-' : '~';
    }

    private static Colour colour(Kind kind) {
        return kind == Kind.ADDED ? Colour.GOOD : kind == Kind.REMOVED ? Colour.BAD : Colour.CHANGED;
    }

    private static Json json(Difference difference) {
        return new Json().with("host", difference.host).with("changes", difference.changes.stream().map(each -> new Json()
                .with("kind", each.kind.name().toLowerCase(Locale.ROOT)).with("rule", inWords(each)).with("file", each.rule.place.file)
                .with("line", each.rule.place.line).with("what", each.what)).collect(Collectors.toList()));
    }

    private static Json json(Judged judged) {
        return new Json().with("method", judged.request.method).with("url", judged.request.url()).with("client", judged.request.client)
                .with("count", judged.request.count).with("changes", judged.changes).with("before", judged.before).with("after", judged.after);
    }
}
