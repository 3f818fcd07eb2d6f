package io.countersign.benchmarks.measure;

import io.countersign.background.Background;
import io.countersign.engine.Engine;
import io.countersign.log.Log;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import io.countersign.transport.AgentBackground;
import java.nio.file.Path;

/** The engine as the agent makes it. */
public final class Engines {
    private Engines() {}

    public static Engine of(Path policy) throws PolicyException {
        Log log = Log.standard();
        Background background = AgentBackground.standard(log);
        return new Engine(PolicyReader.read(policy, Secrets.standard(log), background), background.moments);
    }
}
