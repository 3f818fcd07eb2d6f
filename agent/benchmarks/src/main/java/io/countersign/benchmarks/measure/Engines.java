package io.countersign.benchmarks.measure;

import io.countersign.engine.Engine;
import io.countersign.engine.SystemMoments;
import io.countersign.log.Log;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import java.nio.file.Path;

/** The engine as the agent makes it. */
public final class Engines {
    private Engines() {}

    public static Engine of(Path policy) throws PolicyException {
        return new Engine(PolicyReader.read(policy, Secrets.standard(Log.standard())), new SystemMoments());
    }
}
