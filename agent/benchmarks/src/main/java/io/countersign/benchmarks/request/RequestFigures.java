package io.countersign.benchmarks.request;

import io.countersign.benchmarks.measure.LoopbackServer;
import io.countersign.benchmarks.measure.Places;
import io.countersign.benchmarks.measure.Policies;
import io.countersign.benchmarks.measure.Sample;
import io.countersign.benchmarks.measure.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole request on a kept connection over loopback. The key is put on by the agent, by hand, or by an nginx in between:
 * each in JVMs of its own that take turns; and by the agent and by hand in turns within one JVM, which tells them apart
 * best, because two JVMs never compile alike.
 */
public final class RequestFigures {
    private static final String SIGNED_HOST = "127.0.0.1";
    /** Another loopback address, for which there is no rule. */
    private static final String OTHER_HOST = "127.0.0.2";
    private static final double AIM = 1_000;

    private final Table table;
    private final Path policy = Policies.ofHost(SIGNED_HOST);
    private final int rounds;
    private final LoopbackServer server;
    private final LoopbackServer other;
    private final Nginx nginx;

    private RequestFigures(int rounds, LoopbackServer server, LoopbackServer other, Nginx nginx) throws IOException {
        this.rounds = rounds;
        this.server = server;
        this.other = other;
        this.nginx = nginx;
        this.table = new Table("Request, JDK " + Places.jdkVersion() + ", " + rounds + " rounds", "median us", "quarter below",
                "quarter above", "min", "CPU us", "more, us", "CPU", "aim");
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (LoopbackServer server = new LoopbackServer(SIGNED_HOST, 0);
                LoopbackServer other = new LoopbackServer(OTHER_HOST, server.port());
                Nginx nginx = Nginx.startIfThere(SIGNED_HOST, server.port())) {
            if (nginx == null) {
                System.err.println("skipped: a request through nginx, which this machine does not have");
            }
            RequestFigures figures = new RequestFigures(Places.quick() ? 2 : 6, server, other, nginx);
            figures.measure("HttpURLConnection");
            figures.measure("JDK HttpClient");
            System.out.println(figures.table);
        }
    }

    private void measure(String client) throws IOException, InterruptedException {
        String direct = url(SIGNED_HOST, server.port());
        Loop byHand = new Loop(client, null, direct + "=by-hand");
        Loop agent = new Loop(client, policy, direct);
        Loop between = nginx == null ? null : new Loop(client, null, url(SIGNED_HOST, nginx.port()));
        Loop both = new Loop(client, policy, url(OTHER_HOST, other.port()) + "=by-hand", direct);
        List<Loop> loops = new ArrayList<>(List.of(byHand, agent, both));
        if (between != null) {
            loops.add(between);
        }
        for (int round = 0; round < rounds; round++) {
            for (Loop loop : loops) {
                loop.run();
            }
        }
        check(client);
        row(client + ": set by hand, no agent", byHand, 0, null, 0);
        row(client + ": the agent", agent, 0, byHand, 0);
        if (between != null) {
            row(client + ": an nginx in between", between, 0, byHand, 0);
        }
        row(client + ": set by hand, in a JVM with the agent", both, 0, null, 0);
        row(client + ": the agent, in the same JVM", both, 1, both, 0);
    }

    private static String url(String host, int port) {
        return "http://" + host + ":" + port + "/items";
    }

    private void check(String client) throws IOException {
        if (server.requests() == 0 || server.signed() != server.requests() || other.signed() != other.requests()) {
            throw new IOException(client + ": " + (server.requests() - server.signed()) + " and "
                    + (other.requests() - other.signed()) + " requests went without the key");
        }
    }

    private void row(String words, Loop loop, int way, Loop than, int thanWay) {
        Sample wall = loop.wall.get(way);
        Sample cpu = loop.cpu.get(way);
        String more = "";
        String moreCpu = "";
        String aim = "";
        if (than != null) {
            // Within one JVM batch by batch; JVM against JVM there is no such pair.
            boolean pairs = loop == than;
            double wallMore = more(wall, than.wall.get(thanWay), pairs);
            double cpuMore = more(cpu, than.cpu.get(thanWay), pairs);
            more = micros(wallMore);
            moreCpu = micros(cpuMore);
            aim = loop.isWithAgent() ? Table.aim("<= 1 us more", wallMore <= AIM) : "";
        }
        table.row(words, micros(wall.median()), micros(wall.quantile(0.25)), micros(wall.quantile(0.75)), micros(wall.min()),
                micros(cpu.median()), more, moreCpu, aim);
    }

    private static double more(Sample one, Sample other, boolean pairs) {
        return pairs ? one.minus(other).median() : one.median() - other.median();
    }

    private static String micros(double nanos) {
        return Table.number(nanos / 1000, 2);
    }
}
