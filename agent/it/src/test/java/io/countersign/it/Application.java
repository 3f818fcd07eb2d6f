package io.countersign.it;

import io.countersign.it.probe.Probe;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A JVM of its own, with or without the agent, that makes the requests that it is told to. */
final class Application implements AutoCloseable {
    /** The JDK that the application runs on: the one of the build unless {@code -Dcountersign.it.java.home} says otherwise. */
    static final String JAVA_HOME = System.getProperty("countersign.it.java.home", System.getProperty("java.home"));

    private final Process process;
    private final BufferedReader out;
    private final PrintStream in;
    private final Path errors;

    /** @param policy null for no agent */
    Application(Class<?> caller, String extraClassPath, Path policy, Path errors, Map<String, String> environment, String... options)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(JAVA_HOME + "/bin/java");
        if (policy != null) {
            command.add("-javaagent:" + System.getProperty("countersign.it.agent") + "=" + policy);
        }
        command.addAll(Arrays.asList(options));
        command.addAll(Arrays.asList("-cp", classes(Probe.class) + File.pathSeparator + classes(Application.class)
                + File.pathSeparator + extraClassPath, Probe.class.getName(), caller.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        this.errors = errors;
        process = builder.start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = new PrintStream(process.getOutputStream(), true, "UTF-8");
        String first = out.readLine();
        if (!"ready".equals(first)) {
            throw new IOException("the application did not start: " + first + "\n" + errors());
        }
    }

    private static String classes(Class<?> type) {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getPath();
    }

    String call(String line) throws IOException {
        in.println(line);
        return out.readLine();
    }

    String errors() throws IOException {
        return new String(java.nio.file.Files.readAllBytes(errors), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        in.close();
        process.destroy();
    }
}
