package io.countersign.benchmarks.size;

import io.countersign.background.Background;
import io.countersign.log.Log;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import io.countersign.transport.AgentBackground;
import java.nio.file.Path;
import java.nio.file.Paths;

/** Reads the policy that is the argument, once, in a JVM that is fresh, and prints nanoseconds and the bytes it keeps. */
public final class LoadPolicy {
    /** Holds what was read while memory is counted. */
    private static volatile Policy policy;

    private LoadPolicy() {}

    public static void main(String[] arguments) throws PolicyException {
        Path file = Paths.get(arguments[0]);
        Log log = Log.standard();
        Secrets secrets = Secrets.standard(log);
        Background background = AgentBackground.standard(log);
        long before = used();
        long start = System.nanoTime();
        policy = PolicyReader.read(file, secrets, background);
        long nanos = System.nanoTime() - start;
        long kept = used() - before;
        System.out.println(nanos + " " + kept + " " + policy.ruleCount());
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
