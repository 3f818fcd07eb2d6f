package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class UrlConnectionIT extends ClientContract {
    @Override
    String caller() {
        return "UrlConnectionCaller";
    }

    @Override
    boolean asynchronous() {
        return false;
    }

    @Override
    boolean followsAcrossSchemes() {
        return false;
    }

    @Test
    void aRequestIsSignedWhereTheApplicationConnectsFirst() throws IOException {
        Application a = with("");
        for (String call : List.of("GET %s +connect", "POST %s +connect <body", "POST %s +connect +fixed=10",
                "POST %s +connect +chunked=10")) {
            String answer = a.call(String.format(call, guarded.url("/a")));
            assertTrue(answer.startsWith("200"), answer);
            assertFalse(answer.contains(CANARY), answer);
        }
        assertSigned(guarded, 4);
    }

    @Test
    void itsOwnLogShowsTheRequestAndNotTheCredential() throws IOException {
        assumeTrue(Application.JAVA >= 9, "on Java 8 the probe's log handler is told nothing, with or without the agent");
        String answer = with("").call("GET " + guarded.url("/a") + " X-Own=seen");
        String log = answer.substring(answer.indexOf(" log: "));
        assertTrue(log.contains("X-Own: seen"), log);
        assertFalse(log.contains(CANARY), log);
        assertFalse(log.contains("X-API-Key"), log);
    }
}
