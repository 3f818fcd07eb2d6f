package io.countersign.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was seen of a server from its start to its end: two applications send, one is taken from it, the other sends again. */
final class ServerLife {
    private static final Pattern MARKER = Pattern.compile("(\\d+)\\s+\\d+\\s+io\\.countersign\\.it\\.probe\\.deployed\\.Outbound\\b(?!\\$)");
    /** Seconds: for what must come, and for a collection, which threads of the JDK's client and of servers are in the way of for a while. */
    private static final int LONG = 60;
    private static final int COLLECTION = 15;

    /** Until its applications answered. */
    final long milliseconds;

    /** What the applications were answered, by application, client and path. */
    final Map<String, String> answers = new LinkedHashMap<>();

    /** The heads of their requests that came without TLS, by the same. */
    final Map<String, String> heads = new LinkedHashMap<>();

    /** Applications in the heap before one was taken away, and after; that was waited for. */
    final int before;
    final int after;

    /** What the server's JVM printed. */
    final List<String> said;

    /** @param agents options for its JVM: those that attach agents, and theirs */
    ServerLife(Deployment kind, Path folder, Map<String, String> environment, List<String> agents, Upstreams upstreams) throws IOException {
        List<String> jvm = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:SoftRefLRUPolicyMSPerMB=0"));
        jvm.addAll(agents);
        long start = System.nanoTime();
        Path[] base = new Path[1];
        try (ServerProcess server = start(kind, folder, jvm, environment, base)) {
            for (String application : List.of("one", "two")) {
                await(() -> "deployed".equals(kind.send(server, application, null, null, null)), application + " is not there:\n" + server);
            }
            milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            for (String application : List.of("one", "two")) {
                sendAll(kind, server, application, "", upstreams);
            }
            before = instances(server);
            kind.undeploy(server, base[0], "one");
            await(() -> kind.send(server, "one", null, null, null) == null, "one is still there:\n" + server);
            after = instancesAfter(server);
            sendAll(kind, server, "two", " afterwards", upstreams);
            said = server.lines();
        }
    }

    private static ServerProcess start(Deployment kind, Path folder, List<String> jvm, Map<String, String> environment, Path[] base)
            throws IOException {
        Map<String, String> variables = new TreeMap<>(environment);
        return ServerProcess.start("/usr/bin/env", kind.ready(), new ServerProcess.Configuration() {
            @Override
            public List<String> arguments(int port) throws IOException {
                base[0] = Files.createTempDirectory(folder, "base");
                return kind.command(base[0], port, jvm, variables);
            }

            @Override
            public void prepare(ProcessBuilder program) {
                program.environment().putAll(variables);
                program.environment().put("JAVA_HOME", Application.JAVA_HOME);
            }
        });
    }

    static List<String> clients() {
        return Application.JAVA < 11 ? List.of("UrlConnections", "OkHttp") : List.of("UrlConnections", "OkHttp", "JdkHttpClient");
    }

    private void sendAll(Deployment kind, ServerProcess server, String application, String when, Upstreams upstreams) throws IOException {
        for (String client : clients()) {
            for (String path : List.of("/a", "/signed/a", "/token/a", "/mutual/a")) {
                String what = application + " " + client + " " + path + when;
                int heads = upstreams.guarded.heads.size();
                answers.put(what, kind.send(server, application, client, upstreams.url(path), path.startsWith("/signed") ? "body" : null));
                if (upstreams.guarded.heads.size() > heads) {
                    this.heads.put(what, upstreams.guarded.heads.get(heads));
                }
            }
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static boolean holds(int seconds, Condition condition) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        return true;
    }

    private static void await(Condition condition, String otherwise) throws IOException {
        if (!holds(LONG, condition)) {
            throw new IOException(otherwise);
        }
    }

    /** What is left once one is collected; or still, when there is no more use in waiting. */
    private static int instancesAfter(ServerProcess server) throws IOException {
        int[] last = new int[1];
        holds(COLLECTION, () -> (last[0] = instances(server)) == 1);
        return last[0];
    }

    /** In the heap after a full collection. */
    private static int instances(ServerProcess server) throws IOException {
        Process jcmd = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", String.valueOf(server.pid()), "GC.class_histogram")
                .redirectErrorStream(true).start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!histogram.contains("java.lang.String")) {
            throw new IOException(histogram);
        }
        // A class is listed once a loader.
        int instances = 0;
        for (Matcher marker = MARKER.matcher(histogram); marker.find(); ) {
            instances += Integer.parseInt(marker.group(1));
        }
        return instances;
    }
}
