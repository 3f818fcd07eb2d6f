package io.countersign.command;

import io.countersign.command.AttachApi.Unattachable;
import io.countersign.policy.Policy;
import io.countersign.status.Question;
import io.countersign.status.Question.NotAnswered;
import io.countersign.status.Question.Silent;
import io.countersign.text.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "attach", sortOptions = false, header = "Has a JVM that runs already be signed for.",
        description = {"The policy is checked first; with mistakes nothing is attached. Then the agent is loaded there and asked for its status. It takes a"
                + " JDK, and the user that the JVM runs as. Until that JVM ends: start it with -javaagent next time.", "",
            "What cannot be done there:", "- From Java 21 on the JVM prints a warning that an agent is loaded, unless it was started with"
                + " -XX:+EnableDynamicAgentLoading.", "- Requests that are under way go on as they are.",
            "- Where a provider of TLS other than the JDK's is loaded already, requests that need a client certificate, or 'trust', are"
                + " refused until the JVM is started again."},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:the agent is there and has the policy", "1:there is a Countersign agent already", "64:called wrongly",
            "69:the JVM cannot be attached to, somebody else asks it for its status, or the agent did not start there", "78:the policy has mistakes"},
        footer = {"", "Example: " + Countersign.NAME + " attach 4711 --policy policy.yaml"})
final class Attach extends ShellCommand {
    /** Milliseconds after which an agent has answered, which looks for questions twice a second. */
    private static final long ANSWER = 1_500;

    /** Milliseconds for one that has just been started, on a machine with much to do. */
    private static final long FIRST_ANSWER = 20_000;

    /** A JVM that is attached to tells by it why the agent did not start there. */
    private static final String FAILED = "countersign.failed";

    @Parameters(paramLabel = "PID", description = "The number of the process, as 'jps' lists it.")
    private long process;

    @Option(names = "--policy", paramLabel = "POLICY", required = true, description = "A YAML file, or a folder of them, which that process can read.")
    private Path policy;

    Attach(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() throws Exception {
        String where = policy.toAbsolutePath().toString();
        Policy checked = shell.policy(policy);
        checked.warnings().forEach(warning -> shell.complain("warning, as seen from here: " + warning));
        try {
            Question question = Question.to(process);
            if (isThere(question)) {
                shell.complain("process " + process + " has a Countersign agent already; it reads its policy again when that changes");
                return ExitStatus.NO;
            }
            return attach(where, question);
        } catch (NotAnswered | Unattachable e) {
            shell.complain(e.getMessage());
            return ExitStatus.UNAVAILABLE;
        } catch (FileSystemException e) {
            shell.complain(Shell.unwritable(e));
            return ExitStatus.UNAVAILABLE;
        }
    }

    /** @throws NotAnswered if that is not known: nothing is loaded then */
    private static boolean isThere(Question question) throws NotAnswered, IOException, InterruptedException {
        try {
            question.ask("status", ANSWER);
            return true;
        } catch (Silent e) {
            return false;
        }
    }

    private int attach(String where, Question question) throws Unattachable, IOException, InterruptedException {
        String java;
        String failed;
        try (AttachApi api = AttachApi.to(process)) {
            java = api.systemProperties().getProperty("java.version");
            failed = load(api, where);
        }
        try {
            JsonObject answer = JsonObject.read(question.ask("status json", failed == null ? FIRST_ANSWER : ANSWER));
            if (answer == null || !where.equals(answer.object("policy").string("source"))) {
                shell.complain("process " + process + " has another Countersign agent, with the policy "
                        + (answer == null ? "" : answer.object("policy").string("source")));
                return ExitStatus.NO;
            }
        } catch (NotAnswered e) {
            shell.complain(failed == null ? "the agent was loaded, but " + e.getMessage() : "the agent did not start in process " + process + ": " + failed);
            return ExitStatus.UNAVAILABLE;
        }
        shell.say(Shell.Colour.GOOD, "process " + process + ", Java " + java + ", is signed for by " + where);
        return ExitStatus.OK;
    }

    /**
     * What it says need not be true: between versions of Java a success may look like a failure. So it counts only where the agent does
     * not answer.
     *
     * @return what went wrong, as far as that is known; null if nothing is known to
     */
    private static String load(AttachApi api, String where) throws Unattachable {
        try {
            api.loadAgent(jar().getPath(), where);
        } catch (Unattachable e) {
            return e.getMessage();
        }
        Properties there = api.systemProperties();
        return there.getProperty(FAILED);
    }

    /** The agent's own, of which this is a part. */
    private static File jar() throws Unattachable {
        try {
            return new File(Attach.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getAbsoluteFile();
        } catch (URISyntaxException e) {
            throw new Unattachable("the agent's jar cannot be found");
        }
    }
}
