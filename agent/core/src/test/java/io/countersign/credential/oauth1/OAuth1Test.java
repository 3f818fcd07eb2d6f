package io.countersign.credential.oauth1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.engine.Engine;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.Answer;
import io.countersign.request.BodySigning;
import io.countersign.request.FixedMoments;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The type's fields, what is wrong with them, and what is sent. */
class OAuth1Test {
    private static final String KEY = "consumer-key: k";
    private static final String SECRET = "consumer-secret: '${literal:s}'";

    @TempDir
    Path folder;

    private final FixedMoments moments = new FixedMoments(1_700_000_000_999L);
    private PolicyFolder policies;

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
    }

    private Engine engine(String... fields) throws Exception {
        return new Engine(policies.policy("version: 1", "credentials:", "  c:", "    type: oauth1", "    " + String.join("\n    ", fields),
                "rules: [{host: '*', credentials: [c]}]"), moments);
    }

    private static String sent(Engine engine, TestRequest request) throws IOException {
        return engine.sign(request).value(0);
    }

    private static TestRequest get() {
        return new TestRequest("GET", "https://a.example/");
    }

    @Test
    void theHeaderHasTheProtocolsParametersAndTheRealm() throws Exception {
        assertEquals("OAuth realm=\"a \\\"b\\\\\", oauth_consumer_key=\"k%20%26\", oauth_token=\"t%3D\", oauth_signature_method=\"HMAC-SHA1\","
                + " oauth_timestamp=\"1700000000\", oauth_nonce=\"01010101010101010101010101010101\", oauth_version=\"1.0\", oauth_signature=\"?\"",
                sent(engine("consumer-key: k &", SECRET, "token: t=", "realm: 'a \"b\\'"), get()).replaceFirst("(signature=\")[^\"]+", "$1?"));
        String alone = sent(engine(KEY, SECRET, "signature-method: HMAC-SHA256"), get());
        assertTrue(alone.startsWith("OAuth oauth_consumer_key=\"k\", oauth_signature_method=\"HMAC-SHA256\", oauth_timestamp="), alone);
    }

    @Test
    void eachRequestHasANonceOfItsOwn() throws Exception {
        Engine engine = engine(KEY, SECRET);
        assertNotEquals(sent(engine, get()).split("oauth_nonce")[1], sent(engine, get()).split("oauth_nonce")[1]);
    }

    @Test
    void onlyAFormIsReadAndCovered() throws Exception {
        TestRequest unread = new TestRequest("POST", "https://a.example/") {
            @Override
            public boolean readBody(BodySigning signing) {
                throw new AssertionError("read");
            }
        };
        sent(engine(KEY, SECRET), unread.with("Content-Type", "application/json").body("{}"));
        TestRequest large = new TestRequest("POST", "https://a.example/").with("Content-Type", "application/x-www-form-urlencoded");
        String message = assertThrows(IOException.class,
                () -> engine(KEY, SECRET).sign(large.body(new byte[(1 << 20) + 1]))).getMessage();
        assertTrue(message.contains("a form of more than 1 MiB"), message);
    }

    @Test
    void secretsThatCannotBeUsedAreFailuresThatDoNotShowThem() throws Exception {
        String[][] secrets = {{"", "s", "consumer0 is empty"}, {"s", "", "token1 is empty"},
            {"canary\u0007", "s", "the consumer secret holds a control character (at place 7)"},
            {"s", "c\ncanary", "the token secret holds a control character (at place 2)"}};
        for (int i = 0; i < secrets.length; i++) {
            String[] each = secrets[i];
            policies.write("consumer" + i, each[0]);
            policies.write("token" + i, each[1]);
            Engine engine = engine(KEY, "consumer-secret: '${file:consumer" + i + "}'", "token: t", "token-secret: '${file:token" + i + "}'");
            String message = assertThrows(IOException.class, () -> sent(engine, get())).getMessage();
            assertTrue(message.contains("credential 'c': ") && message.endsWith(each[2]), message);
            assertFalse(message.contains("canary"), message);
        }
    }

    @Test
    void secretsThatChangeSignAtOnceAndHaveARefusedRequestSentAgain() throws Exception {
        policies.write("one", "first");
        policies.write("two", "first");
        Engine engine = engine(KEY, "consumer-secret: '${file:one}'", "token: t", "token-secret: '${file:two}'");
        Answer refused = new Answer() {
            @Override
            public int status() {
                return 401;
            }

            @Override
            public List<String> header(String name) {
                return Collections.emptyList();
            }
        };
        assertFalse(engine.answered(get(), refused, false));
        String first = signature(engine);
        assertEquals(first, signature(engine));
        policies.write("two", "another");
        assertTrue(engine.answered(get(), refused, false));
        String second = signature(engine);
        assertNotEquals(first, second);
        policies.write("one", "another");
        policies.secrets.poll();
        assertNotEquals(second, signature(engine));
    }

    /** With the same nonce each time. */
    private String signature(Engine engine) throws IOException {
        moments.restart();
        return sent(engine, get()).split("oauth_signature=")[1];
    }

    private void says(String expected, String... fields) {
        String mistake = assertThrows(PolicyException.class, () -> engine(fields)).mistakes().get(0);
        assertEquals(expected, mistake.substring(mistake.indexOf(": ") + 2));
    }

    @Test
    void fieldsThatDoNotGoTogetherAreMistakes() throws Exception {
        policies.write("key", "not a key");
        says("credential 'c' of type oauth1 has no 'consumer-secret' and no 'key'", KEY);
        says("'key' stands beside 'consumer-secret'; RSA-SHA1 takes the one, HMAC the other", KEY, SECRET, "key: '${file:key}'");
        says("'signature-method' is RSA-SHA1, which takes 'key', not 'consumer-secret'", KEY, SECRET, "signature-method: RSA-SHA1");
        says("'signature-method' is HMAC-SHA1, which takes 'consumer-secret', not 'key'", KEY, "key: '${file:key}'", "signature-method: HMAC-SHA1");
        says("'token-secret' has no use in RSA-SHA1 (RFC 5849, section 3.4.3)", KEY, "key: '${file:key}'", "token: t", "token-secret: '${literal:t}'");
        says("'token-secret' stands without the 'token' that it belongs to", KEY, SECRET, "token-secret: '${literal:t}'");
        says("'key' is neither PEM nor a JWK; RSASSA-PKCS1-v1_5 with SHA-1 needs an RSA private key", KEY, "key: '${file:key}'");
        says("'consumer-key' is empty, which no consumer key is", "consumer-key: ''", SECRET);
        says("'token' is empty, which no token is", KEY, SECRET, "token: ''");
        says("'realm' has a character (at place 2) that is not visible ASCII, which a header cannot carry", KEY, SECRET, "realm: a\u00e4");
        says("'signature-method' is 'HMAC-SHA-1'; did you mean 'HMAC-SHA1'?", KEY, SECRET,
                "signature-method: HMAC-SHA-1");
    }
}
