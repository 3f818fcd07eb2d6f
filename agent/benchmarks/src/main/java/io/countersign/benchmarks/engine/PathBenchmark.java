package io.countersign.benchmarks.engine;

import io.countersign.benchmarks.measure.Engines;
import io.countersign.benchmarks.measure.PlainRequest;
import io.countersign.benchmarks.measure.Policies;
import io.countersign.request.Headers;
import io.countersign.engine.Engine;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One host whose rules differ by path: they are tried in order, so that the last costs most. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PathBenchmark {
    private static final String HOST = "api.example.com";

    @Param("1000")
    public int rules;

    private Engine engine;
    private PlainRequest first;
    private PlainRequest last;

    @Setup
    public void read() throws Exception {
        engine = Engines.of(Policies.ofPaths(HOST, rules));
        first = new PlainRequest(HOST, Policies.path(0));
        last = new PlainRequest(HOST, Policies.path(rules - 1));
        if (engine.sign(first) == null || engine.sign(last) == null) {
            throw new IllegalStateException("the engine does not do what is to be measured");
        }
    }

    @Benchmark
    public Headers firstPath() throws IOException {
        return engine.sign(first);
    }

    @Benchmark
    public Headers lastPath() throws IOException {
        return engine.sign(last);
    }
}
