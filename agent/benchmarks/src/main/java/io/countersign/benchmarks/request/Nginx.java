package io.countersign.benchmarks.request;

import io.countersign.benchmarks.measure.LoopbackServer;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An nginx that sets the key on what it passes on: one process, of this one, in a folder of its own. */
final class Nginx implements AutoCloseable {
    private final Path folder = Files.createTempDirectory("countersign-nginx-");
    private final int port = freePort();
    private final Process process;

    private Nginx(File program, String host, int server) throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("nginx.conf"), config(host, server));
        process = new ProcessBuilder(program.toString(), "-e", folder.resolve("error.log").toString(), "-p", folder + "/",
                "-c", config.toString()).inheritIO().start();
        // It would outlive a JVM that is interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        await(host);
    }

    /** Null if there is none on the path nor where distributions put it. */
    static Nginx startIfThere(String host, int server) throws IOException, InterruptedException {
        for (String directory : (System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator)) {
            File program = new File(directory, "nginx");
            if (program.canExecute()) {
                return new Nginx(program, host, server);
            }
        }
        return null;
    }

    int port() {
        return port;
    }

    private String config(String host, int server) {
        String temp = "";
        for (String kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
            temp += "  " + kind + "_temp_path " + folder.resolve(kind) + ";\n";
        }
        // Connections are kept on both sides and never closed by number, and no log is written: the least it can cost.
        return "daemon off;\nmaster_process off;\npid " + folder.resolve("pid") + ";\nerror_log " + folder.resolve("error.log")
                + ";\nevents {}\nhttp {\n" + temp
                + "  access_log off;\n  keepalive_requests 1000000000;\n"
                + "  upstream server { server " + host + ":" + server + "; keepalive 4; keepalive_requests 1000000000; }\n"
                + "  server {\n    listen " + host + ":" + port + ";\n    location / {\n      proxy_pass http://server;\n"
                + "      proxy_http_version 1.1;\n      proxy_set_header Connection \"\";\n      proxy_set_header "
                + LoopbackServer.HEADER + " " + LoopbackServer.KEY + ";\n    }\n  }\n}\n";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void await(String host) throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port));
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        process.destroy();
        throw new IOException("nginx does not answer");
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        File[] left = folder.toFile().listFiles();
        for (File file : left) {
            file.delete();
        }
        folder.toFile().delete();
    }
}
