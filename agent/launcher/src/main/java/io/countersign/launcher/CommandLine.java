package io.countersign.launcher;

import io.countersign.background.Background;
import io.countersign.log.Log;
import io.countersign.login.Commands;
import io.countersign.policy.JsonSchema;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import io.countersign.store.Stores;
import io.countersign.transport.AgentBackground;
import java.nio.file.Paths;

/** {@code java -jar countersign.jar …}: checks policies, tells of their language, and lets people log in for credentials. */
public final class CommandLine {
    private static final String USAGE = "usage: java -javaagent:countersign.jar=POLICY …   signs for a program\n"
            + "       java -jar countersign.jar check POLICY…       reports every mistake of policies (exit status 78)\n"
            + Commands.USAGE
            + "       java -jar countersign.jar schema              prints the JSON Schema of policies\n"
            + "       java -jar countersign.jar version";

    /** EX_USAGE and EX_CONFIG of sysexits.h. */
    private static final int EX_USAGE = 64;
    private static final int EX_CONFIG = 78;

    private CommandLine() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        String command = arguments.length == 0 ? "" : arguments[0];
        if (command.equals("check") && arguments.length > 1) {
            int status = 0;
            for (int i = 1; i < arguments.length; i++) {
                status = Math.max(status, check(arguments[i]));
            }
            return status;
        }
        if (command.equals("login") || command.equals("logout")) {
            Log log = Log.standard();
            Background background = AgentBackground.standard(log);
            return Commands.standard(background, Secrets.standard(log, Stores.standard(background))).run(arguments);
        }
        if (command.equals("schema") && arguments.length == 1) {
            System.out.print(JsonSchema.text());
            return 0;
        }
        if (command.equals("version") && arguments.length == 1) {
            System.out.println("countersign " + Version.TEXT);
            return 0;
        }
        boolean asked = command.equals("help") || command.equals("--help") || command.equals("-h");
        (asked ? System.out : System.err).println(USAGE);
        return asked ? 0 : EX_USAGE;
    }

    private static int check(String where) {
        try {
            Log log = Log.standard();
            Background background = AgentBackground.standard(log);
            Policy policy = PolicyReader.read(Paths.get(where), Secrets.standard(log, Stores.standard(background)), background);
            for (String warning : policy.warnings()) {
                System.err.println("warning: " + warning);
            }
            for (String advice : policy.advice()) {
                System.err.println("warning: " + advice);
            }
            System.out.println(policy.source() + ": " + policy.ruleCount() + (policy.ruleCount() == 1 ? " rule" : " rules") + ", no mistakes");
            return 0;
        } catch (PolicyException e) {
            System.err.println(e.getMessage());
            return EX_CONFIG;
        }
    }
}
