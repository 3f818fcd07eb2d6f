package io.countersign.benchmarks.size;

import io.countersign.benchmarks.measure.Cost;
import io.countersign.benchmarks.measure.Places;
import io.countersign.benchmarks.measure.Policies;
import io.countersign.benchmarks.measure.Sample;
import io.countersign.benchmarks.measure.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Time and memory by the size of the policy, and the size of the jar. */
public final class SizeFigures {
    private static final int[] RULES = {10, 1_000, 100_000};
    private static final double MEBIBYTE = 1 << 20;

    private SizeFigures() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path[] policies = new Path[RULES.length];
        Sample[] millis = new Sample[RULES.length];
        Sample[] kept = new Sample[RULES.length];
        for (int i = 0; i < RULES.length; i++) {
            policies[i] = Policies.ofHosts(RULES[i]);
            millis[i] = new Sample();
            kept[i] = new Sample();
        }
        int rounds = Places.quick() ? 3 : 9;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < RULES.length; i++) {
                String[] figures = load(policies[i]);
                millis[i].add(Long.parseLong(figures[0]) / 1e6);
                kept[i].add(Long.parseLong(figures[1]) / MEBIBYTE);
                if (Integer.parseInt(figures[2]) != RULES[i]) {
                    throw new IOException(figures[2] + " rules, not " + RULES[i]);
                }
            }
        }
        Table table = new Table("Size, " + rounds + " fresh JVMs", "policy MiB", "read, ms", "min", "kept, MiB", "aim");
        for (int i = 0; i < RULES.length; i++) {
            boolean most = i == RULES.length - 1;
            table.row(Table.number(RULES[i], 0) + " rules", mebibytes(policies[i]), Table.number(millis[i].median(), 0),
                    Table.number(millis[i].min(), 0), Table.number(kept[i].median(), 2),
                    most ? Table.aim("<= 2 500 ms", millis[i].median() <= 2_500) + ", "
                            + Table.aim("<= 60 MiB", kept[i].median() <= 60) : "");
        }
        table.row("the agent's jar", mebibytes(Places.countersign()), "", "", "",
                Table.aim("< 10 MB", Files.size(Places.countersign()) < 10_000_000));
        System.out.println(table);
    }

    private static String[] load(Path policy) throws IOException, InterruptedException {
        return Cost.of(Arrays.asList(Places.java(), "-Xmx1g", "-cp", Places.classPath("countersign-core-", "snakeyaml-"),
                LoadPolicy.class.getName(), policy.toString())).output.trim().split(" ");
    }

    private static String mebibytes(Path file) throws IOException {
        return Table.number(Files.size(file) / MEBIBYTE, 2);
    }
}
