package io.countersign.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Spec;
import io.countersign.background.Background;
import io.countersign.background.Call;
import io.countersign.background.DaemonThreads;
import io.countersign.background.Reply;
import io.countersign.background.TestBackground;
import io.countersign.credential.Credential;
import io.countersign.log.Log;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyFolder;
import io.countersign.policy.PolicyReader;
import io.countersign.request.Headers;
import io.countersign.request.TestRequest;
import io.countersign.secret.Secrets;
import io.countersign.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose secrets are got from elsewhere: they wait for them as they wait for tokens. */
class StoredSecretsTest {
    private static final String SECRET = "'${vault:secret/data/x#key}'";

    @TempDir
    Path folder;

    private PolicyFolder policies;
    private TestBackground elsewhere;
    private final TestRequest request = new TestRequest("GET", "https://a.example/x");

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
        elsewhere = policies.elsewhere;
        policies.environment.put("VAULT_ADDR", "https://vault.example.com");
        policies.environment.put("VAULT_TOKEN", "t");
        elsewhere.server = StoredSecretsTest::answer;
    }

    private static Reply answer(Call call) throws IOException {
        if (call.form != null) {
            return TestBackground.json(200, "{\"access_token\":\"for-" + call.form.contains("client_secret=0123456789abcdef")
                    + "\",\"token_type\":\"Bearer\",\"expires_in\":60}");
        }
        return TestBackground.json(200, "{\"data\":{\"data\":{\"key\":\"0123456789abcdef0123456789abcdef\"},\"metadata\":{}}}");
    }

    private Policy policy(String credential) throws Exception {
        return policies.policy("version: 1", "credentials:", "  c: {" + credential + "}", "rules:", "- {host: a.example, credentials: [c]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "type: api-key, value: " + SECRET,
        "type: basic, username: u, password: " + SECRET,
        "type: bearer, token: " + SECRET,
        "type: jwt, algorithm: HS256, claims: {iss: a}, key: " + SECRET,
        "type: hmac, message: '{method}', headers: {X-S: '{signature}'}, secret: " + SECRET,
        "type: aws-sigv4, region: r, service: s, access-key-id: '${literal:id}', secret-access-key: " + SECRET,
        "type: http-signature, algorithm: hmac-sha256, key-id: k, components: ['@method'], key: " + SECRET,
        "type: oauth1, consumer-key: k, consumer-secret: " + SECRET})
    void aRequestWaitsForTheSecretOfItsCredential(String credential) throws Exception {
        Engine engine = new Engine(policy(credential), elsewhere.moments);
        assertTrue(engine.waits("a.example"));
        assertEquals(0, elsewhere.waiting(), "nothing is got while the policy is read");
        assertNull(engine.sign(request));
        assertEquals(1, request.waited);
        elsewhere.work();
        assertNotNull(request.later.goOn());
        request.waited = 0;
        assertNotNull(engine.sign(request));
        assertEquals(0, request.waited, "it is there now");
    }

    @Test
    void aDigestWaitsForItsPasswordToo() throws Exception {
        Credential digest = policy("type: digest, username: u, password: " + SECRET).credential("c");
        assertTrue(digest.waits());
        assertNotNull(digest.pending(elsewhere.moments));
        elsewhere.work();
        assertNull(digest.pending(elsewhere.moments));
    }

    @Test
    void aRequestIsRefusedWithTheReasonWhenItHasWaitedForNothing() throws Exception {
        elsewhere.server = call -> TestBackground.json(403, "{}");
        Engine engine = new Engine(policy("type: api-key, value: " + SECRET), elsewhere.moments);
        request.whileWaiting = elsewhere::work;
        String message = assertThrows(IOException.class, () -> engine.sign(request)).getMessage();
        assertTrue(message.contains("credential 'c': ${vault:secret/data/x#key} is refused by Vault (403)"), message);
        assertEquals(1, request.waited);
    }

    @Test
    void aPolicyWithoutSuchSecretsWaitsForNothing() throws Exception {
        assertFalse(new Engine(policy("type: api-key, value: '${literal:v}'"), elsewhere.moments).waits());
    }

    @Test
    void aClientCertificateWaitsForItsPassword() throws Exception {
        byte[] store = Authority.root("CA").issue(Spec.client("client")).pkcs12("0123456789abcdef0123456789abcdef", "mine");
        Files.write(folder.resolve("store.p12"), store);
        Engine engine = new Engine(policies.policy("version: 1", "credentials:", "  c: {type: client-certificate, keystore: store.p12, keystore-password: "
                + SECRET + "}", "  k: {type: api-key, value: '${literal:v}'}", "rules:", "- {host: a.example, credentials: [c, k]}"), elsewhere.moments);
        engine.connects((rule, socket) -> null);
        request.whileWaiting = elsewhere::work;
        assertEquals("v", engine.sign(request).value(0));
        assertEquals(1, request.waited);
    }

    /** With threads, for the one who asks for the token waits for the secret. */
    @Test
    void aTokenIsAskedForWithASecretThatHasToComeFirst() throws Exception {
        Background background = new Background(elsewhere, new DaemonThreads(), elsewhere.moments, new Log(Log.Level.ERROR, System.err), folder);
        Secrets secrets = new Secrets(policies.environment, new Properties(), background.log, () -> 0, 1, new Stores(background, policies.environment));
        Policy policy = PolicyReader.read(policies.write("p.yaml", "version: 1", "credentials:", "  c: {type: oauth2, grant: client-credentials,"
                + " token-url: 'https://idp.example/token', client-id: orders, client-secret: " + SECRET + ", client-authentication: client_secret_post}",
                "rules:", "- {host: a.example, credentials: [c]}"), secrets, background);
        policy.credential("c").pending(elsewhere.moments).get(30, TimeUnit.SECONDS);
        assertEquals("Bearer for-true", new Engine(policy, elsewhere.moments).sign(request).value(0));
    }

    /** Before its time to live is over; the one who is refused does not wait for it. */
    @Test
    void aClientSecretThatTheServerRefusesIsGotAnew() throws Exception {
        String[] there = {"fedcba9876543210"};
        elsewhere.server = call -> call.form == null
                ? TestBackground.json(200, "{\"data\":{\"data\":{\"key\":\"" + there[0] + "\"},\"metadata\":{}}}")
                : call.form.contains("client_secret=0123456789abcdef") ? answer(call) : TestBackground.json(401, "{\"error\":\"invalid_client\"}");
        Engine engine = new Engine(policy("type: oauth2, grant: client-credentials, token-url: 'https://idp.example/token', client-id: orders,"
                + " client-authentication: client_secret_post, client-secret: " + SECRET), elsewhere.moments);
        request.whileWaiting = elsewhere::step;
        elsewhere.pass(2_000);
        policies.secrets.poll();
        elsewhere.work();
        elsewhere.pass(10_000);
        there[0] = "0123456789abcdef";
        String message = assertThrows(IOException.class, () -> engine.sign(request)).getMessage();
        assertTrue(message.contains("answers with status 401: invalid_client"), message);
        assertEquals(3, elsewhere.calls.size(), "two for the secret, one for the token");
        elsewhere.pass(100);
        assertEquals(4, elsewhere.calls.size(), "the secret");
        assertEquals("Bearer for-true", engine.sign(request).value(0));
    }

    @Test
    void bytesAreTheKeyAsTheyAreAndNoPassword() throws Exception {
        policies.environment.put("AWS_ACCESS_KEY_ID", "a");
        policies.environment.put("AWS_SECRET_ACCESS_KEY", "b");
        policies.environment.put("AWS_REGION", "r");
        byte[] key = new byte[32];
        key[0] = (byte) 0xff;
        elsewhere.server = call -> TestBackground.json(200, "{\"SecretBinary\":\"" + Base64.getEncoder().encodeToString(key) + "\"}");
        request.whileWaiting = elsewhere::work;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        Headers signed = new Engine(policy("type: hmac, message: '{method}', headers: {X-S: '{signature}'}, secret: '${aws-sm:x}'"), elsewhere.moments)
                .sign(request);
        assertEquals(Base64.getEncoder().encodeToString(mac.doFinal("GET".getBytes())), signed.value(0));
        assertEquals(1, new Engine(policy("type: jwt, algorithm: HS256, claims: {iss: a}, key: '${aws-sm:x}'"), elsewhere.moments).sign(request).size());
        for (String credential : new String[] {"type: basic, username: u, password: '${aws-sm:x}'",
            "type: hmac, secret-encoding: hex, message: '{method}', headers: {X-S: '{signature}'}, secret: '${aws-sm:x}'"}) {
            Engine engine = new Engine(policy(credential), elsewhere.moments);
            String message = assertThrows(IOException.class, () -> engine.sign(request)).getMessage();
            assertTrue(message.contains("the secret is bytes that are no text in UTF-8: a key can be made of it, and nothing else"), message);
        }
        // It has come by now, so that it is there and wrong.
        String message = assertThrows(PolicyException.class, () -> policy("type: jwt, algorithm: ES256, claims: {iss: a}, key: '${aws-sm:x}'")).getMessage();
        assertTrue(message.contains("'key' is bytes, and neither PEM nor a JWK; ECDSA on P-256"), message);
    }
}
