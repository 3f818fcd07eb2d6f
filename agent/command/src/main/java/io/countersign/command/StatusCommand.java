package io.countersign.command;

import io.countersign.status.Question;
import io.countersign.status.Question.NotAnswered;
import java.nio.file.FileSystemException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "status", sortOptions = false, header = "Says how the agent in a JVM fares.",
        description = {"Which version of the policy is in force and since when, and what is wrong with the one in the files; what became of the requests"
                + " of each rule, and what was wrong last; tokens and certificates with their ends; clients, woven or not yet loaded.", "",
            "It takes the user that the JVM runs as, or root. The JVM notices nothing: no second agent is loaded, no server started."
                + " From outside a container, PID is the number that the process has there."},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:said", "64:called wrongly", "69:there is no such process, it does not answer, somebody else asks it, it does not know what was asked, or its /tmp cannot be written"},
        footer = {"", "Example: " + Countersign.NAME + " status 4711", "",
            "--json: {\"agent\", \"process\", \"java\", \"since\", \"policy\": {\"source\", \"version\", \"since\", \"reloads\", \"mistakes\"}, \"rules\","
                + " \"credentials\", \"clients\"}; of an agent that was started with discover: {\"agent\", \"process\", \"record\", \"kinds\"},"
                + " and no --openmetrics"})
final class StatusCommand extends ShellCommand {
    /** Milliseconds for an agent that looks for questions twice a second, on a machine with much to do. */
    private static final long ANSWER = 5_000;

    @Parameters(paramLabel = "PID", description = "The number of the process, as 'jps' lists it.")
    private long process;

    @ArgGroup
    private Form form = new Form();

    /** One of them, or none. */
    static final class Form {
        @Option(names = "--json", description = "For scripts: one JSON object.")
        private boolean json;

        @Option(names = "--openmetrics", description = "For collectors of metrics: counters and histograms in the text of OpenMetrics.")
        private boolean openMetrics;
    }

    StatusCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() throws Exception {
        String what = form.json ? "status json" : form.openMetrics ? "status openmetrics" : "status";
        try {
            String answer = Question.to(process).ask(what, ANSWER);
            if (what.equals("status")) {
                for (String line : answer.split("\n")) {
                    shell.say(line);
                }
            } else {
                shell.write(answer);
            }
            return ExitStatus.OK;
        } catch (NotAnswered e) {
            shell.complain(e.getMessage());
            return ExitStatus.UNAVAILABLE;
        } catch (FileSystemException e) {
            shell.complain(Shell.unwritable(e));
            return ExitStatus.UNAVAILABLE;
        }
    }
}
