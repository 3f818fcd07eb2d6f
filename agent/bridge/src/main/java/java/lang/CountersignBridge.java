package java.lang;

import java.io.IOException;

/**
 * The one class of the agent that woven code calls. It is defined into {@code java.lang} by the boot loader, because
 * every class loader there is delegates that package (OSGi, JBoss Modules and Payara filter others), and nothing has to
 * be appended to the boot path, which would switch class data sharing off. It names JDK types alone.
 */
public abstract class CountersignBridge {
    /** Null until the agent is ready. Set once. */
    private static volatile CountersignBridge agent;

    protected CountersignBridge() {}

    /** Called by woven code at the joinpoint with this number. */
    public static Object at(int joinpoint, Object self, Object argument) throws IOException {
        CountersignBridge a = agent;
        return a == null ? argument : a.handle(joinpoint, self, argument);
    }

    /** The agent's side of {@link #at}. */
    protected abstract Object handle(int joinpoint, Object self, Object argument) throws IOException;

    /** @return false if another agent is there already */
    protected static synchronized boolean install(CountersignBridge newAgent) {
        if (agent != null) {
            return false;
        }
        agent = newAgent;
        return true;
    }
}
