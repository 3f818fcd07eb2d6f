package io.countersign.status;

import io.countersign.log.Log;
import io.countersign.secret.Watched;
import io.countersign.text.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;

/**
 * Where an agent is asked for its status, by who may: two files in the temporary folder. To load a second agent for that, or start
 * a server of JMX, has the JVM print warnings and set up logging; this costs one look for a file that is not there, twice a second.
 *
 * <p>The question is {@code .countersign-PID-START.ask}, where START is the time at which the process was started, as the system counts it,
 * since containers that share the folder have processes of the same number, with a number that was never used before, and what is asked for; the answer
 * {@code .countersign-PID-NUMBER.answer}, which nobody but the process's own user can read. Who may ask is that user, and root.
 * Who asks deletes both; what a process that was ended has left there is deleted by the agent, once it is old.
 */
public final class Rendezvous implements Watched {
    /** Older questions are of one who has gone, and so are answers: nobody waits for longer. */
    public static final long PATIENCE_MILLIS = 20_000;

    /** What an answer begins with that is none, before the reason. */
    static final String FAILED = "failed: ";

    private static final int LONGEST_QUESTION = 200;
    private static final int NUMBER_DIGITS = 16;

    /** Of the fields behind the name, from 0. */
    private static final int STARTTIME = 19;

    private final Path folder;
    private final String process;
    private final Function<String, String> answers;
    private final Object user;
    private final Log log;
    private String answered = "";
    private boolean hasWarned;

    /** The last answer, until it is known to be gone; null for none. */
    private Path given;

    /**
     * @param process the number of this process
     * @param user its own number; null where the system has none
     * @param answers what is asked for → what there is to say; null if it is nothing that is known
     */
    Rendezvous(Path folder, String process, Object user, Function<String, String> answers, Log log) {
        this.folder = folder;
        this.process = process;
        this.user = user;
        this.answers = answers;
        this.log = log;
    }

    /** Of this process, in the folder where others look for it. */
    public static Rendezvous standard(long process, Function<String, String> answers, Log log) {
        Path self = Paths.get("/proc/self");
        Path own = Files.exists(self) ? self : Paths.get(System.getProperty("user.home"));
        return new Rendezvous(folder(Paths.get("/")), process(String.valueOf(process), self.resolve("stat")), user(own), answers, log);
    }

    /** {@code PID-START}; the number alone where the system does not say when a process was started (proc(5), {@code starttime}). */
    static String process(String number, Path stat) {
        try {
            String text = new String(Files.readAllBytes(stat), StandardCharsets.US_ASCII);
            // What stands in parentheses is the program's name, which may hold anything.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return number + "-" + Long.parseLong(fields[STARTTIME]);
        } catch (IOException | RuntimeException e) {
            return number;
        }
    }

    /** Not {@code java.io.tmpdir}, which an application may set for itself, unless there is no other. */
    static Path folder(Path root) {
        Path folder = root.resolve("tmp");
        // No link: in another's root it may lead anywhere.
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !root.startsWith("/proc") && Files.isDirectory(folder) ? folder : Paths.get(System.getProperty("java.io.tmpdir"));
    }

    /** The number of a file's owner; null where the system has none, and its temporary folder is the user's own. */
    static Object user(Path file) {
        try {
            return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    static Path question(Path folder, String process) {
        return folder.resolve(".countersign-" + process + ".ask");
    }

    static Path answer(Path folder, String process, String number) {
        return folder.resolve(".countersign-" + process + "-" + number + ".answer");
    }

    /** Whether it is a file that nobody waits for any more. */
    static boolean isStale(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && System.currentTimeMillis() - Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis() > PATIENCE_MILLIS;
        } catch (IOException e) {
            return false;
        }
    }

    /** A link that has taken the file's place is deleted, and what it leads to is not. */
    private static void deleteStale(Path file) {
        try {
            if (isStale(file)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Another user's, in a folder where that is not allowed.
        }
    }

    @Override
    public void poll() {
        Path last = given;
        if (last != null) {
            deleteStale(last);
            given = Files.notExists(last, LinkOption.NOFOLLOW_LINKS) ? null : last;
        }
        Path question = question(folder, process);
        if (!Files.isRegularFile(question, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            answer(question);
        } catch (NoSuchFileException e) {
            // Who asked does not wait any more.
        } catch (IOException | RuntimeException e) {
            // Who asks hears nothing, and says where to look.
            warn("its answer cannot be written into " + folder, e);
        }
    }

    private void answer(Path question) throws IOException {
        if (isStale(question)) {
            deleteStale(question);
            return;
        }
        Object asks = user(question);
        if (user != null && !user.equals(asks) && !Integer.valueOf(0).equals(asks)
                || Files.size(question) > LONGEST_QUESTION) {
            return;
        }
        String[] words = new String(Files.readAllBytes(question), StandardCharsets.UTF_8).split(" ", 2);
        // The number becomes part of a file's name.
        if (words.length < 2 || words[0].length() != NUMBER_DIGITS || Hex.decode(words[0]) == null || words[0].equals(answered)) {
            return;
        }
        answered = words[0];
        String text = text(words[1].trim());
        if (text == null) {
            return;
        }
        Path answer = answer(folder, process, words[0]);
        Path part = answer.resolveSibling(answer.getFileName() + ".part");
        Files.createFile(part, user == null ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))});
        try {
            Files.write(part, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            if (Files.exists(question, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(part, answer, StandardCopyOption.ATOMIC_MOVE);
                given = answer;
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private String text(String what) {
        try {
            return answers.apply(what);
        } catch (RuntimeException e) {
            warn("its answer cannot be made", e);
            return FAILED + e.getClass().getName();
        }
    }

    /** Once: who asks may do so again and again. The exception's message may hold anything. */
    private void warn(String what, Exception e) {
        if (!hasWarned) {
            hasWarned = true;
            StackTraceElement[] trace = e.getStackTrace();
            log.warn("somebody asks for this agent's status, and " + what + " (" + e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]) + ")");
        }
    }
}
