package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent comes into a JVM that runs already, and whose clients have been used. */
class AttachIT extends Fixture {
    private String caller = "UrlConnectionCaller";
    private String libraries = "none";

    @Override
    String caller() {
        return caller;
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/" + libraries + "/*";
    }

    static Stream<List<String>> clients() {
        return Stream.of(List.of("UrlConnectionCaller", "none"), List.of("JdkHttpClientCaller", "none"),
                List.of("OkHttpCaller", "okhttp-3_4"), List.of("OkHttpCaller", "okhttp-5"));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void requestsAreSignedFromThenOn(List<String> client) throws Exception {
        caller = client.get(0);
        libraries = client.get(1);
        assumeTrue(Application.JAVA >= 11 || !caller.startsWith("Jdk"), "the JDK's HttpClient came with Java 11");
        with(List.of()).call("GET " + guarded.url("/a"));
        assertUnsigned(guarded, 1);
        guarded.heads.clear();
        application.attach(policy("").toString());
        String answer = application.call("POST " + guarded.url("/a") + " <body");
        assertTrue(answer.startsWith("200"), answer + application.errors());
        assertSigned(guarded, 1);
    }

    @Test
    void aPolicyThatIsWrongLeavesARunningApplicationAsItIs() throws Exception {
        with(List.of());
        application.attach(folder.resolve("none.yaml").toString());
        assertTrue(application.errors().contains("none.yaml:1:1: is not there"), application.errors());
        assertTrue(application.errors().contains("countersign: error: nothing is signed"), application.errors());
        application.call("GET " + guarded.url("/a"));
        assertEquals(1, guarded.heads.size());
    }
}
