package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyGuardTest {
    private final Guard guard = new ApiKeyGuard("k-1");

    @Test
    void theKeyIsLetThroughWhateverTheCaseOfItsHeader() {
        assertSame(Verdict.GRANTED, guard.judge(Requests.with("X-API-Key", "k-1")));
        assertSame(Verdict.GRANTED, guard.judge(Requests.with("x-api-key", "k-1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k-2", "K-1", "k-", "k-11", "", "Bearer k-1", "k-1, k-1"})
    void anythingElseIsUnauthorized(String value) {
        assertUnauthorized(guard.judge(Requests.with("X-API-Key", value)));
    }

    @Test
    void noKeyIsUnauthorized() {
        assertUnauthorized(guard.judge(Requests.with("X-API-Key")));
        assertUnauthorized(guard.judge(Requests.with("Authorization", "k-1")));
    }

    @Test
    void twoKeysAreUnauthorizedThoughOneBeRight() {
        assertUnauthorized(guard.judge(Requests.with("X-API-Key", "k-1", "k-2")));
        assertUnauthorized(guard.judge(Requests.with("X-API-Key", "k-1", "k-1")));
    }

    private static void assertUnauthorized(Verdict verdict) {
        assertEquals(401, verdict.status);
        assertEquals("ApiKey realm=\"sample\", header=\"X-API-Key\"", verdict.challenge);
    }
}
