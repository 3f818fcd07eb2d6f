package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The agent before an authorization server that we did not write, and a resource that takes its tokens. What these take and
 * refuse by themselves, without the agent, comes first: they are judges, and must be able to say no.
 */
abstract class AuthorizationServerContract extends Fixture {
    static final String USER = "alice";
    static final String PASSWORD = "alice's password";
    static final Map<String, String> ALICE = Map.of("login", USER, "username", USER, "password", PASSWORD,
            "accept", "Yes");
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

    @TempDir
    static Path shared;
    static Keys keys;
    static OidcProvider resource;
    private String caller = "UrlConnectionCaller";
    private String libraries = "none";

    abstract String issuer();

    abstract String tokenEndpoint();

    abstract String authorizationEndpoint();

    abstract String deviceEndpoint();

    /** What the server says of a client that is not who it says it is. */
    abstract String unknownClient();

    /** The nonce that it asks for in a proof, null where it asks for none. */
    String nonce(HttpResponse<String> answer) {
        return answer.headers().firstValue("DPoP-Nonce").orElse(null);
    }

    Map<String, Object> token(Map<String, String> form, String... headers) throws IOException {
        return Plain.json(Plain.post(tokenEndpoint(), form, headers));
    }

    /** Asks by the client's credentials. */
    private Map<String, Object> ask(Map<String, String> authentication, String... headers) throws IOException {
        Map<String, String> form = new HashMap<>(Map.of("grant_type", "client_credentials", "scope", "api:read"));
        form.putAll(authentication);
        return token(form, headers);
    }

