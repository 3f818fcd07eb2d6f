package io.countersign.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** One command: what picocli has parsed into its fields, it does, and returns the exit status. */
abstract class ShellCommand implements Callable<Integer> {
    final Shell shell;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this.")
    private boolean help;

    ShellCommand(Shell shell) {
        this.shell = shell;
    }
}
