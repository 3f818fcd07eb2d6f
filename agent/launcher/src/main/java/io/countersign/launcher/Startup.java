package io.countersign.launcher;

import io.countersign.log.Log;
import io.countersign.policy.PolicyException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Paths;

/** Begins as the JVM was told to, or says why not. */
public final class Startup {
    /** EX_CONFIG and EX_SOFTWARE of sysexits.h. */
    private static final int EX_CONFIG = 78;
    private static final int EX_SOFTWARE = 70;

    /** What stands before a record's path, in the place of a policy's. */
    private static final String DISCOVER = "discover:";

    private Startup() {}

    public static void start(String argument, Instrumentation instrumentation, boolean attached) throws Exception {
        boolean stopOnError = !attached;
        try {
            String onError = setting("countersign.on-start-error", "COUNTERSIGN_ON_START_ERROR");
            if (onError != null && !onError.equals("stop") && !onError.equals("continue")) {
                throw new IllegalArgumentException("countersign.on-start-error is '" + onError + "'; it may be stop or continue");
            }
            stopOnError &= !"continue".equals(onError);
            run(argument, instrumentation, attached);
        } catch (PolicyException | IllegalArgumentException e) {
            tell(e);
            tellAttacher(attached, e.getMessage());
            stopOrGoOn(stopOnError, EX_CONFIG);
        } catch (Exception | LinkageError e) {
            System.err.println("countersign: error: cannot work on this JVM (" + System.getProperty("java.vm.name") + " "
                    + System.getProperty("java.version") + "): " + e);
            tellAttacher(attached, e.toString());
            stopOrGoOn(stopOnError, EX_SOFTWARE);
        }
    }

    private static void stopOrGoOn(boolean stop, int status) {
        if (stop) {
            System.err.println("countersign: error: the JVM is stopped, rather than run without its credentials"
                    + " (countersign.on-start-error=continue runs it unsigned)");
            System.err.flush();
            // Not exit(): that would start the application's log manager, which is not there yet.
            Runtime.getRuntime().halt(status);
        }
        System.err.println("countersign: error: nothing is signed");
    }

    private static void tell(Exception e) {
        if (e instanceof PolicyException) {
            for (String mistake : ((PolicyException) e).mistakes()) {
                System.err.println("countersign: error: " + mistake);
            }
        } else {
            System.err.println("countersign: error: " + e.getMessage());
        }
    }

    /** Who attaches reads the system properties, and not what is printed here. */
    private static void tellAttacher(boolean attached, String failure) {
        if (attached) {
            System.setProperty("countersign.failed", String.valueOf(failure));
        }
    }

    private static void run(String argument, Instrumentation instrumentation, boolean attached) throws Exception {
        Log log = Log.standard();
        String where = argument != null && !argument.isEmpty() ? argument : setting("countersign.policy", "COUNTERSIGN_POLICY");
        if (where == null || where.isEmpty()) {
            throw new IllegalArgumentException("no policy is named: use -javaagent:countersign.jar=POLICY, the system property"
                    + " countersign.policy or the environment variable COUNTERSIGN_POLICY");
        }
        Running running = where.startsWith(DISCOVER) ? Running.discover(Paths.get(where.substring(DISCOVER.length())), instrumentation, log, attached)
                : Running.begin(Paths.get(where), instrumentation, log, attached);
        if (running != null) {
            log.info(running.startLine());
        }
    }

    /** Null if neither is set. */
    static String setting(String property, String variable) {
        String value = System.getProperty(property);
        return value != null ? value : System.getenv(variable);
    }
}
