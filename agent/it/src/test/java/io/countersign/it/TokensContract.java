package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that are fetched while requests wait for them, and that are refused before they are over. */
abstract class TokensContract extends AnswersContract {
    TokenServer tokens;
    TokenServer otherTokens;

    @BeforeEach
    void startTokens() throws IOException {
        tokens = new TokenServer("127.0.0.1");
        otherTokens = new TokenServer("127.0.0.2");
    }

    @AfterEach
    void stopTokens() {
        tokens.close();
        otherTokens.close();
    }

    /** The options that limit a call's time, each with what the answer begins with where it waits longer. */
    abstract List<String> limits();

    /** What becomes of a call whose thread is interrupted while it waits, and of the interrupt: a pattern of the answer. */
    abstract String interrupted();

    /** The ways of making a call. */
    List<String> ways() {
        return asynchronous() ? List.of("", " +async") : List.of("");
    }

    Application withTokens() throws IOException {
        Path policy = folder.resolve("policy.yaml");
        Files.writeString(policy, "version: 1\n"
                + "credentials:\n"
                + credential("one", tokens, "Authorization, prefix: 'Bearer '")
                + credential("two", tokens, "X-Two")
                + credential("three", tokens, "X-Three")
                + credential("other", otherTokens, "Authorization, prefix: 'Bearer '")
                + "rules:\n"
                + "  - {host: 127.0.0.1, paths: [/token/three/**], credentials: [one, two, three]}\n"
                + "  - {host: 127.0.0.1, paths: [/token/**], credentials: [one]}\n"
                + "  - {host: 127.0.0.2, paths: [/token/**], credentials: [other]}\n");
        return with(List.of(Application.agent(policy)));
    }

    static String credential(String name, TokenServer server, String header) {
        return "  " + name + ": {type: oauth2, grant: client-credentials, token-url: '" + server.url("/issue")
                + "', client-id: orders, client-secret: '${env:KEY}', scope: [" + name + "], header: " + header + "}\n";
    }

    static void assertWell(String answer, Application a) throws IOException {
        assertTrue(answer.startsWith("200"), answer + a.errors());
        assertFalse(answer.contains(CANARY), answer);
    }

    @Test
    void aTokenIsFetchedOnceAndIsOnEveryRequest() throws Exception {
        Application a = withTokens();
        for (String way : ways()) {
            assertWell(a.call("GET " + tokens.url("/token/a") + way), a);
            assertWell(a.call("POST " + tokens.url("/token/b") + way + " <body"), a);
        }
        assertEquals(List.of("one"), tokens.asked);
        assertEquals(Collections.nCopies(2 * ways().size(), "one-1"), tokens.seen);
    }

    @Test
    void anAsynchronousCallComesBackWhileItsTokenIsFetched() throws Exception {
        assumeTrue(asynchronous());
        Application a = withTokens();
        tokens.hold();
        assertEquals("begun", a.call("GET " + tokens.url("/token/a") + " +async +begin=a"));
        tokens.awaitAsked(1);
        assertEquals("begun", a.call("POST " + tokens.url("/token/a") + " +async +begin=b <body"));
        assertTrue(tokens.holds());
        tokens.answer();
        assertWell(a.call("GET - +end=a"), a);
        assertWell(a.call("GET - +end=b"), a);
        assertEquals(List.of("one"), tokens.asked);
    }

    @Test
    void aRequestThatWaitsHoldsNoConnection() throws Exception {
        Application a = withTokens();
        for (String way : ways()) {
            tokens.hold();
            int asked = tokens.asked.size();
            a.call("POST " + guarded.url("/token/" + asked) + way + " +begin=a <body");
            tokens.awaitAsked(asked + 1);
            assertEquals(0, guarded.connections.get());
            tokens.answer();
            assertWell(a.call("GET - +end=a"), a);
            a.close();
            a = withTokens();
            guarded.connections.set(0);
        }
        guarded.heads.forEach(head -> assertEquals(1, Recorder.values(head, "Authorization").size(), head));
    }

    @Test
    void aCallThatIsCancelledWhileItWaitsEndsAtOnceAndCostsTheOthersNothing() throws Exception {
        assumeTrue(asynchronous());
        Application a = withTokens();
        tokens.hold();
        a.call("GET " + tokens.url("/token/a") + " +async +begin=a");
        tokens.awaitAsked(1);
        a.call("GET " + tokens.url("/token/b") + " +async +begin=b");
        a.call("GET " + tokens.url("/token/c") + " +begin=c");
        a.call("GET - +stop=a");
        String answer = a.call("GET - +end=a");
        assertTrue(answer.startsWith("! java.util.concurrent.CancellationException") || answer.equals("! java.io.IOException: Canceled"),
                answer + a.errors());
        assertTrue(tokens.holds());
        tokens.answer();
        assertWell(a.call("GET - +end=b"), a);
        assertWell(a.call("GET - +end=c"), a);
        assertEquals(List.of("one"), tokens.asked);
    }

    @Test
    void anInterruptOfWhoWaitsIsWhatItIsToThisClient() throws Exception {
        Application a = withTokens();
        tokens.hold();
        a.call("GET " + tokens.url("/token/a") + " +begin=a");
        tokens.awaitAsked(1);
        a.call("GET - +stop=a");
        boolean goesOn = interrupted().startsWith("200");
        if (goesOn) {
            tokens.answer();
        }
        String answer = a.call("GET - +end=a");
        assertTrue(answer.matches(interrupted()), answer + a.errors());
        assertEquals(!goesOn, tokens.holds());
        tokens.answer();
        assertWell(a.call("GET " + tokens.url("/token/b")), a);
        assertEquals(List.of("one"), tokens.asked);
    }

