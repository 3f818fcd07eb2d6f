package io.countersign.benchmarks.start;

import io.countersign.benchmarks.measure.Places;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What a program is started with. */
enum Variant {
    NONE("no agent") {
        @Override
        List<String> options(Path policy) {
            return Collections.emptyList();
        }
    },
    NOTHING("an agent that does nothing") {
        @Override
        List<String> options(Path policy) throws IOException {
            return Collections.singletonList("-javaagent:" + Places.doNothing());
        }
    },
    COUNTERSIGN("Countersign") {
        @Override
        List<String> options(Path policy) {
            return Collections.singletonList("-javaagent:" + Places.countersign() + "=" + policy);
        }
    },
    OPENTELEMETRY("OpenTelemetry, exporters off") {
        @Override
        List<String> options(Path policy) {
            return Arrays.asList("-javaagent:" + Places.openTelemetry(), "-Dotel.traces.exporter=none",
                    "-Dotel.metrics.exporter=none", "-Dotel.logs.exporter=none");
        }
    };

    final String words;

    Variant(String words) {
        this.words = words;
    }

    abstract List<String> options(Path policy) throws IOException;
}