    static void assertAnswers(int status, String scope, Map<String, Object> token) throws IOException {
        HttpResponse<String> answer = Plain.get(resource.guarded(scope), "Authorization", "Bearer " + token.get("access_token"));
        assertEquals(status, answer.statusCode(), answer.body() + token.keySet() + token.get("error_description"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_secret_basic", "client_secret_post", "client_secret_jwt", "RS256", "ES256"})
    void whoeverAuthenticatesGetsATokenThatTheResourceTakes(String authentication) throws Exception {
        Map<String, Object> token = switch (authentication) {
            case "client_secret_basic" -> ask(Map.of(), "Authorization", Plain.basic("basic client:1", OidcProvider.SECRET));
            case "client_secret_post" -> ask(Map.of("client_id", "post", "client_secret", OidcProvider.SECRET));
            case "client_secret_jwt" -> ask(HandMade.assertion("secret-jwt", issuer(), OidcProvider.SECRET));
            default -> ask(HandMade.assertion("private-key-jwt", issuer(), authentication.equals("RS256") ? keys.rs256 : keys.es256));
        };
        assertEquals("Bearer", token.get("token_type"), token.toString());
        assertAnswers(200, "api:read", token);
        assertAnswers(403, "api:write", token);
    }

    @Test
    void whoeverDoesNotIsRefused() throws Exception {
        String wrong = OidcProvider.SECRET.replace('0', '1');
        for (Map<String, Object> answer : List.of(ask(Map.of(), "Authorization", Plain.basic("basic client:1", wrong)),
                ask(Map.of("client_id", "post", "client_secret", wrong)), ask(HandMade.assertion("secret-jwt", issuer(), wrong)),
                ask(HandMade.assertion("private-key-jwt", issuer(), new Keys().es256)))) {
            assertTrue(answer.get("error").toString().matches(unknownClient()), answer.toString());
        }
    }

    @Test
    void aTokenThatIsChangedOrMissingIsRefusedByTheResource() throws Exception {
        Map<String, Object> token = ask(Map.of("client_id", "post", "client_secret", OidcProvider.SECRET));
        assertAnswers(200, "api:read", token);
        assertAnswers(401, "api:read", Map.of("access_token", token.get("access_token") + "x"));
        assertEquals(401, Plain.get(resource.guarded("api:read")).statusCode());
    }

    @Test
    void aBoundTokenGoesWithAProofOfItsKeyAndTheNonceThatWasAskedFor() throws Exception {
        String url = resource.guarded("api:read");
        String basic = Plain.basic("dpop", OidcProvider.SECRET);
        Map<String, String> form = Map.of("grant_type", "client_credentials", "scope", "api:read");
        HttpResponse<String> first = Plain.post(tokenEndpoint(), form, "Authorization", basic, "DPoP",
                HandMade.proof(keys.es256, "POST", tokenEndpoint(), null, null));
        String nonce = nonce(first);
        String token = (String) Plain.json(nonce == null ? first : Plain.post(tokenEndpoint(), form, "Authorization", basic, "DPoP",
                HandMade.proof(keys.es256, "POST", tokenEndpoint(), null, nonce))).get("access_token");
        HttpResponse<String> challenge = get(url, token, HandMade.proof(keys.es256, "GET", url, token, null));
        assertEquals(401, challenge.statusCode());
        assertTrue(challenge.headers().firstValue("WWW-Authenticate").orElse("").contains("use_dpop_nonce"), challenge.body());
        String good = HandMade.proof(keys.es256, "GET", url, token, nonce(challenge));
        HttpResponse<String> answer = get(url, token, good);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(401, get(url, token, good).statusCode(), "a proof twice");
        String next = nonce(answer);
        assertNotEquals(nonce(challenge), next);
        assertEquals(401, get(url, token, HandMade.proof(keys.es256, "POST", url, token, next)).statusCode(), "for another method");
        assertEquals(401, get(url, token, HandMade.proof(keys.es256, "GET", url + "/", token, next)).statusCode(), "for another URL");
        assertEquals(401, get(url, token, HandMade.proof(keys.es256, "GET", url, token + "x", next)).statusCode(), "for another token");
        assertEquals(401, get(url, token, HandMade.proof(keys.rs256, "GET", url, token, next)).statusCode(), "by another key");
        assertAnswers(401, "api:read", Map.of("access_token", token));
        assertEquals(200, get(url, token, HandMade.proof(keys.es256, "GET", url, token, next)).statusCode());
    }

    private static HttpResponse<String> get(String url, String token, String proof) throws IOException {
        return Plain.get(url, "Authorization", "DPoP " + token, "DPoP", proof);
    }

    /** Of a person who has logged in. */
    Map<String, Object> login(String client) throws IOException {
        try (CodeFlow flow = new CodeFlow(client)) {
            new Visitor(ALICE).visit(flow.url(authorizationEndpoint(), Map.of("scope", "openid offline_access api:read",
                    "prompt", "consent")));
            assertEquals(issuer(), flow.redirect().get("iss"), flow.redirect().toString());
            return flow.redeem(tokenEndpoint());
        }
    }

    private Map<String, Object> refresh(Map<String, Object> token) throws IOException {
        return token(Map.of("grant_type", "refresh_token", "client_id", "people", "refresh_token", token.get("refresh_token").toString()));
    }

    @Test
    void aRefreshTokenThatIsUsedTwiceCostsTheWholeFamily() throws Exception {
        Map<String, Object> first = login("people");
        assertAnswers(200, "api:read", first);
        Map<String, Object> second = refresh(first);
        assertAnswers(200, "api:read", second);
        assertNotEquals(first.get("refresh_token"), second.get("refresh_token"));
        assertEquals("invalid_grant", refresh(first).get("error"));
        assertEquals("invalid_grant", refresh(second).get("error"));
    }

    @Test
    void aDeviceGetsItsTokenOnceAPersonHasAgreed() throws Exception {
        assertEquals("authorization_pending", poll(device()).get("error"), "nobody has agreed");
        // Another, which has not been asked for yet: who asks twice within a second is told to slow down.
        Map<String, Object> device = device();
        String page = new Visitor(ALICE).visit((String) device.get("verification_uri_complete"));
        Map<String, Object> token = poll(device);
        assertTrue(token.containsKey("refresh_token"), page + token.get("error"));
        assertAnswers(200, "api:read", token);
    }

    private Map<String, Object> device() throws IOException {
        return Plain.json(Plain.post(deviceEndpoint(), Map.of("client_id", "device", "scope", "openid offline_access api:read",
                "prompt", "consent")));
    }

    private Map<String, Object> poll(Map<String, Object> device) throws IOException {
        return token(Map.of("grant_type", DEVICE, "client_id", "device", "device_code", device.get("device_code").toString()));
    }

    @Test
    void aBriefTokenLivesTwoSeconds() throws Exception {
        Map<String, Object> token = ask(Map.of(), "Authorization", Plain.basic("brief", OidcProvider.SECRET));
        assertEquals(2L, token.get("expires_in"));
        assertAnswers(200, "api:read", token);
    }

    // The agent.

    @Override
    String caller() {
        return caller;
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/" + libraries + "/*";
    }

    /**
     * An application that is signed for at {@code /guarded/SCOPE/NAME}, each by the credential of that name.
     *
     * @param credentials the fields of each, but for those that all have
     */
    Application application(Map<String, String> credentials) throws IOException {
        for (JWK key : keys.all()) {
            Files.writeString(folder.resolve(key.getKeyID()), key.toJSONString());
        }
        Files.writeString(folder.resolve("secret"), OidcProvider.SECRET);
        Files.writeString(folder.resolve("wrong"), OidcProvider.SECRET.replace('0', '1'));
        StringBuilder policy = new StringBuilder("version: 1\ncredentials:\n");
        StringBuilder rules = new StringBuilder("rules:\n");
        credentials.forEach((name, fields) -> {
            policy.append("  ").append(name).append(": {").append(fields.startsWith("type:") ? fields : "type: oauth2, " + fields).append("}\n");
            rules.append("  - {host: 127.0.0.1, ports: [").append(resource.guardedPort).append("], paths: [/guarded/*/").append(name)
                    .append(name.equals("identity") ? ", /identity" : "").append("], credentials: [").append(name).append("]}\n");
        });
        return with(List.of(Application.agent(Files.writeString(folder.resolve("policy.yaml"), policy.toString() + rules))));
    }

    /** The fields of a client that asks for itself. */
    String asks(String client, String more) {
        return "grant: client-credentials, issuer: '" + issuer() + "', client-id: '" + client + "', scope: [api:read], " + more;
    }

    private Map<String, String> everyClient(String secret, String keys) {
        Map<String, String> clients = new LinkedHashMap<>();
        clients.put("basic", asks("basic client:1", "client-secret: '${file:" + secret + "}'"));
        clients.put("post", asks("post", "client-secret: '${file:" + secret + "}', client-authentication: client_secret_post"));
        clients.put("secret-jwt", asks("secret-jwt", "client-secret: '${file:" + secret + "}', client-authentication: client_secret_jwt"));
        for (String algorithm : List.of("RS256", "ES256", "EdDSA")) {
            clients.put(algorithm, asks("private-key-jwt", "key: '${file:" + keys + algorithm + "}'"));
        }
        clients.put("endpoint", asks("private-key-jwt", "key: '${file:" + keys + "ES256}', assertion-audience: token-endpoint"));
        clients.put("token-url", asks("private-key-jwt", "key: '${file:" + keys + "RS256}'")
                .replace("issuer: '" + issuer(), "token-url: '" + tokenEndpoint()));
        return clients;
    }

    static void assertAnswers(String status, String call, Application a) throws IOException {
        String answer = a.call(call);
        assertTrue(answer.startsWith(status + " "), call + ": " + answer + a.errors());
        assertFalse(answer.contains(CANARY), answer);
    }

    private static String guarded(String scope, String name) {
        return "GET " + resource.guarded(scope) + "/" + name;
    }

    @Test
    void whoeverTheClientSaysItIsTheTokenIsTaken() throws Exception {
        Map<String, String> clients = everyClient("secret", "");
        Application a = application(clients);
        for (String name : clients.keySet()) {
            assertAnswers("200", guarded("api:read", name), a);
            assertAnswers("403", guarded("api:write", name), a);
            assertAnswers("200", guarded("api:read", name), a);
        }
    }

    @Test
    void aClientThatIsNotWhoItSaysItIsIsToldWhereAndWhy() throws Exception {
        for (JWK key : new Keys().all()) {
            Files.writeString(folder.resolve("wrong-" + key.getKeyID()), key.toJSONString());
        }
        Map<String, String> clients = everyClient("wrong", "wrong-");
        Application a = application(clients);
        for (String name : clients.keySet()) {
            String answer = a.call(guarded("api:read", name));
            assertRefused(answer, tokenEndpoint());
            assertTrue(answer.matches(".* (" + unknownClient() + ") .*"), answer);
            assertTrue(answer.contains("'" + name + "'"), answer);
        }
    }

    @Test
    void aSecretThatIsMendedIsUsed() throws Exception {
        Files.writeString(folder.resolve("current"), OidcProvider.SECRET.replace('0', '1'));
        Application a = application(Map.of("basic", asks("basic client:1", "client-secret: '${file:current}'")));
        assertRefused(a.call(guarded("api:read", "basic")), tokenEndpoint());
        Files.writeString(folder.resolve("current"), OidcProvider.SECRET);
        String answer = a.call(guarded("api:read", "basic"));
        // It may be a second until the file is looked at, and there is a pause after a failure.
        for (long end = System.nanoTime() + 20_000_000_000L; !answer.startsWith("200 ") && System.nanoTime() < end; ) {
            answer = a.call(guarded("api:read", "basic"));
        }
        assertTrue(answer.startsWith("200 "), answer);
    }

    static Stream<List<String>> clients() {
        return Stream.of(List.of("UrlConnectionCaller", "none"), List.of("JdkHttpClientCaller", "none"), List.of("OkHttpCaller", "okhttp-4"));
    }

    void by(List<String> client) {
        caller = client.get(0);
        libraries = client.get(1);
        assumeTrue(Application.JAVA >= 11 || !caller.startsWith("Jdk"), "the JDK's HttpClient came with Java 11");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aTokenThatIsBoundToAKeyGoesWithItsProofAndTheNoncesThatAreAskedFor(List<String> client) throws Exception {
        by(client);
        Application a = application(Map.of("ES256", asks("dpop", "client-secret: '${file:secret}', dpop: ES256"),
                "EdDSA", asks("dpop", "client-secret: '${file:secret}', dpop: EdDSA")));
        for (String name : List.of("ES256", "EdDSA")) {
            resource.stats();
            assertAnswers("200", guarded("api:read", name) + "?a=b%20c", a);
            assertAnswers("200", guarded("api:read", name).replace("GET", "POST") + " Content-Type=text/plain <body", a);
            assertAnswers("200", guarded("api:read", name), a);
            assertAnswers("403", guarded("api:write", name), a);
            resource.forgetNonces();
            assertAnswers("200", guarded("api:read", name), a);
            List<String> said = resource.stats().resource();
            // The first time, and after they were forgotten.
            assertEquals(2, said.stream().filter(answer -> answer.startsWith("use_dpop_nonce")).count(), said.toString());
            assertEquals(4, said.stream().filter("accepted"::equals).count(), said.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aTokenThatTheResourceTakesNoMoreIsReplacedByAnother(List<String> client) throws Exception {
        by(client);
        Application a = application(Map.of("basic", asks("basic client:1", "client-secret: '${file:secret}'")));
        assertAnswers("200", guarded("api:read", "basic"), a);
        resource.revoke();
        resource.stats();
        assertAnswers("200", guarded("api:read", "basic"), a);
        assertEquals(List.of("invalid_token: revoked", "accepted"), resource.stats().resource());
    }

    @ParameterizedTest
    @ValueSource(strings = {"brief", "brief-dpop"})
    void tokensOfTwoSecondsAreThereForEightThreads(String client) throws Exception {
        caller = "LoadCaller";
        Application a = application(Map.of("brief", asks(client, "client-secret: '${file:secret}'" + (client.equals("brief") ? "" : ", dpop: ES256"))));
        resource.stats();
        String outcomes = a.call(guarded("api:read", "brief") + " +workers=8 +millis=6000");
        assertTrue(outcomes.matches("\\{200=\\d+}"), outcomes + a.errors());
        underLoad(resource.stats(), 6_000 / 750 + 1);
    }

    /** What the servers say to that: none of the tokens was over. @param tokens the most that could be asked for */
    void underLoad(OidcProvider.Stats stats, int tokens) {
        assertTrue(stats.resource().stream().allMatch(answer -> answer.matches("accepted|use_dpop_nonce.*")),
                stats.resource().stream().distinct().toList().toString());
    }

    private String refreshes(String client) {
        return "grant: refresh-token, issuer: '" + issuer() + "', client-id: " + client
                + ", refresh-token: '${file:refresh-token}', store: store";
    }

    @Test
    void aRefreshTokenThatRotatesIsUsedOnByTheNextJvmAndLostWithItsFamily() throws Exception {
        String first = login("people").get("refresh_token").toString();
        Files.writeString(folder.resolve("refresh-token"), first);
        for (int jvm = 0; jvm < 2; jvm++) {
            try (Application a = application(Map.of("people", refreshes("people")))) {
                assertAnswers("200", guarded("api:read", "people"), a);
                assertFalse(a.errors().contains(first), "a secret in what the agent printed");
            }
        }
        // Somebody else uses the first one: its server takes it for stolen, with all that came of it.
        assertEquals("invalid_grant", refresh(Map.of("refresh_token", first)).get("error"));
        Application a = application(Map.of("people", refreshes("people")));
        String answer = a.call(guarded("api:read", "people"));
        assertRefused(answer, "revoked");
        assertRefused(answer, "invalid_grant");
        assertFalse(answer.contains(first), "a secret in a message");
    }

    @Test
    void twoJvmsShareARefreshTokenThatRotatesEveryTwoSeconds() throws Exception {
        caller = "LoadCaller";
        Files.writeString(folder.resolve("refresh-token"), login("brief-people").get("refresh_token").toString());
        resource.stats();
        try (Application one = application(Map.of("people", refreshes("brief-people")))) {
            Application other = application(Map.of("people", refreshes("brief-people")));
            
            String load = guarded("api:read", "people") + " +workers=2 +millis=6000";
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return one.call(load);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            String second = other.call(load);
            assertTrue(first.get().matches("\\{200=\\d+}"), first.get() + other.errors());
            assertTrue(second.matches("\\{200=\\d+}"), second + other.errors());
        }
        underLoad(resource.stats(), 2 * (6_000 / 750 + 1));
    }

    @Test
    void anIdTokenIsSentWhereThatIsWanted() throws Exception {
        Files.writeString(folder.resolve("refresh-token"), login("people").get("refresh_token").toString());
        Application a = application(Map.of("identity", refreshes("people") + ", token: id_token"));
        assertAnswers("200", "GET " + resource.resource("/identity"), a);
        assertAnswers("401", guarded("api:read", "identity"), a);
    }
}
