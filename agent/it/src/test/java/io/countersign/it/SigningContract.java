package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put on a request, and which requests are refused. */
abstract class SigningContract extends Fixture {
    /** HttpURLConnection has no such requests. */
    boolean asynchronous() {
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "POST <body", "PUT <body"})
    void aRequestGetsItsCredentialOnceAndTheApplicationDoesNotSeeIt(String request) throws IOException {
        String[] words = request.split(" ");
        String answer = with("").call(words[0] + " " + guarded.url("/a") + (words.length > 1 ? " " + words[1] : ""));
        assertTrue(answer.startsWith("200"), answer + application.errors());
        assertEquals(Collections.singletonList(CANARY), key(guarded, 0), application.errors());
        assertFalse(answer.contains(CANARY), answer);
    }

    @Test
    void eachCredentialTypeIsPutOnAsItsStandardSays() throws IOException {
        Application a = with("");
        a.call("GET " + guarded.url("/basic/x"));
        a.call("GET " + guarded.url("/bearer/x"));
        a.call("GET " + guarded.url("/both/x"));
        String basic = Base64.getEncoder().encodeToString("batch:pass".getBytes(StandardCharsets.UTF_8));
        assertEquals(Collections.singletonList("Basic " + basic), Recorder.values(guarded.heads.get(0), "Authorization"));
        assertEquals(Collections.singletonList("Bearer token-1"), Recorder.values(guarded.heads.get(1), "Authorization"));
        assertEquals(Collections.singletonList("Bearer token-1"), Recorder.values(guarded.heads.get(2), "Authorization"));
        assertEquals(Collections.singletonList(CANARY), key(guarded, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectCarriesNoCredentialToAHostWithoutARule(int status) throws IOException {
        with("").call("GET " + guarded.url("/" + status + "?to=" + stranger.url("/b")));
        assertEquals(Collections.singletonList(CANARY), key(guarded, 0));
        for (String head : stranger.heads) {
            assertFalse(head.contains(CANARY), head);
        }
    }

    @Test
    void aRedirectGetsTheCredentialOfWhereItGoesAndTheFirstAgainOnTheWayBack() throws IOException {
        with("").call("GET " + guarded.url("/302?to=" + other.url("/302?to=" + guarded.url("/c"))));
        assertEquals(2, guarded.heads.size());
        assertEquals(Collections.singletonList(CANARY), key(guarded, 0));
        assertEquals(Collections.singletonList(CANARY), key(guarded, 1));
        assertEquals(Collections.emptyList(), key(other, 0));
        assertTrue(Recorder.values(other.heads.get(0), "Authorization").get(0).startsWith("Basic "));
        assertEquals(Collections.emptyList(), Recorder.values(guarded.heads.get(1), "Authorization"));
    }

    @Test
    void whatTheApplicationSetItselfIsKept() throws IOException {
        with("").call("GET " + guarded.url("/a") + " x-api-KEY=own");
        assertEquals(Collections.singletonList("own"), key(guarded, 0));
    }

    @Test
    void whatTheApplicationSetItselfIsReplacedAndGoesOnWhereNoRuleIs() throws IOException {
        with("defaults: {existing: replace}\n").call("GET " + guarded.url("/302?to=" + stranger.url("/b")) + " x-api-KEY=own");
        assertEquals(Collections.singletonList(CANARY), key(guarded, 0));
        for (String head : stranger.heads) {
            assertEquals(Collections.singletonList("own"), Recorder.values(head, "X-API-Key"));
        }
    }

    @Test
    void whatTheApplicationSetItselfIsRefused() throws IOException {
        String answer = with("defaults: {existing: refuse}\n").call("GET " + guarded.url("/a") + " x-api-KEY=own");
        assertRefused(answer, "existing: refuse");
        assertEquals(0, guarded.heads.size());
    }

    @Test
    void aValueWithControlCharactersIsRefusedAndNothingIsSent() throws IOException {
        Application a = with("");
        for (String call : List.of("GET %s", "POST %s <body", "POST %s +fixed=70000", "POST %s +chunked=70000")) {
            assertRefused(a.call(String.format(call, guarded.url("/broken/x"))), "credential 'broken'");
        }
        assertEquals(0, guarded.heads.size());
    }

    @Test
    void aValueThatCannotBeHadIsSentUnsignedWhereThePolicySaysSo() throws IOException {
        with("defaults: {on-failure: send-unsigned}\n").call("GET " + guarded.url("/broken/x"));
        assertEquals(Collections.emptyList(), key(guarded, 0));
        assertFalse(guarded.heads.get(0).contains("X-Injected"));
    }

    @Test
    void observingChangesNothing() throws IOException {
        with("defaults: {mode: observe}\n").call("GET " + guarded.url("/a"));
        assertEquals(Collections.emptyList(), key(guarded, 0));
    }

    @Test
    void whatTheApplicationSetTwiceIsKeptReplacedOrRefusedAsOne() throws IOException {
        String call = "GET " + guarded.url("/a") + " X-API-Key=one x-api-key=two X-Other=1";
        try (Application a = with("")) {
            a.call(call);
            assertTrue(a.end().contains("credential left out: its header was set already 1"), a.errors());
        }
        try (Application a = with("defaults: {existing: replace}\n")) {
            a.call(call);
            assertTrue(a.end().contains("signed 1; header replaced that was set already 1"), a.errors());
        }
        try (Application a = with("defaults: {existing: refuse}\n")) {
            assertRefused(a.call(call), "existing: refuse");
            assertTrue(a.end().contains("refused: header set already 1"), a.errors());
        }
        assertEquals(2, guarded.heads.size());
        // HttpURLConnection sends the last one first, OkHttp and the JDK's client in order; it is the client's affair.
        assertEquals(Set.of("one", "two"), Set.copyOf(key(guarded, 0)));
        assertEquals(2, key(guarded, 0).size());
        assertSigned(guarded.heads.get(1));
        assertEquals(List.of("1"), Recorder.values(guarded.heads.get(1), "X-Other"));
    }

    @Test
    void anAsynchronousRequestIsSignedAndItsRefusalComesWhereItsFailuresDo() throws IOException {
        assumeTrue(asynchronous(), "the client knows no asynchronous requests");
        Application a = with("");
        String answer = a.call("POST " + guarded.url("/302?to=" + stranger.url("/b")) + " +async <body");
        assertTrue(answer.startsWith("200"), answer);
        assertFalse(answer.contains(CANARY), answer);
        assertRefused(a.call("POST " + guarded.url("/broken/x") + " +async <body"), "credential 'broken'");
        assertSigned(guarded, 1);
        assertUnsigned(stranger, 1);
    }

    @Test
    void aSecretThatChangesInItsFileIsUsedSoonAndOneThatVanishesStaysInUse() throws IOException {
        Path token = folder.resolve("token");
        Application a = with("");
        awaitToken(a, "token-1");
        Files.writeString(token, "token-2");
        awaitToken(a, "token-2");
        Files.delete(token);
        awaitWord(a, "stays in use");
        awaitToken(a, "token-2");
        Files.writeString(token, "token-3");
        awaitToken(a, "token-3");
    }

    @Test
    void aSecretThatKubernetesSwapsIsUsedSoon() throws IOException {
        for (int i = 1; i <= 2; i++) {
            Files.createDirectory(folder.resolve("..2026_" + i));
            Files.writeString(folder.resolve("..2026_" + i + "/token"), "token-" + i);
        }
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_1"));
        Files.createSymbolicLink(folder.resolve("token"), Path.of("..data/token"));
        Application a = with("");
        awaitToken(a, "token-1");
        Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_2"));
        Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        awaitToken(a, "token-2");
    }

    /** Asks until the token is used; far longer than it should take, for a machine that is busy. */
    private void awaitToken(Application a, String token) throws IOException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        do {
            a.call("GET " + guarded.url("/bearer/x"));
            String last = guarded.heads.get(guarded.heads.size() - 1);
            if (Recorder.values(last, "Authorization").equals(List.of("Bearer " + token))) {
                return;
            }
        } while (System.nanoTime() < deadline);
        fail(token + " is not used: " + a.errors());
    }

    private static void awaitWord(Application a, String word) throws IOException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!a.errors().contains(word)) {
            assertTrue(System.nanoTime() < deadline, a.errors());
            Thread.onSpinWait();
        }
    }
}
