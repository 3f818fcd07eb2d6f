package io.countersign.benchmarks.program;

import java.lang.instrument.Instrumentation;

/** What any agent costs: the JVM's own part of loading one. */
public final class DoNothingAgent {
    private DoNothingAgent() {}

    public static void premain(String argument, Instrumentation instrumentation) {
        // Nothing.
    }
}
