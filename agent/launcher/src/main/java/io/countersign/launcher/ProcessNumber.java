package io.countersign.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;

/** By which number this process knows itself. Java 8 says it by JMX alone, which the application is to set up first. */
final class ProcessNumber {
    private ProcessNumber() {}

    /** -1 if it cannot be known. */
    static long own() {
        if (Modules.THERE) {
            return Java9.process();
        }
        try {
            return Long.parseLong(Files.readSymbolicLink(Paths.get("/proc/self")).toString());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }
}