    @Test
    void aRequestsOwnTimeoutHoldsWhileItsTokenDoesNotCome() throws Exception {
        Application a = withTokens();
        tokens.hold();
        for (String limit : limits()) {
            String[] optionAndEnd = limit.split(" ", 2);
            for (String way : ways()) {
                String answer = a.call("GET " + tokens.url("/token/a") + way + " " + optionAndEnd[0]);
                assertTrue(answer.startsWith(optionAndEnd[1]), answer + a.errors());
            }
        }
        assertTrue(tokens.holds());
        assertEquals(List.of(), tokens.seen);
        tokens.answer();
        assertWell(a.call("GET " + tokens.url("/token/a")), a);
        assertEquals(List.of("one"), tokens.asked);
    }

    @Test
    void manyRequestsWhoseTokenIsRefusedCauseOneFetchAndAreEachSentAgainOnce() throws Exception {
        Application a = withTokens();
        for (String way : ways()) {
            tokens.asked.clear();
            assertWell(a.call("GET " + tokens.url("/token/a")), a);
            tokens.seen.clear();
            tokens.asked.clear();
            tokens.revokeAll(10);
            assertEquals(String.join(" ", Collections.nCopies(10, "200")),
                    a.call("GET " + tokens.url("/token/b") + " +threads=10" + way), a.errors());
            assertEquals(List.of("one"), tokens.asked, "fetched once");
            assertEquals(20, tokens.seen.size(), tokens.seen.toString());
            assertEquals(1, tokens.seen.subList(0, 10).stream().distinct().count(), tokens.seen.toString());
            assertEquals(1, tokens.seen.subList(10, 20).stream().distinct().count(), tokens.seen.toString());
            assertFalse(tokens.seen.get(0).equals(tokens.seen.get(10)), tokens.seen.toString());
        }
    }

    @Test
    void aBodyThatCanBeSentAgainIs() throws Exception {
        Application a = withTokens();
        List<String> expected = new ArrayList<>();
        for (String way : ways()) {
            assertWell(a.call("GET " + tokens.url("/token/a")), a);
            tokens.revokeAll(1);
            String answer = a.call("POST " + tokens.url("/token/b") + way + " <body");
            assertWell(answer, a);
            assertFalse(answer.replaceFirst(" log: .*", "").contains("invalid_token"), answer);
            String now = "one-" + (expected.size() / 3 + 1);
            expected.addAll(List.of(now, now, "one-" + (expected.size() / 3 + 2)));
        }
        assertEquals(expected, tokens.seen);
    }

    @Test
    void aBodyThatCannotBeSentAgainIsNotAndTheNextRequestHasAnotherToken() throws Exception {
        List<String> kinds = bodiesReadOnce();
        Application a = withTokens();
        for (String kind : kinds) {
            tokens.seen.clear();
            assertWell(a.call("GET " + tokens.url("/token/a")), a);
            tokens.revokeAll(1);
            String answer = a.call("POST " + tokens.url("/token/b") + " " + kind + "=70");
            assertTrue(answer.startsWith("401"), answer + a.errors());
            assertWell(a.call("GET " + tokens.url("/token/c")), a);
            assertEquals(3, tokens.seen.size(), tokens.seen.toString());
            assertEquals(tokens.seen.get(0), tokens.seen.get(1));
            assertFalse(tokens.seen.get(1).equals(tokens.seen.get(2)), tokens.seen.toString());
        }
        assertEquals(kinds.size() + 1, tokens.asked.size());
    }

    @Test
    void whatATokenIsNotGoodForIsAskedForOnce() throws Exception {
        Application a = withTokens();
        for (String way : ways()) {
            assertTrue(a.call("GET " + tokens.url("/token/403") + way).startsWith("403"));
            assertTrue(a.call("POST " + tokens.url("/token/scope") + way + " <body").startsWith("401"));
        }
        assertEquals(Collections.nCopies(2 * ways().size(), "one-1"), tokens.seen);
        assertEquals(List.of("one"), tokens.asked);
    }

    @Test
    void aServerThatRefusesTheNextTokenTooIsBelieved() throws Exception {
        Application a = withTokens();
        tokens.issueWorthless();
        for (String way : ways()) {
            String answer = a.call("GET " + tokens.url("/token/a") + way);
            assertTrue(answer.startsWith("401"), answer + a.errors());
        }
        assertEquals(2 * ways().size(), tokens.seen.size(), tokens.seen.toString());
        assertEquals(2 * ways().size(), tokens.asked.size());
    }

    @Test
    void aRedirectCarriesNoTokenToAStrangerAndToAnotherHostThatOnes() throws Exception {
        Application a = withTokens();
        for (String way : ways()) {
            assertWell(a.call("GET " + tokens.url("/token/302?to=" + stranger.url("/token/a")) + way), a);
            assertWell(a.call("GET " + tokens.url("/token/302?to=" + otherTokens.url("/token/a")) + way), a);
        }
        assertUnsigned(stranger, ways().size());
        stranger.heads.forEach(head -> assertEquals(List.of(), Recorder.values(head, "Authorization"), head));
        assertEquals(Collections.nCopies(2 * ways().size(), "one-1"), tokens.seen);
        assertEquals(Collections.nCopies(ways().size(), "other-1"), otherTokens.seen);
    }

    @Test
    void severalTokensOfOneRequestAreFetchedAtTheSameTime() throws Exception {
        Application a = withTokens();
        tokens.holdUntilAsked(3);
        assertWell(a.call("GET " + tokens.url("/token/three/a")), a);
        assertEquals(3, tokens.asked.size());
        assertEquals(3, tokens.asked.stream().distinct().count(), tokens.asked.toString());
    }
}
