package io.countersign.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A file that lines are put at the end of, for its owner's eyes alone. Before it is longer than it may be it becomes {@code FILE.1}, that
 * {@code FILE.2} and so on. It is open only while lines are written, so that others may move it or take it away. Not for several threads.
 */
final class AuditFile {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final long most;
    private final int files;

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
        open().close();
        if (isPosix() && Files.isRegularFile(path)) {
            Files.setPosixFilePermissions(path, OWNER);
        }
    }

    void write(List<byte[]> lines) throws IOException {
        int next = 0;
        while (next < lines.size()) {
            try (SeekableByteChannel out = open()) {
                // A terminal or a pipe has no length, and is no other file's name tomorrow.
                long length = Files.isRegularFile(path) ? out.size() : Long.MIN_VALUE;
                ByteArrayOutputStream some = new ByteArrayOutputStream();
                for (; next < lines.size() && (length <= 0 || length + lines.get(next).length <= most); next++) {
                    some.write(lines.get(next));
                    length += lines.get(next).length;
                }
                ByteBuffer bytes = ByteBuffer.wrap(some.toByteArray());
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            if (next < lines.size()) {
                rotate();
            }
        }
    }

    private void rotate() throws IOException {
        for (int i = files - 1; i > 0; i--) {
            Path older = numbered(i - 1);
            if (Files.exists(older)) {
                Files.move(older, numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (files == 1) {
            Files.deleteIfExists(path);
        }
    }

    private Path numbered(int number) {
        return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
    }

    private SeekableByteChannel open() throws IOException {
        FileAttribute<?>[] mode = isPosix() ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)} : new FileAttribute<?>[0];
        return Files.newByteChannel(path, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND), mode);
    }

    private boolean isPosix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
