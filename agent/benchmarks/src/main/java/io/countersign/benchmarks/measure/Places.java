package io.countersign.benchmarks.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** 8, 11, 17, …: as its JVM says, since not every JDK 8 has a file that tells. */
    public static int jdkVersion() throws IOException {
        Process process = new ProcessBuilder(java(), "-XshowSettings:properties", "-version").redirectErrorStream(true).start();
        String settings = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher version = Pattern.compile("java\\.specification\\.version = (?:1\\.)?(\\d+)").matcher(settings);
        if (!version.find()) {
            throw new IOException(java() + " tells no version: " + settings);
        }
        return Integer.parseInt(version.group(1));
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
