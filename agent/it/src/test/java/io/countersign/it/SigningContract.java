package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put on a request, and which requests are refused. */
abstract class SigningContract extends Fixture {
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

    @Test
    void aHostWithoutARuleGetsTheSameBytesAsWithoutTheAgent() throws IOException {
        with("").call("POST " + stranger.url("/a") + " X-Own=1 <body");
        try (Application plain = without()) {
            plain.call("POST " + stranger.url("/a") + " X-Own=1 <body");
        }
        assertEquals(stranger.heads.get(1), stranger.heads.get(0));
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
        assertRefused(with("").call("GET " + guarded.url("/broken/x")), "credential 'broken'");
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
}
