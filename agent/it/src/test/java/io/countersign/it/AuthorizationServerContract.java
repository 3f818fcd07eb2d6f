package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An authorization server that we did not write, and a resource that takes its tokens: what both must do for the tests to tell. */
abstract class AuthorizationServerContract {
    static final String USER = "alice";
    static final String PASSWORD = "alice's password";
    static final Map<String, String> ALICE = Map.of("login", USER, "username", USER, "password", PASSWORD,
            "accept", "Yes");
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

    @TempDir
    static Path shared;
    static Keys keys;
    static OidcProvider resource;

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
        Map<String, Object> device = Plain.json(Plain.post(deviceEndpoint(), Map.of("client_id", "device",
                "scope", "openid offline_access api:read", "prompt", "consent")));
        Map<String, String> form = Map.of("grant_type", DEVICE, "client_id", "device", "device_code", device.get("device_code").toString());
        assertEquals("authorization_pending", token(form).get("error"));
        String page = new Visitor(ALICE).visit((String) device.get("verification_uri_complete"));
        Map<String, Object> token = token(form);
        assertTrue(token.containsKey("refresh_token"), page + token.get("error"));
        assertAnswers(200, "api:read", token);
    }

    @Test
    void aBriefTokenLivesTwoSeconds() throws Exception {
        Map<String, Object> token = ask(Map.of(), "Authorization", Plain.basic("brief", OidcProvider.SECRET));
        assertEquals(2L, token.get("expires_in"));
        assertAnswers(200, "api:read", token);
    }
}
