package io.countersign.it;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Keycloak in a JVM of its own, with its database in memory and the realm of {@code keycloak/acme.json} in it. */
final class Keycloak implements AutoCloseable {
    /** Where the profile {@code peers} unpacks it. */
    static final Path HOME = home();

    /** What it ends with when it has rebuilt itself and is to be started again. */
    private static final int REBUILT = 10;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path output;
    private Process process;
    private int port;

    /** @param keys of a client that signs, and of a partner whose JWTs are taken */
    Keycloak(Path folder, Keys keys) throws IOException {
        output = folder.resolve("keycloak");
        String realm;
        try (InputStream in = Keycloak.class.getResourceAsStream("/keycloak/acme.json")) {
            realm = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String published = keys.published().toString();
        for (Map.Entry<String, String> value : Map.of("jwks", published, "partner", published, "secret", OidcProvider.SECRET,
                "password", AuthorizationServerContract.PASSWORD).entrySet()) {
            realm = realm.replace("@" + value.getKey() + "@", value.getValue().replace("\\", "\\\\").replace("\"", "\\\""));
        }
        // One at a time: at its first start it rebuilds itself, and where it looks for realms is the same for all.
        try (FileChannel channel = FileChannel.open(HOME.resolve("starting"), CREATE, WRITE); FileLock starting = channel.lock()) {
            Files.createDirectories(HOME.resolve("data/import"));
            Files.writeString(HOME.resolve("data/import/acme.json"), realm);
            boolean built = false;
            do {
                start(built);
                built = awaitReady();
            } while (built);
        }
    }

    static boolean isThere() {
        return Files.exists(HOME.resolve("lib/quarkus-run.jar"));
    }

    private static Path home() {
        Path folder = Path.of(System.getProperty("countersign.it.libraries"), "keycloak");
        try (var versions = Files.newDirectoryStream(folder, "keycloak-*")) {
            Iterator<Path> version = versions.iterator();
            return version.hasNext() ? version.next() : folder;
        } catch (IOException notThere) {
            return folder;
        }
    }

    /** As its {@code bin/kc.sh} does, whose process would not be Keycloak's. */
    private void start(boolean built) throws IOException {
        // Nobody else on this machine is given the port that has just been free; it takes no 0.
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-Dfile.encoding=UTF-8", "-Duser.language=en",
                "-Dkc.home.dir=" + HOME, "-Djboss.server.config.dir=" + HOME + "/conf",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus-log-max-startup-records=10000",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory"));
        for (String opened : List.of("java.util", "java.util.concurrent", "java.security", "java.lang")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        if (built) {
            command.add("-Dkc.config.built=true");
        }
        command.addAll(List.of("-cp", HOME.resolve("lib/quarkus-run.jar").toString(), "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                "start-dev", "--db=dev-mem", "--http-host=127.0.0.1", "--http-port=" + port, "--import-realm"));
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        CompletableFuture.delayedExecutor(10, TimeUnit.MINUTES).execute(process::destroyForcibly);
    }

    /** @return whether it has ended because it wants to be started again */
    private boolean awaitReady() throws IOException {
        HttpRequest discovery = HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"))
                .timeout(Duration.ofSeconds(30)).build();
        try {
            while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
                try {
                    if (client.send(discovery, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                        return false;
                    }
                } catch (IOException notYet) {
                    // Nobody listens.
                }
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (process.exitValue() == REBUILT) {
            return true;
        }
        throw new IOException("Keycloak did not start:\n" + Files.readString(output));
    }

    /** Of the realm. */
    String issuer() {
        return "http://127.0.0.1:" + port + "/realms/acme";
    }

    String url(String endpoint) {
        return issuer() + "/protocol/openid-connect/" + endpoint;
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
