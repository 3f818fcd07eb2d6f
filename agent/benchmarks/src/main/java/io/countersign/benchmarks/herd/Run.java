package io.countersign.benchmarks.herd;

import com.sun.net.httpserver.HttpServer;
import io.countersign.benchmarks.measure.Cost;
import io.countersign.benchmarks.measure.Places;
import io.countersign.benchmarks.measure.Policies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One {@link Herd} in a JVM of its own, between a token endpoint and a resource that only it calls: what came of it. */
final class Run {
    /** Less than a token call takes, and more than anything else of a request: who took longer has waited for a token. */
    private static final int WAITED = Issuer.TAKES * 3 / 4;

    final Issuer issuer;
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger over = new AtomicInteger();

    /** Of its requests, each. */
    private final List<long[]> requests = new ArrayList<>();

    private Run(Issuer issuer) {
        this.issuer = issuer;
    }

    static Run of(String contender, Weather weather, int seconds) throws IOException, InterruptedException {
        Run run = new Run(new Issuer(weather));
        HttpServer tokens = Exchanges.serve(run.issuer::answer);
        HttpServer resource = Exchanges.serve(exchange -> {
            run.seen.incrementAndGet();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            boolean good = authorization != null && authorization.startsWith("Bearer ")
                    && run.issuer.isGood(authorization.substring("Bearer ".length()));
            if (!good) {
                run.over.incrementAndGet();
            }
            Exchanges.answer(exchange, good ? 200 : 401, "text/plain", good ? "ok" : "no");
        });
        try {
            run.start(contender, "http://127.0.0.1:" + tokens.getAddress().getPort() + "/token", resource.getAddress().getPort(), seconds);
            return run;
        } finally {
            tokens.stop(0);
            resource.stop(0);
        }
    }

    private void start(String contender, String tokenUrl, int port, int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Arrays.asList(Places.java(), "-Xmx256m", "-Dhttp.maxConnections=" + Herd.THREADS));
        if (contender.equals("agent")) {
            command.add("-Dcountersign.log=error");
            command.add("-javaagent:" + Places.countersign() + "=" + Policies.ofToken(tokenUrl, HerdFigures.SECRET, port));
        }
        String path = Places.classes() + System.getProperty("path.separator") + Places.target().resolve("libraries") + "/*";
        command.addAll(Arrays.asList("-cp", path, Herd.class.getName(), contender, tokenUrl, "http://127.0.0.1:" + port + "/items",
                String.valueOf(seconds)));
        for (String line : Cost.of(command).output.split("\n")) {
            String[] request = line.split(" ");
            requests.add(new long[] {Long.parseLong(request[0]), Long.parseLong(request[1]), Long.parseLong(request[2])});
        }
        if (seen.get() == 0 || issuer.calls() == 0) {
            throw new IOException(contender + ": " + seen.get() + " requests and " + issuer.calls() + " token calls");
        }
    }

    /** As the resource has counted them. */
    int requests() {
        return seen.get();
    }

    /** Of these, with a token that was over, or none. */
    int refused() {
        return over.get();
    }

    /** Not sent, for want of a token. */
    int unsent() {
        return (int) requests.stream().filter(r -> r[2] == 0).count();
    }

    /** Of these, while there was a token that was good. */
    int unsentInVain() {
        return (int) requests.stream().filter(r -> r[2] == 0 && issuer.wasThere(r[0], r[1])).count();
    }

    /** That began when there had been a token, and took as long as only who waits for one. */
    int waitedLater() {
        return (int) later().filter(r -> r[1] - r[0] >= WAITED).count();
    }

    /** Milliseconds from where its token is asked for to the answer. */
    long longest() {
        return longest(requests.stream());
    }

    /** Of those that began when there had been a token. */
    long longestLater() {
        return longest(later());
    }

    private static long longest(Stream<long[]> requests) {
        return requests.mapToLong(r -> r[1] - r[0]).max().orElse(0);
    }

    private Stream<long[]> later() {
        long first = issuer.firstAnswer();
        return requests.stream().filter(r -> r[0] > first);
    }
}
