package io.countersign.status;

import io.countersign.text.Hex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;

/** Asks the agent in another process, as {@link Rendezvous} says; in a container too, whose files and numbers are others. */
public final class Question {
    private static final long LOOK_MILLIS = 50;
    private static final int LONGEST_ANSWER = 64 << 20;

    private final Path folder;
    private final String process;

    /** The number of the process's user; null where the system has none. */
    private final Object user;

    /** Whether a question of this one's own is there. */
    private boolean isAsking;
    private boolean isInterrupted;

    Question(Path folder, String process, Object user) {
        this.folder = folder;
        this.process = process;
        this.user = user;
    }

    /**
     * @param process its number as it is seen from here
     * @throws NotAnswered if there is no such process
     */
    public static Question to(long process) throws NotAnswered {
        Path known = Paths.get("/proc", String.valueOf(process));
        if (!Files.isDirectory(Paths.get("/proc/self"))) {
            return new Question(Rendezvous.folder(Paths.get("/")), String.valueOf(process), null);
        }
        if (!Files.isDirectory(known)) {
            throw new NotAnswered("there is no process " + process);
        }
        Path root = known.resolve("root");
        return new Question(Rendezvous.folder(Files.isReadable(root) ? root : Paths.get("/")),
                Rendezvous.process(own(known.resolve("status"), process), known.resolve("stat")), Rendezvous.user(known));
    }

    /** By which number it knows itself. */
    private static String own(Path status, long process) {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("NSpid:")) {
                    return line.substring(line.lastIndexOf('\t') + 1).trim();
                }
            }
        } catch (IOException e) {
            // An old kernel, or another user's: it has one number then, or it will not answer.
        }
        return String.valueOf(process);
    }

    /** Why there is no answer. */
    public static class NotAnswered extends Exception {
        private static final long serialVersionUID = 1;

        NotAnswered(String why) {
            super(why);
        }
    }

    /** It was asked and has said nothing: there may be no agent. Any other failure says nothing of that. */
    public static final class Silent extends NotAnswered {
        private static final long serialVersionUID = 1;

        Silent(String why) {
            super(why);
        }
    }

    /**
     * @param what {@code status}, say
     * @param millis how long to wait for the answer, at most {@link Rendezvous#PATIENCE_MILLIS}
     */
    public String ask(String what, long millis) throws NotAnswered, IOException, InterruptedException {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String once = Hex.of(random);
        Path question = Rendezvous.question(folder, process);
        Path answer = Rendezvous.answer(folder, process, once);
        String text = once + " " + what + "\n";
        // An interrupted process does not come to its 'finally'.
        Thread atEnd = new Thread(() -> end(question, answer, true));
        try {
            Runtime.getRuntime().addShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            throw new NotAnswered("interrupted");
        }
        try {
            begin(question, text);
            for (long waited = 0; waited < millis; waited += LOOK_MILLIS) {
                if (Files.exists(answer, LinkOption.NOFOLLOW_LINKS)) {
                    if (user != null && !user.equals(Rendezvous.user(answer))) {
                        throw new NotAnswered(answer + " is of another user than the process, and not read");
                    }
                    String said = read(answer);
                    if (said.startsWith(Rendezvous.FAILED)) {
                        throw new NotAnswered("the agent in process " + number() + " could not answer (" + said.substring(Rendezvous.FAILED.length())
                                + "); that process's stderr says so too");
                    }
                    return said;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } finally {
            end(question, answer, false);
            noMore(atEnd);
        }
        throw new Silent("process " + number() + " does not answer: it has no Countersign agent, or one of another user, or one that does not know"
                + " what was asked, or one that could not write its answer; that process's stderr says so then");
    }

    private String number() {
        return process.replaceFirst("-.*", "");
    }

    private synchronized void begin(Path question, String text) throws IOException, NotAnswered {
        if (isInterrupted) {
            throw new NotAnswered("interrupted");
        }
        if (!put(question, text) && !(deleteStale(question) && put(question, text))) {
            throw new NotAnswered(question + " is there, of user " + owner(question) + (Rendezvous.isStale(question)
                    ? ", and cannot be deleted from here: somebody has left it"
                    : ": somebody asks just now, or has left it; then it is deleted after " + Rendezvous.PATIENCE_MILLIS / 1000 + " s"));
        }
        isAsking = true;
    }

    private synchronized void end(Path question, Path answer, boolean isInterrupted) {
        this.isInterrupted |= isInterrupted;
        if (isAsking) {
            isAsking = false;
            delete(question);
            delete(answer);
        }
    }

    private static void noMore(Thread atEnd) {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            // It runs.
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The agent deletes it when it is old.
        }
    }

    /** @return whether it is not there any more */
    private static boolean deleteStale(Path question) {
        if (Rendezvous.isStale(question)) {
            // A link that has taken its place since is deleted, and what it leads to is not.
            delete(question);
        }
        return Files.notExists(question, LinkOption.NOFOLLOW_LINKS);
    }

    private static String owner(Path question) {
        try {
            return Files.getOwner(question, LinkOption.NOFOLLOW_LINKS).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "unknown";
        }
    }

    /**
     * By one channel: the folder may be another's, who would put a link in the place of the file between two looks.
     *
     * @return whether it could; false if one is there
     */
    private boolean put(Path question, String text) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(question, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            PosixFileAttributeView attributes = user == null ? null
                    : Files.getFileAttributeView(question, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes != null) {
                // Whatever this user's files are like: root may ask another user's process. It follows no link.
                attributes.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
            }
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            // Such as a full disk, of which an empty file would be left.
            delete(question);
            throw new FileSystemException(question.toString(), null, e.getMessage());
        }
    }

    private String read(Path answer) throws IOException, NotAnswered {
        // An option that does not follow links, where it is opened: it may become one at any time.
        try (SeekableByteChannel channel = Files.newByteChannel(answer, new HashSet<OpenOption>(Arrays.asList(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
            if (channel.size() > LONGEST_ANSWER) {
                throw new NotAnswered(answer + " is too long to be an answer");
            }
            ByteBuffer text = ByteBuffer.allocate((int) channel.size());
            while (text.hasRemaining() && channel.read(text) >= 0) {
                // All of it.
            }
            return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
        }
    }
}
