package io.countersign.sample.upstream;

import static io.countersign.sample.upstream.Requests.base64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasicGuardTest {
    private static final String RIGHT = base64("test:123\u00a3");

    private final Guard guard = new BasicGuard("test", "123\u00a3");

    /** The example of RFC 7617, section 2.1. */
    @Test
    void theExampleOfTheStandardIsLetThrough() {
        assertSame(Verdict.GRANTED, guard.judge(Requests.with("Authorization", "Basic dGVzdDoxMjPCow==")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "BASIC", "bAsIc"})
    void theCaseOfTheSchemeIsNoMatter(String scheme) {
        assertSame(Verdict.GRANTED, guard.judge(Requests.with("Authorization", scheme + " " + RIGHT)));
    }

    @Test
    void aPasswordMayHoldColons() {
        assertSame(Verdict.GRANTED, new BasicGuard("u", "a:b").judge(Requests.with("Authorization", "Basic " + base64("u:a:b"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"test:123", "test:123\u00a3\u00a3", "Test:123\u00a3", "test", ":", "123\u00a3:test"})
    void aWrongOneIsUnauthorized(String userPass) {
        assertUnauthorized(guard.judge(Requests.with("Authorization", "Basic " + base64(userPass))));
    }

    @Test
    void theRightOneInAnotherCharsetIsUnauthorized() {
        String latin1 = Base64.getEncoder().encodeToString("test:123\u00a3".getBytes(StandardCharsets.ISO_8859_1));
        assertUnauthorized(guard.judge(Requests.with("Authorization", "Basic " + latin1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic =", "Basic A", "Basic \u00e9", "Basic dGVz dDox", "Basic-dGVz",
        "Bearer dGVz", "@"})
    void aMalformedOneIsUnauthorized(String value) {
        assertUnauthorized(guard.judge(Requests.with("Authorization", value)));
    }

    @Test
    void noneOrTwoAreUnauthorized() {
        assertUnauthorized(guard.judge(Requests.with("Authorization")));
        assertUnauthorized(guard.judge(Requests.with("Authorization", "Basic " + RIGHT, "Basic " + RIGHT)));
        assertUnauthorized(guard.judge(Requests.with("Authorization", "Basic " + RIGHT + ", Basic " + RIGHT)));
    }

    @Test
    void aUserNameHasNoColon() {
        assertThrows(IllegalArgumentException.class, () -> new BasicGuard("a:b", "c"));
    }

    private static void assertUnauthorized(Verdict verdict) {
        assertEquals(401, verdict.status);
        assertEquals("Basic realm=\"sample\", charset=\"UTF-8\"", verdict.challenge);
    }
}
