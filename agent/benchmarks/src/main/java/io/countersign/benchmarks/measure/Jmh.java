package io.countersign.benchmarks.measure;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Nanoseconds and bytes per call, by JMH. */
public final class Jmh {
    private Jmh() {}

    /** Its own report. */
    public static String log(String part) {
        return Places.target().resolve("jmh-" + part + ".log").toString();
    }

    /** @param part the package of the benchmarks, below this project's */
    public static Collection<RunResult> run(String part) throws RunnerException {
        return new Runner(new OptionsBuilder()
                .include("io\\.countersign\\.benchmarks\\." + part + "\\.")
                .jvm(Places.java())
                .jvmArgsAppend("-Xms512m", "-Xmx512m")
                .forks(Places.quick() ? 1 : 2)
                .warmupIterations(3).warmupTime(TimeValue.seconds(1))
                .measurementIterations(Places.quick() ? 3 : 5).measurementTime(new TimeValue(1, TimeUnit.SECONDS))
                .addProfiler(GCProfiler.class)
                .output(log(part))
                .build()).run();
    }

    /** The method's name alone. */
    public static String name(RunResult result) {
        return result.getParams().getBenchmark().replaceAll(".*\\.", "");
    }

    public static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    public static double min(RunResult result) {
        return result.getPrimaryResult().getStatistics().getMin();
    }

    public static double max(RunResult result) {
        return result.getPrimaryResult().getStatistics().getMax();
    }

    /** JMH divides what the whole JVM allocated; its own thousandths are not those of what is measured. */
    public static double bytes(RunResult result) {
        return Math.floor(result.getSecondaryResults().get("gc.alloc.rate.norm").getScore() + 0.01);
    }
}
