package io.countersign.launcher;

import io.countersign.command.Countersign;
import io.countersign.command.Shell;

/** {@code java -jar countersign.jar …} */
public final class CommandLine {
    /** EX_USAGE of sysexits.h. */
    private static final int EX_USAGE = 64;

    private CommandLine() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        Shell shell;
        try {
            shell = Shell.standard(Version.TEXT);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return EX_USAGE;
        }
        return Countersign.run(arguments, shell);
    }
}
