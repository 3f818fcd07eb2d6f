package io.countersign.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.Outcome;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.ApplicationFailure;
import io.countersign.request.BodySigning;
import io.countersign.request.FixedMoments;
import io.countersign.request.Headers;
import io.countersign.request.OutgoingRequest;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several credentials on one request, and when its body is read for them. */
class SigningTest {
    private static final String SECRET = "canary-77a1";

    @TempDir
    Path folder;

    private PolicyFolder policies;
    private Engine engine;

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
        policies.environment.put("SECRET", SECRET);
    }

    private void policy(String rule) throws Exception {
        engine = new Engine(policies.policy("version: 1", "credentials:",
                "  key: {type: api-key, value: '${literal:k1}'}",
                "  plain: {type: hmac, secret: '${env:SECRET}', message: '{method} {header:X-API-Key}', headers: {X-Plain: '{signature}'}}",
                "  digest: {type: hmac, secret: '${env:SECRET}', message: '{header:X-API-Key} {header:X-Plain} {body-sha256}',"
                        + " headers: {X-Digest: '{signature:hex}'}}",
                "  body: {type: hmac, secret: '${env:SECRET}', message: '{header:X-API-Key}|{body}|{header:X-Digest}', headers: {X-Body: '{signature}'}}",
                "  lost: {type: hmac, secret: '${env:LOST}', message: '{body}', headers: {X-Lost: '{signature}'}}",
                "rules:", "- {host: a.example, " + rule + "}"), new FixedMoments(0));
    }

    private static byte[] mac(String message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(String message) throws Exception {
        return Base64.getEncoder().encodeToString(mac(message));
    }

    private static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte b : bytes) {
            hex.append(String.format("%02x", b));
        }
        return hex.toString();
    }

    private static String value(Headers headers, String name) {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equals(name)) {
                return headers.value(i);
            }
        }
        return null;
    }

    @Test
    void signaturesCoverTheTokensAndTheSignaturesBeforeThemWhateverTheRulesOrder() throws Exception {
        policy("credentials: [plain, digest, body, key]");
        Headers headers = engine.sign(new TestRequest("POST", "https://a.example/x").body("b\u00f6dy"));
        assertEquals("[X-API-Key, X-Plain, X-Digest, X-Body]", headers.toString());
        assertEquals("k1", headers.value(0));
        String plain = base64("POST k1");
        assertEquals(plain, headers.value(1));
        String sha = hex(MessageDigest.getInstance("SHA-256").digest("b\u00f6dy".getBytes(StandardCharsets.UTF_8)));
        String digest = hex(mac("k1 " + plain + " " + sha));
        assertEquals(digest, headers.value(2));
        assertEquals(base64("k1|b\u00f6dy|" + digest), headers.value(3));
        assertEquals(1, engine.outcomes().of(Outcome.SIGNED));
    }

    /** Identity and integrity on one request. */
    @Test
    void anHmacCoversTheTokenThatWasMintedForTheRequest() throws Exception {
        engine = new Engine(policies.policy("version: 1", "credentials:",
                "  partner: {type: hmac, secret: '${env:SECRET}', message: '{header:Authorization}|{body}', headers: {X-Signature: '{signature}'}}",
                "  identity: {type: jwt, algorithm: HS256, key: '${literal:0123456789abcdef0123456789abcdef}', claims: {iss: orders}}",
                "rules: [{host: a.example, credentials: [partner, identity]}]"), new FixedMoments(0));
        Headers headers = engine.sign(new TestRequest("POST", "https://a.example/x").body("body"));
        assertEquals("[Authorization, X-Signature]", headers.toString());
        assertTrue(headers.value(0).startsWith("Bearer ey"), headers.toString());
        assertEquals(base64(headers.value(0) + "|body"), headers.value(1));
    }

    @Test
    void aBodyThatNoSignatureNeedsIsNotRead() throws Exception {
        policy("credentials: [plain, key]");
        Headers headers = engine.sign(new TestRequest("POST", "https://a.example/x") {
            @Override
            public boolean readBody(BodySigning signing) {
                throw new AssertionError("read");
            }
        }.body("body"));
        assertEquals(2, headers.size());
    }

    @Test
    void aRequestWithoutABodyHasTheHashOfNothing() throws Exception {
        policy("credentials: [digest, body]");
        Headers headers = engine.sign(new TestRequest("GET", "https://a.example/x"));
        String digest = hex(mac("  " + hex(MessageDigest.getInstance("SHA-256").digest())));
        assertEquals(digest, value(headers, "X-Digest"));
        assertEquals(base64("||" + digest), value(headers, "X-Body"));
    }

    @Test
    void aSigningCanBeEndedLater() throws Exception {
        policy("credentials: [digest, key]");
        BodySigning[] waiting = new BodySigning[1];
        engine.sign(new TestRequest("POST", "https://a.example/x") {
            @Override
            public boolean readBody(BodySigning signing) {
                waiting[0] = signing;
                return false;
            }
        }.body("ignored"));
        assertEquals(0, engine.outcomes().of(Outcome.SIGNED));
        assertEquals(64L << 20, waiting[0].limit());
        waiting[0].update("-late-".getBytes(StandardCharsets.US_ASCII), 1, 4);
        Headers headers = waiting[0].end();
        assertEquals(hex(mac("k1  " + hex(MessageDigest.getInstance("SHA-256").digest("late".getBytes(StandardCharsets.US_ASCII))))),
                value(headers, "X-Digest"));
        assertEquals(1, engine.outcomes().of(Outcome.SIGNED));
    }

    @Test
    void allOrNothingHoldsForSignaturesToo() throws Exception {
        policy("on-failure: send-unsigned, credentials: [key, digest, lost]");
        assertNull(engine.sign(new TestRequest("POST", "https://a.example/x").body("body")));
        assertNull(engine.sign(new TestRequest("GET", "https://a.example/x")));
        policy("credentials: [key, digest, lost]");
        for (OutgoingRequest request : new OutgoingRequest[] {new TestRequest("POST", "https://a.example/x").body("body"),
            new TestRequest("GET", "https://a.example/x")}) {
            String message = assertThrows(IOException.class, () -> engine.sign(request)).getMessage();
            assertTrue(message.contains("credential 'lost'") && message.contains("LOST") && !message.contains(SECRET), message);
        }
        assertEquals(2, engine.outcomes().of(Outcome.REFUSED_UNAVAILABLE));
    }

    @Test
    void aSignatureWhoseHeaderIsSetIsLeftOutReplacedOrRefused() throws Exception {
        policy("credentials: [digest, body, key]");
        TestRequest request = new TestRequest("POST", "https://a.example/x").body("body").with("x-body", "own").with("X-API-KEY", "mine");
        Headers headers = engine.sign(request);
        assertEquals("[X-Digest]", headers.toString());
        assertEquals(hex(mac("mine  " + hex(MessageDigest.getInstance("SHA-256").digest("body".getBytes(StandardCharsets.US_ASCII))))),
                headers.value(0));
        assertEquals(2, engine.outcomes().of(Outcome.KEPT_EXISTING));
        policy("existing: replace, credentials: [digest, body, key]");
        headers = engine.sign(request);
        assertEquals(base64("k1|body|" + value(headers, "X-Digest")), value(headers, "X-Body"));
        policy("existing: refuse, credentials: [body]");
        assertThrows(IOException.class, () -> engine.sign(request));
    }

    @Test
    void whatTheApplicationsBodyThrowsIsItsOwn() throws Exception {
        policy("credentials: [digest]");
        IllegalStateException own = new IllegalStateException("own");
        IOException broken = new IOException("broken");
        assertSame(own, assertThrows(ApplicationFailure.class, () -> engine.sign(throwing(new ApplicationFailure(own)))).getCause());
        assertSame(broken, assertThrows(IOException.class, () -> engine.sign(throwing(broken))));
        String message = assertThrows(IOException.class, () -> engine.sign(throwing(own))).getMessage();
        assertTrue(message.contains("the agent failed on it") && !message.contains("own"), message);
    }

    private static OutgoingRequest throwing(Exception failure) {
        return new TestRequest("POST", "https://a.example/x") {
            @Override
            public boolean readBody(BodySigning signing) throws IOException {
                if (failure instanceof IOException) {
                    throw (IOException) failure;
                }
                throw (RuntimeException) failure;
            }
        }.body("body");
    }

    @Test
    void aRefusalForTheBodyNamesTheRule() throws Exception {
        policy("max-body: 1KB, credentials: [digest]");
        IOException refusal = assertThrows(IOException.class, () -> engine.sign(new TestRequest("POST", "https://a.example/x") {
            @Override
            public boolean readBody(BodySigning signing) throws IOException {
                assertEquals(1024, signing.limit());
                throw signing.refusal("too long");
            }
        }.body("body")));
        assertTrue(refusal.getMessage().contains("refused by rule a.example (") && refusal.getMessage().endsWith(": too long"), refusal.getMessage());
        assertFalse(refusal.getMessage().contains(SECRET));
    }
}
