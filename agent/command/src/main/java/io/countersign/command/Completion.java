package io.countersign.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "completion", header = "Prints what has bash or zsh complete commands, options and file names.",
        description = {"For an alias or a script of the name 'countersign'."},
        exitCodeListHeading = "%nExit status:%n", exitCodeList = "0:always",
        footer = {"", "Example, in ~/.bashrc or ~/.zshrc:", "  alias countersign='java -jar /opt/countersign.jar'", "  source <(countersign completion)"})
final class Completion extends ShellCommand {
    @Spec
    private CommandSpec spec;

    Completion(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        shell.write(AutoComplete.bash("countersign", spec.parent().commandLine()));
        return ExitStatus.OK;
    }
}
