package io.countersign.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A kind of server to which applications are deployed: where it is, how it is started, and how an application is taken from it. */
interface Deployment {
    /** With its version, for the words of a test. */
    String name();

    boolean isThere();

    /** The feature versions of Java that it runs on: the first and the last. */
    int[] javas();

    /** What it says once its applications are there. */
    String ready();

    /**
     * Lays out its files with {@code one}, which has OkHttp 3.14, and {@code two}, which has OkHttp 5.
     *
     * @param jvm options for its JVM, by no option of the server's own
     * @return the program and its arguments
     */
    List<String> command(Path folder, int port, List<String> jvm, Map<String, String> environment) throws IOException;

    /** Has an application send something. @return as {@link io.countersign.it.probe.deployed.Outbound#send}; null if it is not there */
    String send(ServerProcess server, String application, String client, String url, String body) throws IOException;

    void undeploy(ServerProcess server, Path folder, String application) throws IOException;

    static String java() {
        return Application.JAVA_HOME + "/bin/java";
    }
}
