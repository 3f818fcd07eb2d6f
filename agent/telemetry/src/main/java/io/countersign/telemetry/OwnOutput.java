package io.countersign.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The process's own output, by the names that it has among files. It is written to as it is, since opening such a name makes another
 * file of it: one that has its own place in a file that the shell has opened, where each would write over the other's lines, and that
 * cannot be had of a socket, which is what systemd gives.
 */
final class OwnOutput {
    private static final Set<String> OUT = new HashSet<>(Arrays.asList("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"));
    private static final Set<String> ERR = new HashSet<>(Arrays.asList("/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"));

    /** Links that lead to it, one to the next. */
    private static final int MOST = 8;

    private OwnOutput() {}

    /** Null if it is something else. Not to be closed, for it is the program's. */
    static FileOutputStream of(Path path) throws IOException {
        Path at = path.normalize();
        for (int i = 0; i < MOST; i++) {
            if (OUT.contains(at.toString())) {
                return new FileOutputStream(FileDescriptor.out);
            }
            if (ERR.contains(at.toString())) {
                return new FileOutputStream(FileDescriptor.err);
            }
            if (!Files.isSymbolicLink(at)) {
                return null;
            }
            at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
        }
        return null;
    }
}
