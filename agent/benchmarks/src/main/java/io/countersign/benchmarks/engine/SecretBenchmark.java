package io.countersign.benchmarks.engine;

import io.countersign.request.CredentialUnavailable;
import io.countersign.log.Log;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A file's secret read again, while the thread that looks at the file runs; beside it a volatile read alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SecretBenchmark {
    private volatile Object plain = new Object();
    private Path file;
    private Secrets secrets;
    private Secret secret;

    @Setup
    public void read() throws IOException {
        file = Files.createTempFile("countersign-secret-", "");
        Files.writeString(file, "0123456789abcdef");
        secrets = Secrets.standard(Log.standard());
        secret = secrets.resolve("${file:" + file + "}", file.getParent());
        secrets.watch();
    }

    @TearDown
    public void remove() throws IOException {
        secrets.close();
        Files.delete(file);
    }

    @Benchmark
    public Secret.Value secretValue() throws CredentialUnavailable {
        return secret.value();
    }

    @Benchmark
    public Object volatileRead() {
        return plain;
    }
}
