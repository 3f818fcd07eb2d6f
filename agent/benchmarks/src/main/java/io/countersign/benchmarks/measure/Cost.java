package io.countersign.benchmarks.measure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one run of a program took, as the kernel counted it for the process and its threads: bash's {@code time} for wall
 * and CPU, GNU {@code time} for the peak of resident memory, which is left out where it is not installed.
 */
public final class Cost {
    private static final File GNU_TIME = new File("/usr/bin/time");
    private static final String SCRIPT = "TIMEFORMAT='%3R %3U %3S'; out=$1; shift; "
            + "{ time \"$@\" > \"$out/out\" 2>&3; } 3> \"$out/err\" 2> \"$out/times\"; ";

    public final double wallMillis;
    public final double cpuMillis;
    /** NaN where it is not known. */
    public final double peakMebibytes;
    public final String output;

    private Cost(double wallMillis, double cpuMillis, double peakMebibytes, String output) {
        this.wallMillis = wallMillis;
        this.cpuMillis = cpuMillis;
        this.peakMebibytes = peakMebibytes;
        this.output = output;
    }

    /** @throws IOException if it cannot be run, or ends with another status than 0; with what it wrote */
    public static Cost of(List<String> program) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("countersign-cost-");
        try {
            List<String> command = new ArrayList<>(Arrays.asList("bash", "-c", SCRIPT, "bash", folder.toString()));
            if (GNU_TIME.canExecute()) {
                command.addAll(Arrays.asList(GNU_TIME.toString(), "-f", "%M", "-o", folder.resolve("peak").toString()));
            }
            command.addAll(program);
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            // Options of whoever runs this would be in every JVM that is measured, and be told of on stderr.
            builder.environment().keySet().removeAll(Arrays.asList("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"));
            int status = builder.start().waitFor();
            if (status != 0) {
                throw new IOException("status " + status + " of " + program + "\n" + read(folder, "err") + read(folder, "out"));
            }
            String[] times = read(folder, "times").trim().split(" ");
            double cpu = Double.parseDouble(times[1]) + Double.parseDouble(times[2]);
            String peak = read(folder, "peak").trim();
            return new Cost(Double.parseDouble(times[0]) * 1000, cpu * 1000,
                    peak.isEmpty() ? Double.NaN : Double.parseDouble(peak) / 1024, read(folder, "out"));
        } finally {
            for (File file : folder.toFile().listFiles()) {
                file.delete();
            }
            Files.delete(folder);
        }
    }

    private static String read(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
