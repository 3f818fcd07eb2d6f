package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application settles for its whole JVM, and nobody before it: the log manager, and how URLs are opened. */
class SettledIT {
    @TempDir
    Path folder;

    @Test
    void theApplicationsLogManagerAndUrlFactoryAreTheJvms() throws Exception {
        List<String> options = new ArrayList<>(List.of("-Djava.util.logging.manager=io.countersign.it.probe.OwnLogManager", "-Dcountersign.log=debug"));
        if (Application.JAVA >= 9) {
            options.addAll(List.of("--add-exports=java.base/sun.net.www.protocol.http=ALL-UNNAMED",
                    "--add-exports=java.base/sun.net.www.protocol.https=ALL-UNNAMED"));
        }
        try (Upstreams upstreams = new Upstreams(); Application application = new Application("SettledCaller", "", folder.resolve("errors"),
                Map.of("KEY", Fixture.CANARY), List.of(Application.agent(upstreams.policy(folder))), options.toArray(new String[0]))) {
            for (String url : List.of(upstreams.url("/mutual/a"), upstreams.url("/token/a"), upstreams.url("/a"),
                    upstreams.url("/b").replace("http:", "own:"), upstreams.url("/signed/a"))) {
                String answer = application.call("POST " + url + " <body");
                assertTrue(answer.startsWith("200 ") && answer.endsWith(" io.countersign.it.probe.OwnLogManager"), answer + application.errors());
            }
            Fixture.assertSigned(upstreams.guarded, 3);
            assertEquals("CN=deployed", upstreams.mutual.seen.get(0).subject());
            assertEquals(List.of("one-1"), upstreams.tokens.seen);
        }
    }
}
