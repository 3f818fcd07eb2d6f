package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Beside the OpenTelemetry agent, which weaves the same clients. Each run takes seconds: its start is not a small one. */
class TwoAgentsIT extends Fixture {
    private String caller;
    private String libraries;

    @Override
    String caller() {
        return caller;
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/" + libraries + "/*";
    }

    static Stream<List<Object>> clientsInBothOrders() {
        return Stream.of(List.of("UrlConnectionCaller", "none"), List.of("JdkHttpClientCaller", "none"),
                List.of("OkHttpCaller", "okhttp-3_14"), List.of("OkHttpCaller", "okhttp-5"))
                .flatMap(c -> Stream.of(List.of(c.get(0), c.get(1), true), List.of(c.get(0), c.get(1), false)));
    }

    @ParameterizedTest
    @MethodSource("clientsInBothOrders")
    void aRequestIsSignedOnceAndTraced(List<Object> client) throws IOException {
        caller = (String) client.get(0);
        libraries = (String) client.get(1);
        assumeTrue(Application.JAVA >= 11 || !caller.startsWith("Jdk"), "the JDK's HttpClient came with Java 11");
        String ours = Application.agent(policy(""));
        String theirs = "-javaagent:" + System.getProperty("countersign.it.libraries")
                + "/opentelemetry/opentelemetry-javaagent.jar";
        Application a = with((Boolean) client.get(2) ? List.of(ours, theirs) : List.of(theirs, ours),
                "-Dotel.traces.exporter=none",
                "-Dotel.metrics.exporter=none", "-Dotel.logs.exporter=none", "-Dotel.javaagent.logging=none");
        for (String call : List.of("GET %s", "POST %s <body")) {
            String answer = a.call(String.format(call, guarded.url("/302?to=" + stranger.url("/b"))));
            assertTrue(answer.startsWith("200"), answer + a.errors());
            assertFalse(answer.contains(CANARY), answer);
        }
        assertSigned(guarded, 2);
        assertUnsigned(stranger, 2);
        assertFalse(Recorder.values(stranger.heads.get(0), "traceparent").isEmpty(),
                "OpenTelemetry is not at work: " + stranger.heads);
        assertRefused(a.call("GET " + guarded.url("/broken/x")), "credential 'broken'");
    }
}
