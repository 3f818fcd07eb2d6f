package io.countersign.command;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "suggest", header = "Makes the skeleton of a policy from what was discovered.",
        description = "A record says which hosts a program calls, and what it sends there by itself. For each host this writes a rule, and for what"
                + " is sent already the credential that may take its place: fill in the references, take out what is not wanted, and 'check' it."
                + " A record holds no secret, and so neither does this.",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:printed", "64:called wrongly", "65:a file is no record"},
        footer = {"", "Example:", "  java -javaagent:countersign.jar=discover:record.jsonl -jar service.jar",
            "  (for several JVMs a folder in its place that is there, in which each has a file of its own)",
            "  " + Countersign.NAME + " suggest record.jsonl > policy.yaml", "",
            "--json: {\"hosts\": [{\"host\", \"requests\", \"methods\", \"callers\", \"sends\"}],", "  \"more\": requests past what a record holds}"})
final class Suggest extends ShellCommand {
    @Parameters(paramLabel = "RECORD", arity = "1..*", description = "Files that agents with discover: have written, or folders of them.")
    private List<Path> records;

    @Option(names = "--json", description = "For scripts: one JSON object, of what was recorded.")
    private boolean json;

    Suggest(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() throws Exception {
        Collection<Recorded> all = Recorded.read(records);
        long more = all.stream().filter(Recorded::isMore).mapToLong(each -> each.count).sum();
        TreeMap<String, List<Recorded>> byHost = all.stream().filter(each -> !each.isMore()).collect(Collectors.groupingBy(each -> each.host, TreeMap::new, Collectors.toList()));
        if (json) {
            shell.json(new Json().with("hosts", byHost.entrySet().stream().map(each -> json(each.getKey(), each.getValue())).collect(Collectors.toList()))
                    .with("more", more));
        } else {
            shell.write(new Suggestion(byHost, more).yaml());
        }
        return ExitStatus.OK;
    }

    private static Json json(String host, List<Recorded> requests) {
        return new Json().with("host", host).with("requests", requests.stream().mapToLong(each -> each.count).sum())
                .with("methods", requests.stream().map(each -> each.method).sorted().distinct().collect(Collectors.toList()))
                .with("callers", requests.stream().filter(each -> each.caller != null).map(each -> each.caller).sorted().distinct().collect(Collectors.toList()))
                .with("sends", requests.stream().flatMap(each -> each.sends.stream()).sorted().distinct().collect(Collectors.toList()));
    }
}
