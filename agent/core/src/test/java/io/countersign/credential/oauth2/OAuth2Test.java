package io.countersign.credential.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.TestBackground;
import io.countersign.engine.Engine;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.Headers;
import io.countersign.request.TestAnswer;
import io.countersign.request.TestRequest;
import io.countersign.text.FormFields;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of an authorization server, and what is made of its answers: from the policy to the header. */
class OAuth2Test {
    private static final String SECRET = "canary-7f3a ü:+%";
    private static final String TOKEN = "{\"access_token\":\"t1\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

    @TempDir
    Path folder;

    private PolicyFolder policies;
    private TestBackground elsewhere;
    private Engine engine;
    private Reply answer = TestBackground.json(200, TOKEN);

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
        policies.environment.put("SECRET", SECRET);
        elsewhere = policies.elsewhere;
        elsewhere.server = call -> answer;
    }

    private void policy(String... fields) throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add("version: 1");
        lines.add("credentials:");
        lines.add("  o:");
        lines.add("    type: oauth2");
        for (String field : fields) {
            lines.add("    " + field);
        }
        lines.add("rules: [{host: a.example, credentials: [o]}]");
        engine = new Engine(policies.policy(lines.toArray(new String[0])), elsewhere.moments);
    }

    private void clientCredentials(String... fields) throws Exception {
        List<String> all = new ArrayList<>();
        all.add("grant: client-credentials");
        all.add("token-url: https://idp.example/token");
        all.add("client-id: orders");
        all.addAll(Arrays.asList(fields));
        policy(all.toArray(new String[0]));
    }

    /** The headers that a request goes out with. */
    private Headers request() throws IOException {
        TestRequest request = new TestRequest("GET", "https://a.example/x");
        request.whileWaiting = elsewhere::step;
        return engine.sign(request);
    }

    private String refusal() {
        String message = assertThrows(IOException.class, this::request).getMessage();
        assertTrue(!message.contains("canary"), message);
        return message.substring(message.indexOf("credential 'o': ") + 16);
    }

    private Call lastCall() {
        return elsewhere.calls.get(elsewhere.calls.size() - 1);
    }

    private Map<String, String> lastForm() {
        FormFields fields = new FormFields(lastCall().form);
        Map<String, String> form = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            form.merge(fields.name(i), fields.value(i), (a, b) -> a + ", " + b);
        }
        return form;
    }

    @Test
    void aTokenIsFetchedAndPutOn() throws Exception {
        clientCredentials("client-secret: '${env:SECRET}'", "scope: [api:read, api:write]");
        Headers headers = request();
        assertEquals("[Authorization]", headers.toString());
        assertEquals("Bearer t1", headers.value(0));
        assertEquals("https://idp.example/token", lastCall().url.toString());
        assertEquals("{grant_type=client_credentials, scope=api:read api:write}", lastForm().toString());
    }

    // Client authentication.

    private String authorization() {
        String[] headers = lastCall().headers;
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("Authorization")) {
                return headers[i + 1];
            }
        }
        return null;
    }

    private String basic() {
        return new String(Base64.getDecoder().decode(authorization().substring("Basic ".length())), StandardCharsets.UTF_8);
    }

    @Test
    void clientSecretBasicIsTheDefaultWithASecretAndEncodesBothAsAForm() throws Exception {
        clientCredentials("client-secret: '${env:SECRET}'");
        request();
        assertEquals("orders:canary-7f3a+%C3%BC%3A%2B%25", basic());
        assertEquals("{grant_type=client_credentials}", lastForm().toString());
    }

    @Test
    void rawBasicSendsThemAsTheyAre() throws Exception {
        clientCredentials("client-secret: '${env:SECRET}'", "raw-basic: true");
        request();
        assertEquals("orders:" + SECRET, basic());
    }

    @Test
    void clientSecretPostSendsThemInTheForm() throws Exception {
        clientCredentials("client-secret: '${env:SECRET}'", "client-authentication: client_secret_post");
        request();
        assertEquals(null, authorization());
        assertEquals("{grant_type=client_credentials, client_id=orders, client_secret=" + SECRET + "}", lastForm().toString());
    }

    @Test
    void noneSendsTheClientsNameAlone() throws Exception {
        clientCredentials();
        request();
        assertEquals(null, authorization());
        assertEquals("{grant_type=client_credentials, client_id=orders}", lastForm().toString());
    }

    @Test
    void clientSecretJwtSignsAnAssertionByTheSecret() throws Exception {
        policies.environment.put("LONG", "canary-of-thirty-two-bytes-at-least");
        clientCredentials("client-secret: '${env:LONG}'", "client-authentication: client_secret_jwt");
        request();
        SignedJWT assertion = assertion("https://idp.example/token");
        assertEquals(JWSAlgorithm.HS256, assertion.getHeader().getAlgorithm());
        assertTrue(assertion.verify(new MACVerifier("canary-of-thirty-two-bytes-at-least")));
    }

    private SignedJWT assertion(String audience) throws Exception {
        Map<String, String> form = lastForm();
        assertEquals("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form.get("client_assertion_type"));
        assertEquals("orders", form.get("client_id"));
        SignedJWT assertion = SignedJWT.parse(form.get("client_assertion"));
        JWTClaimsSet claims = assertion.getJWTClaimsSet();
        assertEquals("orders", claims.getIssuer());
        assertEquals("orders", claims.getSubject());
        assertEquals(Collections.singletonList(audience), claims.getAudience());
        assertEquals(elsewhere.moments.millis() / 60_000, claims.getIssueTime().getTime() / 60_000);
        assertEquals(60_000, claims.getExpirationTime().getTime() - claims.getIssueTime().getTime());
        assertEquals(32, claims.getJWTID().length());
        return assertion;
    }

    /** The algorithms that follow the key, and one that the policy names. */
    @ParameterizedTest
    @CsvSource({"RSA, , RS256", "RSA, PS384, PS384", "P-256, , ES256", "P-384, , ES384", "P-521, , ES512", "Ed25519, , EdDSA"})
    void privateKeyJwtFollowsItsKey(String kind, String algorithm, String expected) throws Exception {
        JWK key = kind.equals("RSA") ? new RSAKeyGenerator(2048).keyID("k1").generate()
                : kind.equals("Ed25519") ? OctetKeyPair.parse("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k1\","
                        + "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}")
                : new ECKeyGenerator(Curve.parse(kind)).keyID("k1").generate();
        Files.write(folder.resolve("key.jwk"), key.toJSONString().getBytes(StandardCharsets.UTF_8));
        clientCredentials("key: '${file:key.jwk}'", algorithm == null ? "scope: s" : "algorithm: " + algorithm);
        request();
        SignedJWT assertion = assertion("https://idp.example/token");
        assertEquals(expected, assertion.getHeader().getAlgorithm().getName());
        assertEquals("k1", assertion.getHeader().getKeyID());
        if (key instanceof RSAKey) {
            assertTrue(assertion.verify(new RSASSAVerifier((RSAKey) key)));
        } else if (key instanceof ECKey) {
            assertTrue(assertion.verify(new ECDSAVerifier((ECKey) key)));
        }
    }

    @ParameterizedTest
    @CsvSource({", https://idp.example/realm", "issuer, https://idp.example/realm", "token-endpoint, https://idp.example/realm/token",
        "https://other.example, https://other.example"})
    void anAssertionIsForTheIssuerUnlessThePolicySaysOtherwise(String audience, String expected) throws Exception {
        policies.environment.put("LONG", "canary-of-thirty-two-bytes-at-least");
        elsewhere.server = call -> call.form != null ? answer
                : TestBackground.json(200, "{\"issuer\":\"https://idp.example/realm\",\"token_endpoint\":\"https:\\/\\/idp.example\\/realm\\/token\"}");
        policy("grant: client-credentials", "issuer: https://idp.example/realm", "client-id: orders", "client-secret: '${env:LONG}'",
                "client-authentication: client_secret_jwt", audience == null ? "scope: s" : "assertion-audience: " + audience);
        request();
        assertion(expected);
    }

    @Test
    void aChangedSecretIsUsedForTheNextFetch() throws Exception {
        Path secret = Files.write(folder.resolve("secret"), "old".getBytes(StandardCharsets.UTF_8));
        clientCredentials("client-secret: '${file:secret}'");
        request();
        assertEquals("orders:old", basic());
        Files.write(secret, "newer".getBytes(StandardCharsets.UTF_8));
        policies.secrets.poll();
        elsewhere.pass(4_000_000);
        request();
        assertEquals("orders:newer", basic());
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_client", "unauthorized_client"})
    void aSecretThatTheServerRefusesIsReadAgainBeforeItIsGivenUp(String error) throws Exception {
        Path secret = Files.write(folder.resolve("secret"), "old".getBytes(StandardCharsets.UTF_8));
        clientCredentials("client-secret: '${file:secret}'");
        elsewhere.server = call -> basic().equals("orders:newer") ? answer : TestBackground.json(401, "{\"error\":\"" + error + "\"}");
        Files.write(secret, "newer".getBytes(StandardCharsets.UTF_8));
        assertEquals("Bearer t1", request().value(0));
        assertEquals(2, elsewhere.calls.size());
    }

    @Test
    void invalidClientWithTheSameSecretIsNotAskedAgain() throws Exception {
        clientCredentials("client-secret: '${env:SECRET}'");
        answer = TestBackground.json(401, "{\"error\":\"invalid_client\",\"error_description\":\"No such client\"}");
        assertEquals("https://idp.example/token answers with status 401: invalid_client (No such client)", refusal());
        assertEquals(1, elsewhere.calls.size());
    }

    @Test
    void aMissingSecretIsSaidWithItsReference() throws Exception {
        clientCredentials("client-secret: '${env:NONE}'");
        assertEquals("client 'orders' cannot say who it is: ${env:NONE}: environment variable NONE is not set", refusal());
        assertEquals(0, elsewhere.calls.size());
    }

    // What is asked for.

    @Test
    void whateverShapesTheTokenIsSentAndListsRepeatTheParameter() throws Exception {
        clientCredentials("scope: [a, b]", "audience: [x, y]", "resource: ['https://r.example/1', 'https://r.example/2']",
                "parameters: {tenant: acme, flag: [one, two words]}");
        request();
        assertEquals("grant_type=client_credentials&scope=a+b&audience=x&audience=y&resource=https%3A%2F%2Fr.example%2F1"
                + "&resource=https%3A%2F%2Fr.example%2F2&tenant=acme&flag=one&flag=two+words&client_id=orders", lastCall().form);
    }

    @Test
    void tokenExchangeSendsTheSubjectAsItIsNow() throws Exception {
        Path subject = Files.write(folder.resolve("subject"), "canary-subject-1".getBytes(StandardCharsets.UTF_8));
        policy("grant: token-exchange", "token-url: https://idp.example/token", "client-id: orders", "subject-token: '${file:subject}'",
                "requested-token-type: urn:ietf:params:oauth:token-type:access_token");
        answer = TestBackground.json(200, "{\"access_token\":\"t1\",\"token_type\":\"N_A\",\"expires_in\":3600,"
                + "\"issued_token_type\":\"urn:ietf:params:oauth:token-type:access_token\"}");
        assertEquals("Bearer t1", request().value(0));
        assertEquals("{grant_type=urn:ietf:params:oauth:grant-type:token-exchange, subject_token=canary-subject-1,"
                + " subject_token_type=urn:ietf:params:oauth:token-type:jwt,"
                + " requested_token_type=urn:ietf:params:oauth:token-type:access_token, client_id=orders}", lastForm().toString());
        Files.write(subject, "canary-subject-02".getBytes(StandardCharsets.UTF_8));
        policies.secrets.poll();
        elsewhere.pass(4_000_000);
        request();
        assertEquals("canary-subject-02", lastForm().get("subject_token"));
    }

    @Test
    void jwtBearerSendsAnAssertionOfItsOwnEachTime() throws Exception {
        policies.environment.put("LONG", "canary-of-thirty-two-bytes-at-least");
        engine = new Engine(policies.policy("version: 1", "credentials:",
                "  o: {type: oauth2, grant: jwt-bearer, token-url: 'https://idp.example/token', client-id: orders, assertion: j}",
                "  j: {type: jwt, algorithm: HS256, key: '${env:LONG}', claims: {iss: me, aud: 'https://idp.example'}}",
                "rules: [{host: a.example, credentials: [o]}]"), elsewhere.moments);
        request();
        SignedJWT first = SignedJWT.parse(lastForm().get("assertion"));
        assertEquals("urn:ietf:params:oauth:grant-type:jwt-bearer", lastForm().get("grant_type"));
        assertTrue(first.verify(new MACVerifier("canary-of-thirty-two-bytes-at-least")));
        assertEquals("me", first.getJWTClaimsSet().getIssuer());
        elsewhere.pass(4_000_000);
        request();
        assertTrue(!first.getJWTClaimsSet().getJWTID().equals(SignedJWT.parse(lastForm().get("assertion")).getJWTClaimsSet().getJWTID()));
    }

    // Refresh tokens.

    private void refreshToken(String... fields) throws Exception {
        List<String> all = new ArrayList<>(Arrays.asList("grant: refresh-token", "issuer: https://idp.example", "token-url: https://idp.example/token",
                "client-id: orders"));
        all.addAll(Arrays.asList(fields));
        policy(all.toArray(new String[0]));
    }

    @Test
    void aRefreshTokenThatIsReplacedIsStoredAndTheNextIsUsed() throws Exception {
        policies.environment.put("FIRST", "canary-r0");
        refreshToken("refresh-token: '${env:FIRST}'", "store: s.token");
        elsewhere.server = call -> TestBackground.json(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"refresh_token\":\"canary-r"
                + elsewhere.calls.size() + "\"}");
        request();
        assertEquals("canary-r0", lastForm().get("refresh_token"));
        elsewhere.pass(4_000_000);
        request();
        assertEquals("canary-r" + (elsewhere.calls.size() - 1), lastForm().get("refresh_token"));
        // Another JVM, of the same policy.
        int calls = elsewhere.calls.size();
        PolicyFolder another = new PolicyFolder(folder);
        another.environment.put("FIRST", "canary-r0");
        another.elsewhere.server = call -> answer;
        engine = new Engine(another.policy("version: 1", "credentials:",
                "  o: {type: oauth2, grant: refresh-token, issuer: 'https://idp.example', token-url: 'https://idp.example/token', client-id: orders,"
                        + " refresh-token: '${env:FIRST}', store: s.token}",
                "rules: [{host: a.example, credentials: [o]}]"), another.elsewhere.moments);
        elsewhere = another.elsewhere;
        request();
        assertEquals("canary-r" + calls, lastForm().get("refresh_token"));
        assertTrue(!new String(Files.readAllBytes(folder.resolve("s.token")), StandardCharsets.ISO_8859_1).contains("canary"));
    }

    @Test
    void aRefreshTokenThatIsNotReplacedIsUsedAgainAndNothingIsStored() throws Exception {
        policies.environment.put("FIRST", "canary-r0");
        refreshToken("refresh-token: '${env:FIRST}'", "store: s.token");
        request();
        elsewhere.pass(4_000_000);
        request();
        assertEquals("canary-r0", lastForm().get("refresh_token"));
        assertTrue(!Files.exists(folder.resolve("s.token")));
    }

    @Test
    void anotherFirstTokenInThePolicyGoesBeforeWhatIsStoredOfTheOld() throws Exception {
        Path first = Files.write(folder.resolve("first"), "canary-r0".getBytes(StandardCharsets.UTF_8));
        refreshToken("refresh-token: '${file:first}'", "store: s.token");
        answer = TestBackground.json(200, TOKEN.replace("}", ",\"refresh_token\":\"canary-r1\"}"));
        request();
        Files.write(first, "canary-another".getBytes(StandardCharsets.UTF_8));
        policies.secrets.poll();
        elsewhere.pass(4_000_000);
        request();
        assertEquals("canary-another", lastForm().get("refresh_token"));
    }

    @Test
    void aFamilyThatTheServerHasRevokedIsSaidClearly() throws Exception {
        policies.environment.put("FIRST", "canary-r0");
        refreshToken("refresh-token: '${env:FIRST}'", "store: s.token");
        answer = TestBackground.json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Token is not active: canary-r0\"}");
        assertEquals("the refresh token is not accepted any more: it is over, has been revoked, or somebody else has used it, which revokes all that"
                + " came of it; give a new one in ${env:FIRST} (https://idp.example/token answers with status 400: an error whose text repeats a secret)",
                refusal());
    }

    @Test
    void whoHasNotLoggedInIsToldHow() throws Exception {
        refreshToken("store: s.token");
        assertEquals("there is no refresh token in " + folder.resolve("s.token")
                + ": log in by 'java -jar countersign.jar login POLICY o'", refusal());
        assertEquals(0, elsewhere.calls.size());
    }

    @Test
    void aRefreshTokenThatCannotBeStoredIsUsedOnByAllWhoShareItsStore() throws Exception {
        policies.environment.put("FIRST", "canary-r0");
        Path obstacle = Files.createDirectories(folder.resolve("s.token.store-new/obstacle"));
        String fields = "type: oauth2, grant: refresh-token, token-url: 'https://idp.example/token', client-id: orders, refresh-token: '${env:FIRST}', store: s.token";
        engine = new Engine(policies.policy("version: 1", "credentials:", "  o: {" + fields + "}", "  p: {" + fields + ", header: X-Other, token: id_token}",
                "rules: [{host: a.example, credentials: [o]}, {host: b.example, credentials: [p]}]"), elsewhere.moments);
        elsewhere.server = call -> TestBackground.json(200, "{\"access_token\":\"t\",\"id_token\":\"i\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
                + "\"refresh_token\":\"canary-r" + elsewhere.calls.size() + "\"}");
        request();
        assertEquals("canary-r0", lastForm().get("refresh_token"));
        TestRequest other = new TestRequest("GET", "https://b.example/x");
        other.whileWaiting = elsewhere::step;
        engine.sign(other);
        assertEquals("canary-r1", lastForm().get("refresh_token"), "the first would be taken for stolen");
        Files.delete(obstacle);
        elsewhere.pass(4_000_000);
        request();
        assertEquals("canary-r" + (elsewhere.calls.size() - 1), lastForm().get("refresh_token"));
        assertTrue(Files.isRegularFile(folder.resolve("s.token")));
    }

    @Test
    void aStoreThatCannotBeReadIsSaid() throws Exception {
        policies.environment.put("FIRST", "canary-r0");
        Files.createDirectories(folder.resolve("s.token/not-a-file"));
        refreshToken("refresh-token: '${env:FIRST}'", "store: s.token");
        answer = TestBackground.json(200, TOKEN.replace("}", ",\"refresh_token\":\"canary-r1\"}"));
        String message = refusal();
        assertTrue(message.contains("s.token"), message);
    }

    // What is answered.

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "3600|3600000", "'3600'|3600000", "\"3600\"|3600000", "3600.9|3600000", "1e3|1000000", "\"12.5\"|12000", "99999999999999999999|31536000000"})
    void expiresInIsANumberOfSecondsInWhateverSpelling(String expiresIn, long life) throws Exception {
        answer = TestBackground.json(200, "{\"access_token\":\"t1\",\"token_type\":\"Bearer\",\"expires_in\":" + expiresIn.replace("'", "\"") + "}");
        clientCredentials("refresh-before: 1ms");
        lives(life);
    }

    /** The token is renewed when its life is over, and not before; it is not sent for the last 5 seconds of it, or tenth. */
    private void lives(long life) throws Exception {
        request();
        int calls = elsewhere.calls.size();
        elsewhere.moments.millis += life - Math.min(life / 10, 5000) - 10;
        TestRequest early = new TestRequest("GET", "https://a.example/x");
        engine.sign(early);
        assertEquals(0, early.waited);
        assertEquals(calls, elsewhere.calls.size());
        elsewhere.moments.millis += 20;
        request();
        assertTrue(elsewhere.calls.size() > calls);
    }

    /** Discovery took 4 s, or another process had the store's lock: none of that is of the token's life. */
    @Test
    void aTokensLifeBeginsWhenItIsAskedForAndNotWithWhatHadToBeWaitedForFirst() throws Exception {
        elsewhere.server = call -> {
            if (call.form == null) {
                elsewhere.moments.millis += 4_000;
                return TestBackground.json(200, "{\"issuer\":\"https://idp.example\",\"token_endpoint\":\"https://idp.example/token\"}");
            }
            return TestBackground.json(200, TOKEN.replace("3600", "2"));
        };
        policy("grant: client-credentials", "issuer: https://idp.example", "client-id: orders");
        assertEquals("Bearer t1", request().value(0));
    }

    @Test
    void withoutExpiresInAJwtSaysItsOwnLife() throws Exception {
        answer = TestBackground.json(200, "{\"token_type\":\"Bearer\",\"access_token\":\"" + jwt(0, 1200) + "\"}");
        clientCredentials("refresh-before: 1ms", "default-lifetime: 1h");
        lives(1_200_000);
    }

    /** A JWT that was issued some seconds after the request, by another clock, and lives for some. */
    private String jwt(long after, long life) {
        long iat = elsewhere.moments.millis() / 1000 + after;
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(("{\"iat\":" + iat + ",\"exp\":" + (iat + life) + "}")
                .getBytes(StandardCharsets.UTF_8)) + ".x";
    }

    @Test
    void theServersClockNeedNotBeOurs() throws Exception {
        answer = TestBackground.json(200, "{\"token_type\":\"Bearer\",\"access_token\":\"" + jwt(-50, 1200) + "\"}");
        clientCredentials("refresh-before: 1ms");
        lives(1_200_000);
    }

    @Test
    void aJwtThatWasIssuedLongAgoHasLessOfItsLifeLeft() throws Exception {
        answer = TestBackground.json(200, "{\"token_type\":\"Bearer\",\"access_token\":\"" + jwt(-600, 1200) + "\"}");
        clientCredentials("refresh-before: 1ms");
        lives(600_000);
    }

    @Test
    void withoutAnyItIsDefaultLifetimeOrFiveMinutes() throws Exception {
        answer = TestBackground.json(200, "{\"access_token\":\"a.b.c\",\"token_type\":\"bearer\",\"expires_in\":null}");
        clientCredentials("refresh-before: 1ms");
        lives(300_000);
        clientCredentials("refresh-before: 1ms", "default-lifetime: 20m");
        lives(1_200_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "\"0\"", "-99999999999999999999"})
    void aTokenThatIsOverAsItComesIsRefusedUnlessThePolicySaysHowLongItLives(String expiresIn) throws Exception {
        answer = TestBackground.json(200, "{\"access_token\":\"t1\",\"token_type\":\"Bearer\",\"expires_in\":" + expiresIn + "}");
        clientCredentials();
        String message = refusal();
        assertTrue(message.startsWith("https://idp.example/token has issued a token whose 'expires_in' is "), message);
        assertTrue(message.endsWith(": it is over as it comes; where the server means that it has no end, give a 'default-lifetime'"), message);
        clientCredentials("default-lifetime: 20m", "refresh-before: 1ms");
        lives(1_200_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "200|<html>Sign in</html>|text/html|https://idp.example/token answers with text/html, and not with a JSON object: is it the token endpoint?",
        "200|{\"access_token\":\"canary-t|application/json|https://idp.example/token answers with application/json, and not with a JSON object: is it the token endpoint?",
        "200|[]|application/json|https://idp.example/token answers with application/json, and not with a JSON object: is it the token endpoint?",
        "302|moved|text/html|https://idp.example/token answers with a redirect (status 302), which is not followed: the policy has to name where it leads",
        "404|<html>|text/html|https://idp.example/token answers with status 404",
        "400|{\"error\":\"invalid_scope\"}|application/json|https://idp.example/token answers with status 400: invalid_scope",
        "503|busy|text/plain|https://idp.example/token answers with status 503",
        "200|{\"access_token\":\"canary-t\"}|application/json|https://idp.example/token has issued a token without 'token_type'; Bearer is expected",
        "200|{\"access_token\":\"canary-t\",\"token_type\":\"\"}|application/json|https://idp.example/token has issued a token without 'token_type'; Bearer is expected",
        "200|{\"access_token\":\"canary-t\",\"token_type\":\"mac\"}|application/json|https://idp.example/token has issued a token of the type 'mac'; Bearer is expected",
        "200|{\"access_token\":\"canary-t\",\"token_type\":\"DPoP\"}|application/json|https://idp.example/token has issued a token of the type 'DPoP'; Bearer is expected: the policy has to have 'dpop'",
        "200|{\"error\":\"bad_verification_code\"}|application/json|https://idp.example/token answers with status 200: bad_verification_code",
        "200|{\"token_type\":\"Bearer\"}|application/json|https://idp.example/token has issued no 'access_token'",
        "200|{\"access_token\":5,\"token_type\":\"Bearer\"}|application/json|https://idp.example/token has issued no 'access_token'",
        "200|{\"access_token\":\"canary-t\\r\\nX: 1\",\"token_type\":\"Bearer\"}|application/json|https://idp.example/token has issued a token with a character that no header can carry (U+000D)",
        "200|{\"access_token\":\"canary-t\",\"token_type\":\"Bearer\",\"expires_in\":\"soon\"}|application/json|https://idp.example/token has issued a token whose 'expires_in' is no number of seconds",
        "200|{\"access_token\":\"canary-t\",\"token_type\":\"Bearer\",\"expires_in\":[1]}|application/json|https://idp.example/token has issued a token whose 'expires_in' is no number of seconds"})
    void anythingButATokenIsAClearError(int status, String body, String type, String expected) throws Exception {
        answer = TestBackground.reply(status, body, "content-type", type);
        clientCredentials();
        assertEquals(expected, refusal());
    }

    @Test
    void anErrorIsToldInOneLineAndNoLongerThanItNeedBe() throws Exception {
        char[] many = new char[1000];
        Arrays.fill(many, 'x');
        answer = TestBackground.json(400, "{\"error\":\"invalid_request\",\"error_description\":\"a\\n\\u001b[31m" + new String(many) + "\"}");
        clientCredentials();
        String message = refusal();
        assertTrue(message.startsWith("https://idp.example/token answers with status 400: invalid_request (a  [31mxxx"), message);
        assertTrue(message.length() < 300, message);
    }

    @Test
    void aServerThatIsNotReachedIsSaid() throws Exception {
        elsewhere.server = call -> {
            throw new IOException("cannot connect to idp.example:443 (connection refused)");
        };
        clientCredentials();
        assertEquals("cannot connect to idp.example:443 (connection refused)", refusal());
        assertEquals(3, elsewhere.calls.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "Fri, 15 Jan 2027 08:00:07 GMT"})
    void retryAfterIsHonouredInSecondsAndAsADate(String retryAfter) throws Exception {
        answer = TestBackground.reply(429, "slow down", "retry-after", retryAfter);
        clientCredentials();
        refusal();
        assertEquals(1, elsewhere.calls.size());
        elsewhere.pass(6_000);
        refusal();
        assertEquals(1, elsewhere.calls.size());
        elsewhere.pass(1_000);
        answer = TestBackground.json(200, TOKEN);
        assertEquals("Bearer t1", request().value(0));
    }

    @Test
    void lessScopeThanWasAskedForIsSaidOnce() throws Exception {
        answer = TestBackground.json(200, TOKEN.replace("}", ",\"scope\":\"api:read\"}"));
        clientCredentials("scope: [api:read, api:write]");
        request();
        elsewhere.pass(4_000_000);
        request();
        String said = "countersign: warn: https://idp.example/token has granted client 'orders' less than its scope: [api:write] is missing\n";
        String log = policies.log.toString("UTF-8");
        assertEquals(log.indexOf(said), log.lastIndexOf(said), log);
        assertTrue(log.contains(said), log);
    }

    @Test
    void theIdTokenIsSentWhereThePolicySaysSoAndLivesAsItSays() throws Exception {
        answer = TestBackground.json(200, "{\"access_token\":\"t1\",\"token_type\":\"Bearer\",\"expires_in\":10,\"id_token\":\"" + jwt(0, 600) + "\"}");
        clientCredentials("token: id_token", "refresh-before: 1ms", "header: X-Identity", "prefix: ''");
        assertEquals("[X-Identity]", request().toString());
        assertTrue(request().value(0).startsWith("e30."));
        lives(600_000);
    }

    @Test
    void anIdTokenThatIsNotThereIsSaid() throws Exception {
        clientCredentials("token: id_token");
        assertEquals("https://idp.example/token has issued no 'id_token'; the scope has to have 'openid', and the grant to be one that has a user",
                refusal());
    }

    // The resource's answers.

    private boolean answered(int status, String challenge, Headers put) {
        TestRequest request = new TestRequest("GET", "https://a.example/x");
        request.put = put;
        return engine.answered(request, new TestAnswer(status, challenge == null ? new String[0] : new String[] {"WWW-Authenticate", challenge}), false);
    }

    @Test
    void a401ToTheTokenThatIsCachedHasItFetchedOnceAndTheRequestSentAgain() throws Exception {
        clientCredentials();
        Headers put = request();
        answer = TestBackground.json(200, TOKEN.replace("t1", "t2"));
        for (int i = 0; i < 10; i++) {
            assertTrue(answered(401, "Bearer error=\"invalid_token\"", put));
        }
        assertEquals("Bearer t2", request().value(0));
        assertTrue(answered(401, null, put), "it has been renewed since");
        assertEquals("Bearer t2", request().value(0));
        assertEquals(2, elsewhere.calls.size());
    }

    @Test
    void neither403NorInsufficientScopeCostsTheToken() throws Exception {
        clientCredentials();
        Headers put = request();
        assertEquals(false, answered(403, "Bearer error=\"invalid_token\"", put));
        assertEquals(false, answered(401, "Bearer realm=\"x\", error=\"insufficient_scope\", scope=\"admin\"", put));
        assertEquals(false, answered(401, "Bearer error = insufficient_scope", put));
        assertEquals(false, answered(500, null, put));
        request();
        assertEquals(1, elsewhere.calls.size());
    }

    // Sharing.

    private int cells(String first, String second) throws Exception {
        String same = "type: oauth2, grant: client-credentials, token-url: 'https://idp.example/token', client-id: orders";
        engine = new Engine(policies.policy("version: 1", "credentials:", "  one: {" + same + first + "}", "  two: {" + same + second + "}",
                "rules: [{host: a.example, credentials: [one]}, {host: b.example, credentials: [two]}]"), elsewhere.moments);
        int before = elsewhere.calls.size();
        for (String host : new String[] {"a.example", "b.example"}) {
            TestRequest request = new TestRequest("GET", "https://" + host + "/");
            request.whileWaiting = elsewhere::step;
            engine.sign(request);
        }
        return elsewhere.calls.size() - before;
    }

    @ParameterizedTest
    @ValueSource(strings = {"scope: a", "audience: a", "resource: 'https://a.example'", "parameters: {a: b}", "default-lifetime: 1m", "refresh-before: 1m",
        "client-secret: '${env:SECRET}'", "client-secret: '${literal:a}'", "token: id_token", "proxy: direct", "dpop: ES256",
        "client-secret: '${env:SECRET}', raw-basic: true", "client-secret: '${env:SECRET}', client-authentication: client_secret_post"})
    void twoThatDifferInOneFieldShareNothing(String field) throws Exception {
        answer = TestBackground.json(200, "{\"access_token\":\"t1\",\"id_token\":\"t1\",\"token_type\":\"" + (field.startsWith("dpop") ? "DPoP" : "Bearer")
                + "\",\"expires_in\":3600}");
        elsewhere.server = call -> field.startsWith("dpop") && call.headers.length == 0
                ? TestBackground.json(200, "{\"access_token\":\"t1\",\"token_type\":\"Bearer\"}") : answer;
        assertEquals(2, cells("", ", " + field));
    }

    @Test
    void twoThatAreAlikeShareOneToken() throws Exception {
        assertEquals(1, cells(", client-secret: '${literal:a}', scope: [a, b]",
                ", scope: [a, b], client-authentication: client_secret_basic, client-secret: '${literal:a}', header: X-Token, prefix: ''"));
        assertEquals(2, cells(", client-secret: '${literal:b}'", ", client-secret: '${literal:c}'"));
    }

    @Test
    void aPolicyThatIsReadAgainGoesOnWithTheTokensThatItHas() throws Exception {
        clientCredentials("scope: a");
        request();
        clientCredentials("scope: a");
        request();
        assertEquals(1, elsewhere.calls.size());
    }
}
