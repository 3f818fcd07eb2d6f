package io.countersign.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.Outcome;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.Headers;
import io.countersign.request.FixedMoments;
import io.countersign.request.OutgoingRequest;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which request gets what, and which is refused: the guards that every client goes through. */
class EngineTest {
    private static final String CANARY = "canary-51d0";

    @TempDir
    Path folder;

    private PolicyFolder policies;
    private Engine engine;

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
        policies.environment.put("KEY", CANARY);
        policies.environment.put("EVIL", CANARY + "\r\nX-Injected: 1");
    }

    private void policy(String... rules) throws Exception {
        engine = new Engine(policies.policy("version: 1", "credentials:",
                "  k: {type: api-key, value: '${env:KEY}'}",
                "  t: {type: bearer, token: '${env:KEY}'}",
                "  evil: {type: api-key, value: '${env:EVIL}'}",
                "  none: {type: api-key, value: '${env:NONE}'}",
                "  sig: {type: hmac, secret: '${env:NONE}', message: '{body}', headers: {X-S: '{signature}'}}",
                "  o: {type: oauth2, grant: client-credentials, token-url: https://idp.example/token, client-id: c, client-secret: '${env:KEY}'}",
                "rules:", String.join("\n", rules)), new FixedMoments(0));
    }

    private Headers get(String uri, String... carried) throws IOException {
        return engine.sign(new Request("GET", uri, false, carried));
    }

    private String refusal(OutgoingRequest request) {
        String message = assertThrows(IOException.class, () -> engine.sign(request)).getMessage();
        assertFalse(message.contains(CANARY), message);
        return message.replace(folder.toString() + "/", "");
    }

    private void counted(Outcome... outcomes) {
        for (Outcome outcome : Outcome.values()) {
            assertEquals(Arrays.asList(outcomes).contains(outcome) ? 1 : 0, engine.outcomes().of(outcome), outcome.name());
        }
    }

    @Test
    void aRequestWithARuleGetsItsHeaders() throws Exception {
        policy("- {host: a.example, credentials: [k, t]}");
        Headers headers = get("https://a.example/x");
        assertEquals("[X-API-Key, Authorization]", headers.toString());
        assertEquals(CANARY, headers.value(0));
        assertEquals("Bearer " + CANARY, headers.value(1));
        counted(Outcome.SIGNED);
    }

    @Test
    void aRequestWithoutARuleGetsNothingAndIsNotCounted() throws Exception {
        policy("- {host: a.example, ports: 443, methods: GET, paths: /x, credentials: [k]}");
        assertNull(get("https://b.example/x"));
        assertNull(get("https://a.example:444/x"));
        assertNull(get("https://a.example/y"));
        assertNull(engine.sign(new Request("POST", "https://a.example/x", false)));
        counted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://A.EXAMPLE/x", "https://a.example./x", "https://a.example:443/x", "https://user@a.example/x",
        "https://a.example/y/../x", "https://a.example/%78", "https://a.example//x", "https://a.example/x;v=1"})
    void aRuleIsFoundHoweverTheUrlIsWritten(String url) throws Exception {
        policy("- {host: a.example, ports: 443, paths: /x, credentials: [k]}");
        assertEquals(1, get(url).size());
    }

    @Test
    void theSameHeadersAreHandedOutUntilTheSecretChanges() throws Exception {
        policy("- {host: a.example, credentials: [k]}");
        assertSame(get("https://a.example"), get("https://a.example/other"));
    }

    @Test
    void aHostThatIsKnownAndLeftAloneIsLeftAlone() throws Exception {
        policy("- {host: a.example, credentials: []}");
        assertNull(get("http://a.example/"));
        counted(Outcome.LEFT_ALONE);
    }

    @Test
    void whatCannotBeAHostHasNoRule() throws Exception {
        policy("- {host: '*', credentials: [k]}");
        Request request = new Request("GET", "https://a.example/", false);
        for (String host : new String[] {"", ".", "[::1", "1:2", null}) {
            request.host = host;
            assertNull(engine.sign(request), host);
        }
    }

    @Test
    void credentialsDoNotGoOverPlainHttp() throws Exception {
        policy("- {host: a.example, credentials: [k]}");
        assertEquals("countersign: GET to http://a.example:80 refused by rule a.example (p.yaml:10): credentials do not go over plain http;"
                + " use https, or set 'plain-http: allow' on the rule", refusal(new Request("GET", "http://a.example/x", false)));
        counted(Outcome.REFUSED_PLAIN_HTTP);
    }

    /** Of another JDK or OkHttp than any that is known, say; the host's rules are known by then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestIsRefusedWhoseRuleCannotBeFound(boolean heard) throws Exception {
        policy("- {host: a.example, paths: /x, credentials: [k]}");
        if (heard) {
            engine.outcomes().listen(EnumSet.of(Outcome.REFUSED_FAILED), event -> { });
        }
        TestRequest broken = new TestRequest("GET", "https://a.example/x") {
            @Override
            public String method() {
                throw new IllegalStateException(CANARY);
            }
        };
        String message = refusal(broken);
        assertTrue(message.startsWith("countersign: request of test refused by rule a.example (p.yaml:10): the agent failed on it"
                + " (java.lang.IllegalStateException at "), message);
        engine.prepare(broken);
        counted(Outcome.REFUSED_FAILED);
        assertNull(engine.sign(new TestRequest("GET", "https://b.example/x") {
            @Override
            public String method() {
                throw new IllegalStateException(CANARY);
            }
        }));
    }

    @Test
    void aRequestWhoseRuleCannotBeFoundGoesWhereAllRulesObserve() throws Exception {
        policy("- {host: a.example, mode: observe, credentials: [k]}");
        assertNull(engine.sign(new TestRequest("GET", "https://a.example/x") {
            @Override
            public String rawPath() {
                throw new NoClassDefFoundError(CANARY);
            }
        }));
        counted(Outcome.OBSERVED_REFUSAL);
    }

    @ParameterizedTest
    @CsvSource({"localhost,true", "a.localhost,true", "LOCALHOST.,true", "127.0.0.1,true", "127.8.8.8,true", "[::1],true",
        "0.0.0.0,false", "localhost.example,false", "127.0.0.1.example,false", "10.0.0.1,false", "[::2],false"})
    void loopbackIsSafeUnlessAProxyStandsBetween(String host, boolean safe) throws Exception {
        policy("- {host: '*', credentials: [k]}");
        Request direct = new Request("GET", "http://" + host + "/", false);
        if (safe) {
            assertEquals(1, engine.sign(direct).size());
        } else {
            assertTrue(refusal(direct).contains("plain http"));
        }
        assertTrue(refusal(new Request("GET", "http://" + host + "/", true)).contains("plain http"));
    }

    @Test
    void plainHttpIsAllowedWhereTheRuleSaysSo() throws Exception {
        policy("- {host: a.example, plain-http: allow, credentials: [k]}");
        assertEquals(1, get("http://a.example/").size());
    }

    @Test
    void whatTheApplicationHasSetIsKeptReplacedOrRefused() throws Exception {
        policy("- {host: keep, credentials: [k, t]}", "- {host: replace, existing: replace, credentials: [k]}",
                "- {host: refuse, existing: refuse, credentials: [k]}");
        assertEquals("[Authorization]", get("https://keep/", "x-api-KEY").toString());
        assertNull(get("https://keep/", "X-API-Key", "AUTHORIZATION"));
        assertEquals("[X-API-Key]", get("https://replace/", "x-api-key").toString());
        assertEquals("countersign: GET to https://refuse:443 refused by rule refuse (p.yaml:12), credential 'k': the application has set"
                + " header X-API-Key itself, and the rule says 'existing: refuse'", refusal(new Request("GET", "https://refuse/", false, "x-API-key")));
        assertEquals(3, engine.outcomes().of(Outcome.KEPT_EXISTING));
        assertEquals(1, engine.outcomes().of(Outcome.REPLACED_EXISTING));
        assertEquals(1, engine.outcomes().of(Outcome.REFUSED_EXISTING));
        assertEquals("signed 2; credential left out: its header was set already 3; header replaced that was set already 1;"
                + " refused: header set already 1", engine.outcomes().toString());
    }

    @Test
    void aCredentialThatCannotBeHadRefusesTheRequest() throws Exception {
        policy("- {host: a.example, credentials: [t, none]}");
        assertEquals("countersign: GET to https://a.example:443 refused by rule a.example (p.yaml:10), credential 'none': ${env:NONE}:"
                + " environment variable NONE is not set", refusal(new Request("GET", "https://a.example/", false)));
        counted(Outcome.REFUSED_UNAVAILABLE);
    }

    @Test
    void orItIsSentWithoutAnyOfItsCredentials() throws Exception {
        policy("- {host: a.example, on-failure: send-unsigned, credentials: [t, none]}");
        assertNull(get("https://a.example/"));
        counted(Outcome.SENT_UNSIGNED);
    }

    @Test
    void aValueWithControlCharactersIsNeverPutOn() throws Exception {
        policy("- {host: a.example, credentials: [evil]}");
        String refusal = refusal(new Request("GET", "https://a.example/", false));
        assertTrue(refusal.endsWith("credential 'evil': the value for header X-API-Key holds a control character (U+000D at place 12),"
                + " which a header cannot carry"), refusal);
    }

    @Test
    void observingChangesNothingAndRefusesNothing() throws Exception {
        policy("- {host: a.example, mode: observe, existing: refuse, paths: ['/**'], credentials: [t, none]}");
        assertNull(get("http://a.example/", "Authorization"));
        assertNull(get("http://a.example/..%2fx"));
        assertEquals(2, engine.outcomes().of(Outcome.OBSERVED_REFUSAL));
    }

    @Test
    void observingSaysWhatIsMissingForASignatureTooAndWhatWouldBeLeftOut() throws Exception {
        policy("- {host: a.example, mode: observe, credentials: [sig]}", "- {host: b.example, mode: observe, credentials: [k]}");
        List<String> said = new ArrayList<>();
        engine.outcomes().listen(EnumSet.allOf(Outcome.class), event -> said.add(event.outcome + " " + event.why));
        assertNull(get("https://a.example/"));
        assertNull(get("https://b.example/", "X-API-Key"));
        assertNull(get("https://b.example/"));
        assertEquals("[OBSERVED_REFUSAL credential 'sig': ${env:NONE}: environment variable NONE is not set,"
                + " OBSERVED credential 'k' would be left out: the application has set header X-API-Key itself, OBSERVED null]", said.toString());
    }

    @Test
    void whoListensDoesNotDecideWhatBecomesOfARequest() throws Exception {
        policy("- {host: a.example, credentials: [k]}", "- {host: b.example, credentials: [none]}");
        engine.outcomes().listen(EnumSet.allOf(Outcome.class), event -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        engine.show(request -> {
            throw new StackOverflowError();
        });
        assertEquals("[X-API-Key]", get("https://a.example/").toString());
        assertTrue(refusal(new Request("GET", "https://b.example/", false)).contains("credential 'none'"));
    }

    @Test
    void aPathThatHidesIsToldOnceThoughItIsAskedForTwice() throws Exception {
        policy("- {host: a.example, paths: [/x/**], credentials: [k]}", "- {host: b.example, credentials: [o]}");
        engine.prepare(new Request("GET", "https://a.example/x/..%2fadmin", false));
        refusal(new Request("GET", "https://a.example/x/..%2fadmin", false));
        assertEquals(1, engine.outcomes().of(Outcome.REFUSED_HIDDEN_PATH));
    }

    @Test
    void aPathThatHidesIsRefusedWherePathsMatter() throws Exception {
        policy("- {host: a.example, paths: [/x/**], credentials: [k]}", "- {host: b.example, credentials: [k]}");
        for (String path : new String[] {"/x/..%2fadmin", "/%252e/x", "/x%5cy", "/%c0%ae"}) {
            assertTrue(refusal(new Request("GET", "https://a.example" + path, false)).contains("its path hides"), path);
            assertEquals(1, get("https://b.example" + path).size());
        }
        assertNull(get("https://a.example/a%2fb"));
    }

    @Test
    void aFailureOfTheAgentItselfRefusesARequestThatARuleIsForAndNoOther() throws Exception {
        policy("- {host: a.example, credentials: [k]}");
        Request request = new Request("GET", "https://a.example/", false) {
            @Override
            public boolean carries(String header) {
                throw new IllegalStateException("header value " + CANARY);
            }
        };
        String refusal = refusal(request);
        assertTrue(refusal.contains("by rule a.example (p.yaml:10): the agent failed on it (java.lang.IllegalStateException at "), refusal);
        counted(Outcome.REFUSED_FAILED);
        request.host = "b.example";
        assertNull(engine.sign(request));
    }

    /** As a client hands it over. */
    private static class Request extends TestRequest {
        String host;

        Request(String method, String uri, boolean viaProxy, String... carried) {
            super(method, uri);
            this.host = super.host();
            this.viaProxy = viaProxy;
            for (String name : carried) {
                with(name, "the application's");
            }
        }

        @Override
        public String host() {
            return host;
        }
    }
}
