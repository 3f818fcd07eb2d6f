package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program whose classes and libraries are in one jar, which Spring Boot's loader has jars within. */
class SpringBootIT extends Fixture {
    private static final Path CLASSES = Path.of(System.getProperty("countersign.it.probe"));

    @Override
    String caller() {
        return "";
    }

    @ParameterizedTest
    @CsvSource({"2, org.springframework.boot.loader.JarLauncher, 8", "3, org.springframework.boot.loader.launch.JarLauncher, 17"})
    void everyClientIsSignedFor(String loader, String main, int java) throws IOException {
        assumeTrue(Application.JAVA >= java, "the loader of Spring Boot " + loader + " runs on Java " + java + " and later");
        Path jar = folder.resolve("fat.jar");
        write(jar, loader, main);
        String agent = Application.agent(policy(""));
        for (String caller : Application.JAVA < 11 ? List.of("UrlConnectionCaller", "OkHttpCaller")
                : List.of("UrlConnectionCaller", "OkHttpCaller", "JdkHttpClientCaller")) {
            guarded.heads.clear();
            application = new Application(folder.resolve("errors"), Map.of("KEY", CANARY, "BROKEN", "evil", "COUNTERSIGN_LOG", "info"), List.of(agent), new String[0], "-jar", jar.toString(),
                    "io.countersign.it.probe." + caller);
            String answer = application.call("POST " + guarded.url("/a") + " <body");
            assertTrue(answer.startsWith("200"), answer + application.errors());
            assertSigned(guarded, 1);
            assertRefused(application.call("GET " + guarded.url("/lost/a")), "credential 'lost'");
            List<String> printed = application.end().lines().toList();
            assertEquals(1, printed.stream().filter(line -> line.startsWith("countersign: info: version ")).count(), printed.toString());
            // The others are of the secret that is not there.
            assertTrue(printed.stream().allMatch(line -> line.startsWith("countersign: info: version ") || line.contains("${env:LOST}")), printed.toString());
        }
    }

    private static void write(Path jar, String loader, String main) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            War.put(out, "META-INF/MANIFEST.MF", ("Manifest-Version: 1.0\r\nMain-Class: " + main
                    + "\r\nStart-Class: io.countersign.it.probe.Probe\r\nSpring-Boot-Classes: BOOT-INF/classes/\r\nSpring-Boot-Lib: BOOT-INF/lib/\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            try (InputStream in = Files.newInputStream(War.libraries("spring-boot-" + loader).get(0)); ZipInputStream zip = new ZipInputStream(in)) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    if (entry.getName().endsWith(".class")) {
                        War.put(out, entry.getName(), zip.readAllBytes());
                    }
                }
            }
            War.put(out, "BOOT-INF/classes/", new byte[0]);
            War.put(out, "BOOT-INF/lib/", new byte[0]);
            for (Path root : Application.JAVA < 11 ? List.of(CLASSES) : List.of(CLASSES, CLASSES.resolve("META-INF/versions/11"))) {
                try (Stream<Path> files = Files.list(root.resolve("io/countersign/it/probe"))) {
                    files.filter(file -> file.toString().endsWith(".class")).forEach(file -> put(out, root, file));
                }
            }
            War.libraries(out, "BOOT-INF/lib/", "okhttp-4");
        }
    }

    private static void put(ZipOutputStream out, Path root, Path file) {
        try {
            War.put(out, "BOOT-INF/classes/" + root.relativize(file), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
