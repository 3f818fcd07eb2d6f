package io.countersign.command;

import io.countersign.policy.JsonSchema;
import picocli.CommandLine.Command;

@Command(name = "schema", header = "Prints the JSON Schema of policies, for editors.", exitCodeListHeading = "%nExit status:%n", exitCodeList = "0:always",
        footer = {"", "Example: " + Countersign.NAME + " schema > countersign.schema.json"})
final class Schema extends ShellCommand {
    Schema(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        shell.write(JsonSchema.text());
        return ExitStatus.OK;
    }
}
