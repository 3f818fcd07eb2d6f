package io.countersign.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.countersign.background.Background;
import io.countersign.background.DaemonThreads;
import io.countersign.engine.SystemMoments;
import io.countersign.log.Log;
import io.countersign.secret.Secrets;
import io.countersign.store.Stores;
import io.countersign.transport.OkHttpTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Where a test gives commands, in a folder with files of its own: what is printed has the folder's name left out, and no secret. */
final class Terminal {
    /** What every secret of a test has in it. */
    static final String CANARY = "canary-7d41";

    final Map<String, String> environment = new HashMap<>();
    final Path folder;
    boolean isColoured;
    String out;
    String err;

    Terminal(Path folder) {
        this.folder = folder;
        environment.put("KEY", CANARY + "-env");
    }

    Path write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** @param arguments a word that ends as files do is one of the folder's */
    int run(String... arguments) {
        String[] all = arguments.clone();
        for (int i = 0; i < all.length; i++) {
            if (all[i].matches("[\\w/-]+\\.(yaml|jsonl|d)")) {
                all[i] = folder.resolve(all[i]).toString();
            }
        }
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        Log log = new Log(Log.Level.DEBUG, stream(errBytes));
        Background background = new Background(new OkHttpTransport(Collections.emptyMap(), new Properties()), new DaemonThreads(), new SystemMoments(),
                log, folder.resolve("home"));
        Secrets secrets = new Secrets(environment, new Properties(), log, System::nanoTime, Secrets.POLL_NANOS, new Stores(background, environment));
        int status = Countersign.run(all, new Shell("1.2.3", secrets, background, stream(outBytes), stream(errBytes), isColoured));
        out = text(outBytes);
        err = text(errBytes);
        assertFalse((out + err).contains(CANARY), () -> "a secret in " + out + err);
        return status;
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        try {
            return new PrintStream(bytes, true, "UTF-8");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String text(ByteArrayOutputStream bytes) {
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8).replace(folder + "/", "").replace(System.lineSeparator(), "\n");
    }

    private static String lines(String... lines) {
        return lines.length == 0 ? "" : String.join("\n", lines) + "\n";
    }

    void assertOut(String... lines) {
        assertEquals(lines(lines), out, () -> err);
    }

    /** What a script reads, as it stands on one line. */
    void assertJson(String line) {
        assertEquals(line, out.replaceAll(",\n *", ", ").replaceAll("\n *", ""), () -> err);
    }

    void assertErr(String... lines) {
        assertEquals(lines(lines), err);
    }
}
