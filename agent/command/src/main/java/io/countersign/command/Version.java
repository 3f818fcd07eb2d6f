package io.countersign.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "version", header = "Says which version this is.", exitCodeListHeading = "%nExit status:%n", exitCodeList = "0:always",
        footer = {"", "--json: {\"version\"}"})
final class Version extends ShellCommand {
    @Option(names = "--json", description = "For scripts: one JSON object.")
    private boolean json;

    Version(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        if (json) {
            shell.json(new Json().with("version", shell.version));
        } else {
            shell.say("countersign " + shell.version);
        }
        return ExitStatus.OK;
    }
}
