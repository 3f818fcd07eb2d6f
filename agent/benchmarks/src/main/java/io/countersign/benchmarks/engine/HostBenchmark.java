package io.countersign.benchmarks.engine;

import io.countersign.benchmarks.measure.Engines;
import io.countersign.benchmarks.measure.PlainRequest;
import io.countersign.benchmarks.measure.Policies;
import io.countersign.request.Headers;
import io.countersign.engine.Engine;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code Engine.sign} by host, for policies of different sizes. Every call is for another of 256 hosts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HostBenchmark {
    private static final int HOSTS = 256;

    @Param({"10", "1000", "100000"})
    public int rules;

    private final PlainRequest[] unknown = new PlainRequest[HOSTS];
    private final PlainRequest[] named = new PlainRequest[HOSTS];
    private final PlainRequest[] below = new PlainRequest[HOSTS];
    private Engine engine;
    private int next;

    @Setup
    public void read() throws Exception {
        engine = Engines.of(Policies.ofHosts(rules));
        Random random = new Random(1);
        for (int i = 0; i < HOSTS; i++) {
            int rule = random.nextInt(rules);
            unknown[i] = new PlainRequest(Policies.unknownHost(rule), "/v1/items");
            named[i] = new PlainRequest(Policies.signedHost(rule), "/v1/items");
            below[i] = new PlainRequest(Policies.wildcardHost(rule), "/v1/items");
        }
        if (engine.sign(unknown[0]) != null || engine.sign(named[0]) == null || engine.sign(below[0]) == null) {
            throw new IllegalStateException("the engine does not do what is to be measured");
        }
    }

    @Benchmark
    public Headers hostWithoutRule() throws IOException {
        return engine.sign(unknown[next++ & HOSTS - 1]);
    }

    /** As a program does that calls one host: the same branches every time. */
    @Benchmark
    public Headers sameHostWithoutRule() throws IOException {
        return engine.sign(unknown[0]);
    }

    @Benchmark
    public Headers sameApiKey() throws IOException {
        return engine.sign(named[0]);
    }

    @Benchmark
    public Headers apiKey() throws IOException {
        return engine.sign(named[next++ & HOSTS - 1]);
    }

    @Benchmark
    public Headers apiKeyByWildcard() throws IOException {
        return engine.sign(below[next++ & HOSTS - 1]);
    }
}
