package io.countersign.transport;

import io.countersign.background.Background;
import io.countersign.background.DaemonThreads;
import io.countersign.engine.SystemMoments;
import io.countersign.log.Log;
import java.nio.file.Paths;

/** What the agent works with outside of tests. */
public final class AgentBackground {
    private AgentBackground() {}

    /** With calls, threads and time of this JVM. None of it is begun before it is used. */
    public static Background standard(Log log) {
        return new Background(new OkHttpTransport(System.getenv(), System.getProperties()), new DaemonThreads(), new SystemMoments(), log,
                Paths.get(System.getProperty("user.home")));
    }
}
