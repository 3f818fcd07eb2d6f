package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent must not change: bytes, exceptions, connections, memory, threads. */
abstract class UnchangedContract extends HopsContract {
    @Test
    void aHostWithoutARuleGetsTheSameBytesAndTheSameAnswersAsWithoutTheAgent() throws IOException {
        List<String> answers = new ArrayList<>();
        try (Application signed = with(""); Application plain = without()) {
            for (Application a : List.of(signed, plain)) {
                for (String call : List.of("GET %s X-Own=1 x-own=2", "HEAD %s", "DELETE %s", "POST %s <body",
                        "PUT %s +fixed=70000", "POST %s +chunked=70000")) {
                    answers.add(lasting(a.call(String.format(call, stranger.url("/a")))));
                }
            }
        }
        assertEquals(12, stranger.heads.size());
        assertEquals(stranger.heads.subList(6, 12), stranger.heads.subList(0, 6));
        assertEquals(answers.subList(6, 12), answers.subList(0, 6));
        assertEquals(2, stranger.connections.get(), "one connection for each application");
    }

    @Test
    void failuresAreTheSameAsWithoutTheAgent() throws IOException {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0)) {
            nobody = closed.getLocalPort();
        }
        try (Application signed = with(""); Application plain = without()) {
            for (String call : List.of("GET http://127.0.0.3:" + nobody + "/a", "GET http://127.0.0.1:" + nobody + "/a",
                    "GET http://nowhere.invalid/a", "GET " + stranger.url("/silent") + " +timeout=300",
                    "GET " + guarded.url("/silent") + " +timeout=300", "POST " + stranger.url("/hangup") + " <body",
                    "POST " + guarded.url("/hangup") + " <body")) {
                String answer = signed.call(call);
                assertTrue(answer.startsWith("! "), answer);
                assertEquals(lasting(plain.call(call)), lasting(answer), call);
            }
            assertTrue(signed.call("GET " + guarded.url("/a")).startsWith("200"));
            assertSigned(guarded.heads.get(guarded.heads.size() - 1));
            assertTrue(signed.call("GET " + stranger.url("/a")).startsWith("200"));
            assertFalse(stranger.heads.toString().contains(CANARY), stranger.heads.toString());
        }
    }

    /** Without what differs between two runs: ports, identities, a log; and 3.4 has two words for one time-out. */
    private static String lasting(String answer) {
        return answer.replaceAll("from /[0-9.]+ \\(port [0-9]+\\)|@[0-9a-f]+| log: .*", "").replace("Read timed out", "timeout");
    }

    @Test
    void connectionsAreUsedAgainForSignedRequests() throws IOException {
        Application a = with("");
        for (int i = 0; i < 3; i++) {
            a.call("GET " + guarded.url("/a"));
            a.call("POST " + guarded.url("/a") + " <body");
        }
        assertSigned(guarded, 6);
        assertEquals(1, guarded.connections.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"+fixed", "+chunked"})
    void aLargeBodyIsStreamed(String how) throws IOException {
        Application a = with("", "-Xmx32m");
        for (Recorder server : List.of(guarded, stranger)) {
            String answer = a.call("POST " + server.url("/a") + " " + how + "=104857600");
            assertTrue(answer.startsWith("200"), answer);
        }
        assertSigned(guarded, 1);
        assertUnsigned(stranger, 1);
    }

    @Test
    void aRequestOfAVirtualThreadIsSigned() throws IOException {
        assumeTrue(Application.JAVA >= 21, "virtual threads came with Java 21");
        Application a = with("");
        String answer = a.call("GET " + guarded.url("/302?to=" + stranger.url("/a")) + " +virtual");
        assertTrue(answer.startsWith("200"), answer);
        assertFalse(answer.contains(CANARY), answer);
        assertRefused(a.call("GET " + guarded.url("/broken/x") + " +virtual"), "credential 'broken'");
        assertSigned(guarded, 1);
        assertUnsigned(stranger, 1);
    }

    @Test
    void aSecondCountersignIsIgnoredWithAWord() throws IOException {
        String agent = Application.agent(policy(""));
        String answer = with(List.of(agent, agent)).call("GET " + guarded.url("/a"));
        assertTrue(answer.startsWith("200"), answer);
        assertSigned(guarded, 1);
        assertTrue(application.errors().contains("a second Countersign agent is ignored"), application.errors());
    }
}
