package io.countersign.launcher;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;

/**
 * Where the JVM and the shell come in. It and {@link AgentClassLoader} are all of the agent that an application's class
 * loader could see; the rest lies in the jar under names that only that loader understands.
 */
public final class Agent {
    /** Where the JDK's tools are, but for those whose module says it: of jshell that JVM in which it runs what it reads. */
    private static final String[] TOOLS = {"com.sun.tools.", "sun.tools.", "sun.security.tools.", "jdk.internal.", "jdk.tools.", "jdk.jshell.",
        "jdk.nashorn.tools.", "sun.rmi.", "sun.jvm.hotspot.", "com.sun.corba.se.", "com.sun.java.util.jar.pack."};

    private Agent() {}

    /** {@code -javaagent:countersign.jar=POLICY} */
    public static void premain(String policy, Instrumentation instrumentation) throws Exception {
        start(policy, instrumentation, false);
    }

    /** Attached to a JVM that runs already. */
    public static void agentmain(String policy, Instrumentation instrumentation) throws Exception {
        start(policy, instrumentation, true);
    }

    /** {@code java -jar countersign.jar …} */
    public static void main(String[] arguments) throws Exception {
        loader().loadClass("io.countersign.launcher.CommandLine")
                .getMethod("main", String[].class).invoke(null, (Object) arguments);
    }

    private static void start(String policy, Instrumentation instrumentation, boolean attached) throws Exception {
        if (!attached && (isToolOfTheJdk() || isOwnCommand())) {
            return;
        }
        if (isThereAlready()) {
            System.err.println("countersign: warn: a second Countersign agent is ignored: this JVM has one already");
            return;
        }
        loader().loadClass("io.countersign.launcher.Startup")
                .getMethod("start", String.class, Instrumentation.class, boolean.class)
                .invoke(null, policy, instrumentation, attached);
    }

    private static AgentClassLoader loader() throws Exception {
        return new AgentClassLoader(new File(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }

    private static boolean isThereAlready() {
        try {
            Class.forName("java.lang.CountersignBridge", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** {@code JAVA_TOOL_OPTIONS} reaches the agent's own commands too, which must not be refused, audited or waited for by one. */
    private static boolean isOwnCommand() {
        // With -jar the class path is that jar, behind which Java 8 puts agents, and the command begins with it. What else stands there
        // is the program's, and no path.
        String classPath = System.getProperty("java.class.path", "");
        int end = classPath.indexOf(File.pathSeparatorChar);
        String jar = end < 0 ? classPath : classPath.substring(0, end);
        if (!jar.endsWith(".jar") || !(System.getProperty("sun.java.command", "") + ' ').startsWith(jar + ' ')) {
            return false;
        }
        try {
            return new File(jar).getCanonicalFile()
                    .equals(new File(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getCanonicalFile());
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return false;
        }
    }

    /** {@code JAVA_TOOL_OPTIONS} reaches javac, keytool and jps too, which stay as they were. */
    private static boolean isToolOfTheJdk() {
        String command = System.getProperty("sun.java.command", "");
        int slash = command.indexOf('/');
        String main = slash > 0 && command.startsWith("java.") || command.startsWith("jdk.")
                ? command.substring(slash + 1) : command;
        if (main.startsWith("com.sun.tools.javac.launcher.")) {
            // java Program.java: the compiler is started, and runs a program.
            return false;
        }
        String module = System.getProperty("jdk.module.main");
        if (module != null && module.startsWith("jdk.")) {
            return true;
        }
        for (String tools : TOOLS) {
            if (main.startsWith(tools)) {
                return true;
            }
        }
        return false;
    }
}
