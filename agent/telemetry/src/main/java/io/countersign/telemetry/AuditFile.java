package io.countersign.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file that lines are put at the end of, for its owner's eyes alone. Before it is longer than it may be it becomes {@code FILE.1}, that
 * {@code FILE.2} and so on. It is open only while lines are written, so that others may move it or take it away. A link, a terminal or the
 * process's own output, which stays open, is written to, and is otherwise left as it is. Not for several threads.
 */
class AuditFile {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    /** Of a file's mode (stat(2)): what kind it is, and two of the kinds. */
    private static final int KIND = 0170000;
    private static final int CHARACTERS = 0020000;
    private static final int PIPE = 0010000;

    private final Path path;
    private final long most;
    private final int files;
    private long written;

    /** Why it is not renamed, but becomes longer than it may; null if it is renamed. */
    private String whyLonger;

    /** Open, and so locked, as long as the process lives; null while it is not this process that renames. */
    private FileChannel lock;

    /** Null if it is none. One for all times, for on Java 8 each new one is kept. */
    private FileOutputStream output;

    /**
     * @param most bytes of one file
     * @param files how many there are, the one that is written to among them
     */
    AuditFile(Path path, long most, int files) {
        this.path = path;
        this.most = most;
        this.files = files;
    }

    /** Makes sure that it can be written to. */
    void check() throws IOException {
        output = OwnOutput.of(path);
        if (output != null) {
            return;
        }
        open().close();
        if (isPosix() && isOwn()) {
            Files.setPosixFilePermissions(path, OWNER);
        }
        isRenamed();
    }

    /**
     * Whether this process renames it: of those that write to it the one that has locked a file beside it, which stays there, for two that did would
     * drop lines of each other. The others put theirs at its end, whatever its name has become meanwhile. Where there is no such lock to be had,
     * nobody renames it.
     */
    private boolean isRenamed() {
        if (!isOwn()) {
            return false;
        }
        if (lock == null) {
            try {
                Set<OpenOption> options = new HashSet<>(Arrays.asList(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
                FileChannel channel = FileChannel.open(path.resolveSibling(path.getFileName() + ".lock"), options, mode());
                try {
                    lock = channel.tryLock() == null ? null : channel;
                } finally {
                    if (lock == null) {
                        channel.close();
                    }
                }
                whyLonger = null;
            } catch (OverlappingFileLockException e) {
                whyLonger = null;
            } catch (IOException | UnsupportedOperationException | SecurityException e) {
                whyLonger = e.toString();
            }
        }
        return lock != null;
    }

    /** How many lines have been written, each as a whole. */
    long written() {
        return written;
    }

    /** Null while no file becomes longer than it may. */
    String whyLonger() {
        return whyLonger;
    }

    /** Writes what it can, which {@link #written} says, if it fails too. */
    void write(List<byte[]> lines) throws IOException {
        if (output != null) {
            for (byte[] line : lines) {
                output.write(line);
                written++;
            }
            return;
        }
        long limit = isRenamed() ? most : Long.MAX_VALUE;
        for (int next = append(lines, 0, limit); next < lines.size(); next = append(lines, next, limit)) {
            // Too long a file is better than lines that are lost.
            limit = rotate() ? most : Long.MAX_VALUE;
        }
    }

    /** Appends the lines from one on as far as they fit. @return the first that does not */
    private int append(List<byte[]> lines, int from, long limit) throws IOException {
        int next = from;
        try (SeekableByteChannel out = open()) {
            long length = limit == Long.MAX_VALUE ? 0 : out.size();
            ByteArrayOutputStream some = new ByteArrayOutputStream();
            if (isCutShort()) {
                some.write('\n');
                length++;
            }
            int end = next;
            int begin = some.size();
            for (; end < lines.size() && (length <= 0 || length + lines.get(end).length <= limit); end++) {
                some.write(lines.get(end));
                length += lines.get(end).length;
            }
            ByteBuffer bytes = ByteBuffer.wrap(some.toByteArray());
            try {
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            } finally {
                // A disk may become full in the middle of a line.
                for (int i = begin; next < end && i + lines.get(next).length <= bytes.position(); next++) {
                    i += lines.get(next).length;
                    written++;
                }
            }
        }
        return next;
    }

    /** Whether its last line has no end: the disk was full then, or the process killed. */
    private boolean isCutShort() throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            return false;
        }
        try (SeekableByteChannel in = Files.newByteChannel(path)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return in.size() > 0 && in.position(in.size() - 1).read(last) == 1 && last.get(0) != '\n';
        }
    }

    /** Whether it is a file by this name and no link, so that the name and the mode are its owner's to change. */
    private boolean isOwn() {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Up to the first number that is free, so that nothing more is dropped where it fails time and again. @return whether it is done */
    private boolean rotate() {
        try {
            int last = 1;
            while (last < files - 1 && Files.exists(numbered(last))) {
                last++;
            }
            for (int i = files == 1 ? 0 : last; i > 0; i--) {
                Path newer = numbered(i - 1);
                if (Files.exists(newer)) {
                    move(newer, numbered(i));
                }
            }
            if (files == 1) {
                Files.deleteIfExists(path);
            }
            whyLonger = null;
            return true;
        } catch (NoSuchFileException e) {
            // Others have just moved it away.
            return true;
        } catch (IOException | SecurityException e) {
            whyLonger = e.toString();
            return false;
        }
    }

    void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path numbered(int number) {
        return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
    }

    SeekableByteChannel open() throws IOException {
        if (!isWritten()) {
            throw new IOException("it is neither a file nor a terminal nor this process's output");
        }
        return Files.newByteChannel(path, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND), mode());
    }

    private FileAttribute<?>[] mode() {
        return isPosix() ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)} : new FileAttribute<?>[0];
    }

    /** Whoever opens a named pipe waits for somebody who reads it. One without a name, as /dev/stdout may be, has a reader. */
    private boolean isWritten() throws IOException {
        if (!Files.exists(path) || Files.isRegularFile(path) || !path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return true;
        }
        int kind = (Integer) Files.getAttribute(path, "unix:mode") & KIND;
        return kind == CHARACTERS || kind == PIPE && isWithoutName();
    }

    private boolean isWithoutName() throws IOException {
        try {
            path.toRealPath();
            return false;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private boolean isPosix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
