package io.countersign.it;

import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, with or without the agent, that makes the requests that it is told to. */
final class Application implements AutoCloseable {
    /** The JDK that the application runs on: the one of the build unless {@code -Dcountersign.it.java.home} says otherwise. */
    static final String JAVA_HOME = System.getProperty("countersign.it.java.home", System.getProperty("java.home"));

    /** 8, 11, 17 and so on. */
    static final int JAVA = version();

    private static final String CLASSES = System.getProperty("countersign.it.probe");

    private final Process process;
    private final BufferedReader out;
    private final PrintStream in;
    private final Path errors;

    /** @param agents options that name agents, in their order; none for a JVM without */
    Application(String caller, String extraClassPath, Path errors, Map<String, String> environment, List<String> agents,
            String... options) throws IOException {
        this(errors, environment, agents, options, "-cp", CLASSES + File.pathSeparator + CLASSES + "/META-INF/versions/11" + File.pathSeparator
                + extraClassPath, "io.countersign.it.probe.Probe", "io.countersign.it.probe." + caller);
    }

    /** @param program the rest of the command line: where its classes are, and its arguments */
    Application(Path errors, Map<String, String> environment, List<String> agents, String[] options, String... program) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(JAVA_HOME + "/bin/java");
        // A short life: half of its time would go to the second compiler and to collectors that it does not need.
        command.addAll(Arrays.asList("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(agents);
        command.addAll(Arrays.asList(Tls.trust()));
        command.addAll(Arrays.asList(options));
        command.addAll(Arrays.asList(program));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        this.errors = errors;
        process = builder.start();
        // What never answers fails its test, rather than stop all of them.
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        String first = out.readLine();
        // The JVM itself says that it records.
        while (first != null && command.toString().contains("-XX:StartFlightRecording") && !first.equals("ready")) {
            first = out.readLine();
        }
        if (!"ready".equals(first)) {
            throw new IOException("the application did not start: " + first + "\n" + errors());
        }
    }

    /** The option that attaches the agent that was packed. */
    static String agent(Path policy) {
        return "-javaagent:" + System.getProperty("countersign.it.agent") + "=" + policy;
    }

    /** Brings the agent into it as it runs. */
    void attach(String policy) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid()));
        try {
            machine.loadAgent(System.getProperty("countersign.it.agent"), policy);
        } catch (AgentLoadException e) {
            // Java 8 answers a later JDK with the bare status, which that takes for a failure: 0 is success.
            if (!"0".equals(e.getMessage())) {
                throw e;
            }
        } finally {
            machine.detach();
        }
    }

    /** Asked of the JVM itself: not every JDK has a {@code release} file. */
    private static int version() {
        try {
            Process java = new ProcessBuilder(JAVA_HOME + "/bin/java", "-version").redirectErrorStream(true).start();
            String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] parts = said.substring(said.indexOf('"') + 1).split("[._+\"-]");
            return Integer.parseInt(parts[parts[0].equals("1") ? 1 : 0]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Those of its open files whose name holds this, deleted ones too; none where the system does not tell. */
    List<String> openFiles(String name) throws IOException {
        List<String> open = new ArrayList<>();
        Path all = Path.of("/proc/" + pid() + "/fd");
        if (Files.isDirectory(all)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(all)) {
                for (Path file : files) {
                    String target = Files.readSymbolicLink(file).toString();
                    if (target.contains(name) && !target.endsWith(".jar")) {
                        open.add(target);
                    }
                }
            }
        }
        return open;
    }

    String call(String line) throws IOException {
        in.println(line);
        String answer = out.readLine();
        if (answer == null) {
            throw new IOException("the application has ended\n" + errors());
        }
        return answer;
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Lets the application end by itself. @return all that was printed to stderr */
    String end() throws IOException {
        in.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return errors();
    }

    @Override
    public void close() {
        in.close();
        process.destroy();
    }
}
