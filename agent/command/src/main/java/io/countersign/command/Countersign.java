package io.countersign.command;

import io.countersign.command.Recorded.NoRecord;
import io.countersign.policy.PolicyException;
import io.countersign.yaml.Mistakes;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code java -jar countersign.jar …}: the commands that there are, and how they are called. A command that is added is added here. */
@Command(name = Countersign.NAME, subcommandsRepeatable = false, sortOptions = false, commandListHeading = "%nCommands:%n",
        description = {"Checks and explains policies, and what else goes with the agent.", "For a program it signs by",
            "  java -javaagent:countersign.jar=POLICY ..."},
        footer = {"", "'" + Countersign.NAME + " help COMMAND' says more of one, with an example.", "A POLICY is a YAML file or a folder of them."})
public final class Countersign extends ShellCommand {
    static final String NAME = "java -jar countersign.jar";

    private Countersign(Shell shell) {
        super(shell);
    }

    /** @return the exit status */
    public static int run(String[] arguments, Shell shell) {
        try {
            return written(line(shell).execute(arguments), shell);
        } catch (LinkageError | StackOverflowError | OutOfMemoryError e) {
            return failed(e, shell);
        }
    }

    /** A full disk would leave half an answer with a status that says that all is well. Nothing is told of a reader who wanted no more. */
    private static int written(int status, Shell shell) {
        if (!shell.out.checkError()) {
            return status;
        }
        if (!shell.isRead()) {
            shell.complain("the output could not be written");
        }
        return status <= ExitStatus.NO ? ExitStatus.IO : status;
    }

    static CommandLine line(Shell shell) {
        CommandLine line = new CommandLine(new Countersign(shell));
        for (ShellCommand command : Arrays.asList(new Check(shell), new Explain(shell), new Diff(shell), new Suggest(shell), new Attach(shell), new StatusCommand(shell), new LoginCommand(shell),
                new LogoutCommand(shell), new Schema(shell), new Completion(shell), new Version(shell))) {
            line.addSubcommand(command);
        }
        for (CommandLine each : line.getSubcommands().values()) {
            Map<String, String> statuses = new TreeMap<>(each.getCommandSpec().usageMessage().exitCodeList());
            statuses.put(String.valueOf(ExitStatus.IO), "the output could not be written");
            each.getCommandSpec().usageMessage().exitCodeList(statuses);
        }
        line.addSubcommand(new HelpCommand());
        return line.setExpandAtFiles(false).setOut(writer(shell.out)).setErr(writer(shell.err))
                .setColorScheme(Help.defaultColorScheme(shell.isColoured ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler((e, arguments) -> misused(e, shell))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, shell));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream), true);
    }

    /** Without a command. */
    @Override
    public Integer call() {
        throw new ParameterException(line(shell), "a command is expected");
    }

    private static int misused(ParameterException e, Shell shell) {
        CommandLine command = e.getCommandLine();
        shell.complain(words(e, command.getCommandSpec()));
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF));
        for (String line : ("usage: " + help.synopsis("usage: ".length())).split("\\R")) {
            shell.complain(line);
        }
        shell.complain("'" + NAME + " help" + (command.getParent() == null ? "" : " " + command.getCommandName()) + "' tells more");
        return ExitStatus.USAGE;
    }

    private static String words(ParameterException e, CommandSpec command) {
        if (e instanceof UnmatchedArgumentException) {
            String first = ((UnmatchedArgumentException) e).getUnmatched().get(0);
            if (first.startsWith("-")) {
                String name = name(first);
                return "unknown option " + name + (name.startsWith("--") ? Mistakes.meant(name, options(command))
                        : "; there are " + String.join(", ", options(command)));
            }
            // What is too much is not shown: it may be a header's value that was not meant as an argument.
            return command.parent() == null ? "unknown command '" + first + "'" + Mistakes.meant(first, command.subcommands().keySet())
                    : "there is an argument too many";
        }
        if (e instanceof MissingParameterException) {
            ArgSpec missing = ((MissingParameterException) e).getMissing().get(0);
            return (missing.isOption() ? ((OptionSpec) missing).longestName() + " " : "") + missing.paramLabel() + " is missing";
        }
        return e.getMessage();
    }

    /** Without a value that is glued to it: {@code --heder=K:V}, {@code -HK:V}. */
    private static String name(String option) {
        int end = option.startsWith("--") ? 2 : Math.min(option.length(), 2);
        while (option.startsWith("--") && end < option.length() && (Character.isLetterOrDigit(option.charAt(end)) || option.charAt(end) == '-')) {
            end++;
        }
        return option.substring(0, end);
    }

    private static List<String> options(CommandSpec command) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, OptionSpec> option : command.optionsMap().entrySet()) {
            names.add(option.getKey());
        }
        return names;
    }

    private static int failed(Exception e, Shell shell) {
        if (e instanceof PolicyException) {
            ((PolicyException) e).mistakes().forEach(shell::complain);
            return ExitStatus.CONFIG;
        }
        if (e instanceof NoRecord) {
            ((NoRecord) e).mistakes.forEach(shell::complain);
            return ExitStatus.DATA;
        }
        if (e instanceof InvalidPathException) {
            shell.complain("'" + ((InvalidPathException) e).getInput() + "' is not a path on this system");
            return ExitStatus.USAGE;
        }
        return failed((Throwable) e, shell);
    }

    /** A failure that nobody has foreseen is named and not told: its message may hold anything. */
    private static int failed(Throwable e, Shell shell) {
        StackTraceElement[] trace = e.getStackTrace();
        shell.complain("the command failed (" + e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]) + ")");
        return ExitStatus.SOFTWARE;
    }
}
