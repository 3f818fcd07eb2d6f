package io.countersign.benchmarks.start;

import io.countersign.benchmarks.measure.Cost;
import io.countersign.benchmarks.measure.LoopbackServer;
import io.countersign.benchmarks.measure.Places;
import io.countersign.benchmarks.measure.Policies;
import io.countersign.benchmarks.measure.Sample;
import io.countersign.benchmarks.measure.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What an agent adds to the start of a program and to its first request. The agents take turns. */
public final class StartFigures {
    private static final String HOST = "127.0.0.1";
    private static final double EMPTY_AIM = 60;
    private static final double FIRST_REQUEST_AIM = 250;
    private static final double TIMES_AIM = 20;

    private final Map<Program, Map<Variant, Samples>> all = new EnumMap<>(Program.class);
    private final Path policy = Policies.ofHost(HOST);

    private StartFigures() throws IOException {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new StartFigures().run(Places.quick() ? 5 : 15);
    }

    private void run(int rounds) throws IOException, InterruptedException {
        int jdk = Places.jdkVersion();
        try (LoopbackServer server = new LoopbackServer(HOST, 0)) {
            for (Program program : Program.values()) {
                if (program.isFor(jdk)) {
                    all.put(program, samples(program, server, rounds));
                }
            }
        }
        Table table = new Table("Start, JDK " + jdk + ", " + rounds + " rounds", "wall ms", "min", "added",
                "CPU ms", "min", "added", "peak MiB", "added", "aim, by wall");
        all.forEach((program, samples) -> samples.forEach((variant, s) -> row(table, program, variant, s)));
        System.out.println(table);
    }

    private Map<Variant, Samples> samples(Program program, LoopbackServer server, int rounds)
            throws IOException, InterruptedException {
        Map<Variant, Samples> samples = new EnumMap<>(Variant.class);
        // The first round is for the disk cache and is not counted.
        for (int round = -1; round < rounds; round++) {
            for (Variant variant : Variant.values()) {
                long requests = server.requests();
                long signed = server.signed();
                Cost cost = Cost.of(command(program, variant, server.port()));
                check(program, variant, server.requests() - requests, server.signed() - signed);
                Samples of = samples.computeIfAbsent(variant, v -> new Samples());
                if (round >= 0) {
                    of.add(cost);
                }
            }
        }
        return samples;
    }

    private List<String> command(Program program, Variant variant, int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Places.java());
        command.addAll(variant.options(policy));
        command.add("-cp");
        command.add(program.classPath());
        command.add(program.main.getName());
        command.add("http://" + HOST + ":" + port + "/items");
        return command;
    }

    /** An agent that is fast because it does not do its work would be no result. */
    private static void check(Program program, Variant variant, long requests, long signed) throws IOException {
        int wanted = program == Program.EMPTY ? 0 : 1;
        if (requests != wanted || signed != (variant == Variant.COUNTERSIGN ? wanted : 0)) {
            throw new IOException(program.words + ": " + variant.words + ": " + requests + " requests, "
                    + signed + " signed");
        }
    }

    private void row(Table table, Program program, Variant variant, Samples s) {
        Samples none = all.get(program).get(Variant.NONE);
        table.row(program.words + ": " + variant.words,
                Table.number(s.wall.median(), 0), Table.number(s.wall.min(), 0), added(s.wall, none.wall, variant),
                Table.number(s.cpu.median(), 0), Table.number(s.cpu.min(), 0), added(s.cpu, none.cpu, variant),
                Table.number(s.peak.median(), 0), added(s.peak, none.peak, variant), aim(program, variant));
    }

    private static String added(Sample with, Sample without, Variant variant) {
        return variant == Variant.NONE ? "" : Table.number(with.minus(without).median(), 0);
    }

    private String aim(Program program, Variant variant) {
        if (variant == Variant.COUNTERSIGN) {
            double over = over(program, Variant.COUNTERSIGN, Variant.NOTHING);
            if (program == Program.EMPTY) {
                return Table.number(over, 0) + " over nothing, "
                        + Table.aim("<= " + Table.number(EMPTY_AIM, 0), over <= EMPTY_AIM);
            }
            double more = over - over(Program.EMPTY, Variant.COUNTERSIGN, Variant.NOTHING);
            return Table.number(more, 0) + " more than at start, "
                    + Table.aim("<= " + Table.number(FIRST_REQUEST_AIM, 0), more <= FIRST_REQUEST_AIM);
        }
        if (variant == Variant.OPENTELEMETRY) {
            double times = over(program, Variant.OPENTELEMETRY, Variant.NONE) / over(program, Variant.COUNTERSIGN, Variant.NONE);
            return Table.number(times, 0) + " times Countersign's, "
                    + Table.aim(">= " + Table.number(TIMES_AIM, 0), times >= TIMES_AIM);
        }
        return "";
    }

    /** The median of the differences within a round. */
    private double over(Program program, Variant one, Variant other) {
        Map<Variant, Samples> samples = all.get(program);
        return samples.get(one).wall.minus(samples.get(other).wall).median();
    }
}
