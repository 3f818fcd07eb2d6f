package io.countersign.command;

import io.countersign.background.Background;
import io.countersign.log.Log;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import io.countersign.store.Stores;
import io.countersign.text.TerminalText;
import io.countersign.transport.AgentBackground;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import picocli.CommandLine.Help.Ansi;

/**
 * What commands have of the world. What is printed is one line at a time without control characters, with which a policy, a record or a
 * server could move the cursor; colour is added here, and to standard output alone.
 */
public final class Shell {
    /** Of the agent's build. */
    final String version;
    final Secrets secrets;
    final Background background;
    final PrintStream out;
    final PrintStream err;
    final boolean isColoured;

    Shell(String version, Secrets secrets, Background background, PrintStream out, PrintStream err, boolean isColoured) {
        this.version = version;
        this.secrets = secrets;
        this.background = background;
        this.out = out;
        this.err = err;
        this.isColoured = isColoured;
    }

    /**
     * This JVM's. Coloured on a terminal, unless {@code NO_COLOR} is set.
     *
     * @throws IllegalArgumentException if the level of the log is none
     */
    public static Shell standard(String version) {
        Log log = Log.standard();
        Background background = AgentBackground.standard(log);
        return new Shell(version, Secrets.standard(log, Stores.standard(background)), background, System.out, System.err, Ansi.AUTO.enabled());
    }

    Policy policy(Path fileOrFolder) throws PolicyException {
        return PolicyReader.read(fileOrFolder, secrets, background);
    }

    void say(String line) {
        out.println(TerminalText.of(line));
    }

    void say(Colour colour, String line) {
        out.println(isColoured ? colour.begin + TerminalText.of(line) + Colour.END : TerminalText.of(line));
    }

    void complain(String line) {
        err.println(TerminalText.of(line));
    }

    /** Whether standard output goes to another process, which may have enough of it: then writing fails, and that is no failure. */
    boolean isRead() {
        try {
            String out = Files.readSymbolicLink(Paths.get("/proc/self/fd/1")).toString();
            return this.out == System.out && (out.startsWith("pipe:") || out.startsWith("socket:"));
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** For what programs read: in UTF-8 whatever the terminal has, and as it is. */
    void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        out.flush();
    }

    /** One JSON object for a script. */
    void json(Json object) {
        write(io.countersign.text.Json.of(object));
    }

    /** Of a file that an agent is asked by. */
    static String unwritable(FileSystemException e) {
        Path file = Paths.get(e.getFile());
        return "the folder " + file.getParent() + " cannot be written (" + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason())
                + "), by which an agent is asked; in a container, mount a writable one there";
    }

    enum Colour {
        GOOD("\u001b[32m"), BAD("\u001b[31m"), CHANGED("\u001b[33m"), HEADING("\u001b[1m");

        static final String END = "\u001b[0m";
        final String begin;

        Colour(String begin) {
            this.begin = begin;
        }
    }
}
