package io.countersign.benchmarks.measure;

import io.countersign.background.Background;
import io.countersign.background.DaemonThreads;
import io.countersign.engine.Engine;
import io.countersign.engine.SystemMoments;
import io.countersign.log.Log;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import java.nio.file.Path;
import java.nio.file.Paths;

/** The engine as the agent makes it, but for its calls: tokens are there at once. */
public final class Engines {
    private Engines() {}

    public static Engine of(Path policy) throws PolicyException {
        Log log = Log.standard();
        Background background = new Background(new TokenAtOnce(), new DaemonThreads(), new SystemMoments(), log,
                Paths.get(System.getProperty("user.home")));
        return new Engine(PolicyReader.read(policy, Secrets.standard(log), background), background.moments);
    }
}
