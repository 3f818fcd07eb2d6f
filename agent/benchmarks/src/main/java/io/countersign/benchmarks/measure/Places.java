package io.countersign.benchmarks.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;

/** Where {@code run} says that things are, and what it was asked for. */
public final class Places {
    /** The folder of this module. */
    private static final Path MODULE = Paths.get(System.getProperty("benchmarks.module"));

    private Places() {}

    /** Fewer forks and rounds. */
    public static boolean quick() {
        return Boolean.getBoolean("benchmarks.quick");
    }

    /** The JDK whose JVM is measured; this one, if none is named. */
    public static Path jdk() {
        return Paths.get(System.getProperty("benchmarks.jdk", System.getProperty("java.home")));
    }

    public static String java() {
        return jdk().resolve("bin/java").toString();
    }

    /** 8, 11, 17, … */
    public static int jdkVersion() throws IOException {
        for (String line : Files.readAllLines(jdk().resolve("release"))) {
            if (line.startsWith("JAVA_VERSION=\"")) {
                String version = line.substring("JAVA_VERSION=\"".length(), line.length() - 1);
                String feature = version.startsWith("1.") ? version.substring(2) : version;
                return Integer.parseInt(feature.split("[.\\-_+]")[0]);
            }
        }
        throw new IOException(jdk().resolve("release") + " tells no JAVA_VERSION");
    }

    public static Path target() {
        return MODULE.resolve("target");
    }

    public static Path classes() {
        return target().resolve("classes");
    }

    public static Path countersign() {
        return MODULE.resolve("../target/countersign.jar").normalize();
    }

    public static Path openTelemetry() {
        return target().resolve("agents/opentelemetry-javaagent.jar");
    }

    public static Path doNothing() throws IOException {
        return libraries(target(), "*-do-nothing-agent.jar").get(0);
    }

    /** A class path of the compiled programs and the libraries with one of these beginnings. */
    public static String classPath(String... beginnings) throws IOException {
        StringBuilder path = new StringBuilder(classes().toString());
        for (String beginning : beginnings) {
            for (Path library : libraries(target().resolve("libraries"), beginning + "*.jar")) {
                path.append(System.getProperty("path.separator")).append(library);
            }
        }
        return path.toString();
    }

    private static List<Path> libraries(Path folder, String glob) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
            entries.forEach(found::add);
        }
        if (found.isEmpty()) {
            throw new IOException("no " + glob + " in " + folder);
        }
        return found;
    }
}
