package io.countersign.it;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that is a program of the system's, and cannot be told to find a free port itself. */
final class ServerProcess implements AutoCloseable {
    private static final int ATTEMPTS = 5;

    private final Process process;
    private final List<String> said = new CopyOnWriteArrayList<>();
    final int port;

    /** Writes what is to be told to the program. Says how it is called, without its own path. */
    interface Configuration {
        List<String> arguments(int port) throws IOException;

        /** Where it needs more than that: what is in its environment, say. */
        default void prepare(ProcessBuilder program) throws IOException {}
    }

    /**
     * @param program its name, or where it is
     * @param ready what it says once it listens
     */
    static ServerProcess start(String program, String ready, Configuration configuration) throws IOException {
        List<String> said = List.of();
        for (int i = 0; i < ATTEMPTS; i++) {
            ServerProcess server = new ServerProcess(program, configuration);
            if (server.isReady(ready)) {
                return server;
            }
            server.close();
            said = server.said;
        }
        throw new IOException(program + " did not start:\n" + String.join("\n", said));
    }

    private ServerProcess(String program, Configuration configuration) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> command = Stream.concat(Stream.of(path(program).findFirst().orElseThrow().toString()),
                configuration.arguments(port).stream()).toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        configuration.prepare(builder);
        process = builder.start();
        // It would outlive a JVM that is interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(this::destroy));
        // What never says that it is ready fails its test, rather than stop all of them.
        CompletableFuture.delayedExecutor(5, TimeUnit.MINUTES).execute(this::destroy);
    }

    /** What it has started before itself: a script does not tell its JVM that it is to end. */
    private void destroy() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    /** Its own, or that of the JVM which it has started if it is a script. */
    long pid() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(each -> each.info().command().orElse("").endsWith("/java")).findFirst().orElse(process.toHandle()).pid();
    }

    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    static boolean isThere(String program) {
        return path(program).findAny().isPresent();
    }

    /** Where root alone has its own on the path, too. */
    private static Stream<Path> path(String program) {
        return program.startsWith("/") ? Stream.of(Path.of(program)) : Arrays.stream((System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program)).filter(Files::isExecutable);
    }

    /** False if somebody took the port meanwhile. */
    private boolean isReady(String ready) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            if (line.contains(ready)) {
                Thread drain = new Thread(() -> drain(out), "server-output");
                drain.setDaemon(true);
                drain.start();
                return true;
            }
            if (line.contains("Address already in use")) {
                return false;
            }
        }
        throw new IOException("it did not start:\n" + String.join("\n", said));
    }

    private void drain(BufferedReader out) {
        try {
            out.lines().forEach(said::add);
        } catch (UncheckedIOException ended) {
            // It was, by whoever started it.
        }
    }

    /** All that it said. */
    String said() {
        return String.join("\n", said);
    }

    List<String> lines() {
        return List.copyOf(said);
    }

    @Override
    public String toString() {
        return said();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
