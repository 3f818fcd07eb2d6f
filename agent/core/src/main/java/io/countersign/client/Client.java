package io.countersign.client;

import io.countersign.engine.Engine;

/**
 * A kind of HTTP client that the agent signs for: where it is woven, and what happens there. Its joinpoints are
 * data, so that nothing of the client is loaded before the first of its classes is.
 */
public interface Client {
    /** As the log and {@code status} name it: {@code HttpURLConnection}. */
    String name();

    Joinpoint[] joinpoints();

    /** {@code module/package} that the agent must be able to reach into, on Java 9 and later. */
    String[] opens();

    /** A class of its joinpoints does not have all of them, or could not be woven. */
    default void unknown(String className) {}

    /** A class of its joinpoints has been woven with all of them, be it at another try. */
    default void known(String className) {}

    /** One handler for each of {@link #joinpoints()}, at its index. Called once, when the first class is woven. */
    Handler[] handlers(Engine engine);
}
