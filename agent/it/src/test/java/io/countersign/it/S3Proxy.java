package io.countersign.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** S3Proxy in a JVM of its own, which verifies AWS Signature Version 4 and keeps what it is given in memory. */
final class S3Proxy implements AutoCloseable {
    private static final Pattern STARTED = Pattern.compile("ServerConnector.*\\{127\\.0\\.0\\.1:([0-9]+)}");
    private final Process process;
    final int port;

    S3Proxy(Path folder, String accessKeyId, String secretAccessKey) throws IOException {
        Path properties = Files.write(folder.resolve("s3proxy.properties"), List.of("s3proxy.endpoint=http://127.0.0.1:0",
                "s3proxy.authorization=aws-v2-or-v4", "s3proxy.identity=" + accessKeyId, "s3proxy.credential=" + secretAccessKey,
                "jclouds.provider=transient-nio2", "jclouds.identity=x", "jclouds.credential=x"));
        String jar = System.getProperty("countersign.it.libraries") + "/s3proxy/s3proxy-jar-with-dependencies.jar";
        // By the JDK of the tests: it asks for 17, and the application may have an older one.
        process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-jar", jar, "--properties", properties.toString()).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(5, TimeUnit.MINUTES).execute(process::destroyForcibly);
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        Matcher started = STARTED.matcher("");
        while (!started.find()) {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("S3Proxy did not start:\n" + said);
            }
            said.append(line).append('\n');
            started.reset(line);
        }
        port = Integer.parseInt(started.group(1));
        Thread drain = new Thread(() -> drain(out), "s3proxy-output");
        drain.setDaemon(true);
        drain.start();
    }

    private static void drain(BufferedReader out) {
        try {
            while (out.readLine() != null) {
                // Or it would wait for somebody to read.
            }
        } catch (IOException ended) {
            // With the process.
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
