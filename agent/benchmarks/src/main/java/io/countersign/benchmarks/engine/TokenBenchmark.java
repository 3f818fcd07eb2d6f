package io.countersign.benchmarks.engine;

import io.countersign.benchmarks.measure.Engines;
import io.countersign.benchmarks.measure.PlainRequest;
import io.countersign.benchmarks.measure.Policies;
import io.countersign.engine.Engine;
import io.countersign.request.Headers;
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

/** {@code Engine.sign} with a token that is there. Every call is for another of 256 hosts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TokenBenchmark {
    private static final int HOSTS = 256;

    @Param("1000")
    public int rules;

    private final PlainRequest[] named = new PlainRequest[HOSTS];
    private Engine engine;
    private int next;

    @Setup
    public void fetch() throws Exception {
        engine = Engines.of(Policies.ofHostsWithToken(rules));
        Random random = new Random(1);
        for (int i = 0; i < HOSTS; i++) {
            named[i] = new PlainRequest(Policies.signedHost(random.nextInt(rules)), "/v1/items");
        }
        if (!engine.sign(named[0]).value(0).startsWith("Bearer ")) {
            throw new IllegalStateException("the engine does not do what is to be measured");
        }
    }

    @Benchmark
    public Headers token() throws IOException {
        return engine.sign(named[next++ & HOSTS - 1]);
    }

    /** As a program does that calls one host: the same branches every time. */
    @Benchmark
    public Headers sameToken() throws IOException {
        return engine.sign(named[0]);
    }
}
