package io.countersign.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program prints and what is written among it. */
class OwnOutputTest {
    @TempDir
    Path folder;

    /** A program whose output goes to a file. */
    public static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws IOException {
            AuditFile file = new AuditFile(Paths.get("/dev/stdout"), 1 << 20, 5);
            file.check();
            for (int i = 1; i < 4; i += 2) {
                System.out.println(i);
                file.write(Collections.singletonList((i + 1 + "\n").getBytes(StandardCharsets.UTF_8)));
            }
            System.out.println(5);
        }
    }

    @Test
    void noLineIsWrittenOverAnother() throws Exception {
        Assumptions.assumeTrue(Files.exists(Paths.get("/dev/stdout")), "this system has no such name");
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Program.class.getName()).redirectOutput(out.toFile())
                .redirectError(folder.resolve("errors").toFile()).start();
        assertEquals(0, process.waitFor(), new String(Files.readAllBytes(folder.resolve("errors")), StandardCharsets.UTF_8));
        assertEquals(Arrays.asList("1", "2", "3", "4", "5"), Files.readAllLines(out));
    }

    @Test
    void itIsKnownByEachOfItsNamesAndByLinks() throws Exception {
        for (String name : new String[] {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/../dev/stdout"}) {
            assertSame(FileDescriptor.out, OwnOutput.of(Paths.get(name)).getFD(), name);
        }
        for (String name : new String[] {"/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"}) {
            assertSame(FileDescriptor.err, OwnOutput.of(Paths.get(name)).getFD(), name);
        }
        try {
            Files.createSymbolicLink(folder.resolve("first"), Paths.get("second"));
            Files.createSymbolicLink(folder.resolve("second"), Paths.get("/dev/stderr"));
            Files.createSymbolicLink(folder.resolve("ring"), Paths.get("ring"));
        } catch (UnsupportedOperationException | IOException e) {
            Assumptions.abort("this file system has no links for this user");
        }
        assertSame(FileDescriptor.err, OwnOutput.of(folder.resolve("first")).getFD());
        assertNull(OwnOutput.of(folder.resolve("ring")));
        assertNull(OwnOutput.of(folder.resolve("none")));
        assertNull(OwnOutput.of(Paths.get("/dev/fd/11")));
    }
}
