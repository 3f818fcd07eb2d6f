package io.countersign.benchmarks.request;

import io.countersign.benchmarks.measure.Cost;
import io.countersign.benchmarks.measure.Places;
import io.countersign.benchmarks.measure.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@link RequestLoop} measured of its ways, over all the JVMs that ran it. Nanoseconds per request. */
final class Loop {
    private static final String WARM_UP_SECONDS = Places.quick() ? "2" : "4";
    private static final String BATCHES = Places.quick() ? "60" : "150";

    /** By way. */
    final List<Sample> wall = new ArrayList<>();
    final List<Sample> cpu = new ArrayList<>();

    private final String client;
    private final Path policy;
    private final String[] ways;

    /** @param policy for the agent; null for no agent */
    Loop(String client, Path policy, String... ways) {
        this.client = client;
        this.policy = policy;
        this.ways = ways;
        for (int i = 0; i < ways.length; i++) {
            wall.add(new Sample());
            cpu.add(new Sample());
        }
    }

    boolean isWithAgent() {
        return policy != null;
    }

    /** One JVM more. */
    void run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Arrays.asList(Places.java(), "-Xms256m", "-Xmx256m", "-XX:+UseSerialGC"));
        if (policy != null) {
            command.add("-Dcountersign.log=warn");
            command.add("-javaagent:" + Places.countersign() + "=" + policy);
        }
        command.addAll(Arrays.asList("-cp", Places.classes().toString(), RequestLoop.class.getName(),
                client, WARM_UP_SECONDS, BATCHES));
        command.addAll(Arrays.asList(ways));
        for (String line : Cost.of(command).output.split("\n")) {
            String[] figures = line.trim().split(" ");
            for (int i = 0; i < ways.length; i++) {
                wall.get(i).add(Double.parseDouble(figures[2 * i]));
                cpu.get(i).add(Double.parseDouble(figures[2 * i + 1]));
            }
        }
    }
}
