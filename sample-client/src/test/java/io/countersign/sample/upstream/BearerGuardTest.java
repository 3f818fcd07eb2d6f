package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statuses and error codes as RFC 6750, section 3.1, gives them. */
class BearerGuardTest {
    /** The example of RFC 6750, section 2.1. */
    private static final String TOKEN = "mF_9.B5f-4.1JqM";

    private final Guard guard = guardFor("read");

    private static Guard guardFor(String scope) {
        return new BearerGuard(TOKEN, Collections.singleton("read"), scope);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer   "})
    void theTokenIsLetThroughWhateverTheCaseOfTheScheme(String scheme) {
        assertSame(Verdict.GRANTED, guard.judge(Requests.with("Authorization", scheme + TOKEN)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer mF_9", "Bearer mF_9.B5f-4.1JqM=", "Bearer mf_9.b5f-4.1jqm", "Bearer", "Bearer a b",
        "Bearer mF_9.B5f-4.1JqM, Bearer x", "Bearer \u00e9"})
    void aWrongOrMalformedOneIsUnauthorized(String value) {
        assertVerdict(401, "Bearer realm=\"sample\", error=\"invalid_token\"",
                guard.judge(Requests.with("Authorization", value)));
    }

    @Test
    void noneIsUnauthorizedWithoutAnErrorCode() {
        assertVerdict(401, "Bearer realm=\"sample\"", guard.judge(Requests.with("Authorization")));
        assertVerdict(401, "Bearer realm=\"sample\"", guard.judge(Requests.with("Authorization", "Basic " + TOKEN)));
        assertVerdict(401, "Bearer realm=\"sample\"", guard.judge(Requests.with("X-API-Key", TOKEN)));
    }

    @Test
    void twoAreABadRequest() {
        assertVerdict(400, "Bearer realm=\"sample\", error=\"invalid_request\"",
                guard.judge(Requests.with("Authorization", "Bearer " + TOKEN, "Bearer " + TOKEN)));
    }

    @Test
    void aGoodOneWithoutTheScopeIsForbidden() {
        assertVerdict(403, "Bearer realm=\"sample\", error=\"insufficient_scope\", scope=\"approve\"",
                guardFor("approve").judge(Requests.with("Authorization", "Bearer " + TOKEN)));
    }

    @Test
    void aWrongOneIsNotToldWhichScopeIsMissing() {
        assertVerdict(401, "Bearer realm=\"sample\", error=\"invalid_token\"",
                guardFor("approve").judge(Requests.with("Authorization", "Bearer wrong")));
    }

    private static void assertVerdict(int status, String challenge, Verdict verdict) {
        assertEquals(status, verdict.status);
        assertEquals(challenge, verdict.challenge);
    }
}
