package io.countersign.credential.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Programs that write files as users have them. The password is in the environment, by the name PASSWORD. */
final class OpenSsl {
    private OpenSsl() {}

    static boolean isThere() {
        return isThere("openssl", "version");
    }

    static boolean isThere(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(new File("/dev/null")).start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void run(Path folder, String arguments) throws Exception {
        List<String> command = new ArrayList<>(Arrays.asList("openssl"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        program(folder, command);
    }

    /** That of the Java which the tests run on. */
    static void keytool(Path folder, String arguments) throws Exception {
        List<String> command = new ArrayList<>(Arrays.asList(System.getProperty("java.home") + "/bin/keytool"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        program(folder, command);
    }

    static void program(Path folder, List<String> command) throws Exception {
        Path out = folder.resolve("program.out");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("PASSWORD", "sesame");
        builder.redirectInput(new File("/dev/null"));
        assertEquals(0, builder.start().waitFor(), () -> {
            try {
                return command + ": " + new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return command.toString();
            }
        });
    }
}
