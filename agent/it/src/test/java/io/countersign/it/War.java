package io.countersign.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives of the application that is deployed, {@code io.countersign.it.probe.deployed}, with an OkHttp of its own. */
final class War {
    private static final Path CLASSES = Path.of(System.getProperty("countersign.it.probe"));
    private static final String PACKAGE = "io/countersign/it/probe/deployed";

    /** By which it is entered, each where there is what it is compiled against. */
    private static final Set<String> ENTRIES = Set.of("JavaxServlet", "JakartaServlet", "OutboundActivator");

    private War() {}

    /**
     * A web application.
     *
     * @param servlets {@code javax} or {@code jakarta}
     * @param libraries the folder below {@code target/libraries}
     */
    static void write(Path file, String servlets, String libraries) throws IOException {
        boolean jakarta = servlets.equals("jakarta");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            put(out, "WEB-INF/web.xml", ("<web-app xmlns=\"" + (jakarta ? "https://jakarta.ee/xml/ns/jakartaee\" version=\"5.0"
                    : "http://xmlns.jcp.org/xml/ns/javaee\" version=\"3.1") + "\" metadata-complete=\"true\"><servlet><servlet-name>s</servlet-name>"
                    + "<servlet-class>io.countersign.it.probe.deployed." + (jakarta ? "Jakarta" : "Javax") + "Servlet</servlet-class></servlet>"
                    + "<servlet-mapping><servlet-name>s</servlet-name><url-pattern>/*</url-pattern></servlet-mapping></web-app>")
                    .getBytes(StandardCharsets.UTF_8));
            classes(out, "WEB-INF/classes/", jakarta ? "JakartaServlet" : "JavaxServlet");
            libraries(out, "WEB-INF/lib/", libraries);
        }
    }

    /** A bundle that has its libraries in it, and takes what else it needs from whoever has it. */
    static void writeBundle(Path file, String name, String libraries) throws IOException {
        StringBuilder path = new StringBuilder(".");
        for (Path library : libraries(libraries)) {
            path.append(",\r\n lib/").append(library.getFileName());
        }
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            put(out, "META-INF/MANIFEST.MF", ("Manifest-Version: 1.0\r\nBundle-ManifestVersion: 2\r\nBundle-SymbolicName: " + name
                    + "\r\nBundle-Activator: io.countersign.it.probe.deployed.OutboundActivator\r\nDynamicImport-Package: *\r\nBundle-ClassPath: "
                    + path + "\r\n").getBytes(StandardCharsets.UTF_8));
            classes(out, "", "OutboundActivator");
            libraries(out, "lib/", libraries);
        }
    }

    /** The application's classes, with one of {@link #ENTRIES}. */
    private static void classes(ZipOutputStream out, String folder, String entry) throws IOException {
        for (Path root : Application.JAVA < 11 ? List.of(CLASSES) : List.of(CLASSES, CLASSES.resolve("META-INF/versions/11"))) {
            for (Path file : files(root.resolve(PACKAGE))) {
                String name = file.getFileName().toString().replace(".class", "");
                if (name.equals(entry) || !ENTRIES.contains(name)) {
                    put(out, folder + PACKAGE + "/" + file.getFileName(), Files.readAllBytes(file));
                }
            }
        }
    }

    static void libraries(ZipOutputStream out, String folder, String libraries) throws IOException {
        for (Path file : libraries(libraries)) {
            put(out, folder + file.getFileName(), Files.readAllBytes(file));
        }
    }

    static List<Path> libraries(String libraries) throws IOException {
        return files(Path.of(System.getProperty("countersign.it.libraries"), libraries));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Jars within are stored, as some loaders want them. */
    static void put(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        if (name.endsWith(".jar")) {
            CRC32 sum = new CRC32();
            sum.update(bytes);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(sum.getValue());
        }
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }
}
