package io.countersign.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code verifiers.mjs}, the verifiers that we did not write, in a process of their own. */
final class Verifiers implements AutoCloseable {
    /** Where the script lies with its packages, once {@code npm ci} has brought them. */
    static final Path FOLDER = Path.of(System.getProperty("countersign.it.node"));

    private final Process process;
    private final PrintStream in;
    final int port;

    Verifiers(Map<String, String> secrets, Map<String, String> publicKeys, Path errors) throws IOException {
        process = new ProcessBuilder("node", FOLDER.resolve("verifiers.mjs").toString()).redirectError(errors.toFile()).start();
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        in.println("{\"secrets\": " + json(secrets) + ", \"publicKeys\": " + json(publicKeys) + "}");
        String ready = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (ready == null) {
            throw new IOException("the verifiers did not start: " + Files.readString(errors));
        }
        port = Integer.parseInt(ready);
    }

    static boolean areThere() {
        return Files.isDirectory(FOLDER.resolve("node_modules"));
    }

    private static String json(Map<String, String> map) {
        StringBuilder json = new StringBuilder();
        map.forEach((name, value) -> json.append(json.length() == 0 ? "" : ", ").append('"').append(name).append("\": \"")
                .append(value.replace("\n", "\\n")).append('"'));
        return "{" + json + "}";
    }

    @Override
    public void close() {
        in.close();
        process.destroy();
    }
}
