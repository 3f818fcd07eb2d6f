package io.countersign.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the command to the stored refresh token, by a browser. */
class LoginTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private FakeServer server;

    @BeforeEach
    void start() throws Exception {
        fixture = new Fixture(folder);
        server = fixture.server;
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void fails(String... parts) throws Exception {
        assertEquals(1, fixture.run("login"), fixture.out());
        for (String part : parts) {
            assertTrue(fixture.err().contains(part), fixture.err());
        }
        assertNull(fixture.stored());
    }

    @Test
    void whatIsIssuedIsStoredAndWhoLoggedInIsSaid() throws Exception {
        assertEquals(0, fixture.run("login"), fixture.err());
        assertTrue(fixture.out().contains("alice (4711) is logged in for credential 'me' at ISSUER."), fixture.out());
        assertTrue(fixture.out().contains("The refresh token is in FOLDER/home/.countersign/tokens/orders-127.0.0.1-"), fixture.out());
        assertEquals("", fixture.err());
        assertEquals("secret-refresh-token", fixture.stored().refreshToken);
        assertEquals("alice (4711)", fixture.stored().subject);
        assertEquals("openid api", fixture.stored().scope);
        assertTrue(fixture.stored().isOf(null));
        assertTrue(fixture.page.startsWith("200 no-store "), fixture.page);
        assertFalse(fixture.page.contains("secret-"), fixture.page);
    }

    @Test
    void theAuthorizationRequestHasWhatTheStandardsAndThePolicyAsk() throws Exception {
        server.metadata.put("authorization_endpoint", server.issuer + "/authorization_endpoint?tenant=a");
        fixture.credential(", audience: a, resource: ['https://r1', 'https://r2'], parameters: {prompt: 'login consent'}");
        assertEquals(0, fixture.run("login"), fixture.err());
        Map<String, String> request = server.authorizationRequest;
        assertEquals("a", request.get("tenant"));
        assertEquals("code", request.get("response_type"));
        assertEquals("orders", request.get("client_id"));
        assertEquals("openid api offline_access", request.get("scope"));
        assertEquals("a", request.get("audience"));
        assertEquals("https://r1,https://r2", request.get("resource"));
        assertEquals("login consent", request.get("prompt"));
        assertEquals("S256", request.get("code_challenge_method"));
        for (String random : new String[] {"state", "nonce", "code_challenge"}) {
            assertEquals(43, request.get(random).length(), random);
        }
        assertTrue(request.get("redirect_uri").startsWith("http://127.0.0.1:"));
        assertEquals("orders", server.tokenRequests.get(0).get("client_id"));
        String state = request.get("state");
        assertEquals(0, fixture.run("login"), fixture.err());
        assertFalse(state.equals(server.authorizationRequest.get("state")));
    }

    @Test
    void theClientSaysWhoItIs() throws Exception {
        fixture.credential(", client-secret: '${env:SECRET}'");
        assertEquals(0, fixture.run("login"), fixture.err());
        assertEquals("Basic " + Base64.getEncoder().encodeToString("orders:client+secret%2F%25".getBytes(StandardCharsets.US_ASCII)),
                server.authorizations.get(0));
    }

    @Test
    void aSecretOfTheClientThatIsMissingIsSaid() throws Exception {
        fixture.environment.remove("SECRET");
        fixture.credential(", client-secret: '${env:SECRET}'");
        fails("not logged in: client 'orders' cannot say who it is: ", "environment variable SECRET is not set");
    }

    @Test
    void withoutOpenIdThereIsNoNonceAndNoIdTokenIsRead() throws Exception {
        fixture.credential(", scope: api");
        server.tokenChanges.put("id_token", null);
        assertEquals(0, fixture.run("login"), fixture.err());
        assertFalse(server.authorizationRequest.containsKey("nonce"));
        assertTrue(fixture.out().contains("Logged in for credential 'me'"), fixture.out());
        assertNull(fixture.stored().subject);
        fixture.credential(", scope: [api, x]");
        server.tokenChanges.put("id_token", "not.for.us");
        assertEquals(0, fixture.run("login"), fixture.err());
    }

    @Test
    void whatIsStoredGoesBeforeThePolicysOwnTokenUntilThatIsAnother() throws Exception {
        fixture.credential(", refresh-token: '${env:SEED}'");
        assertEquals(0, fixture.run("login"), fixture.err());
        assertTrue(fixture.stored().isOf("seed-token"));
        assertFalse(fixture.stored().isOf("another"));
    }

    @Test
    void whoLogsInAgainReplacesWhatWasThere() throws Exception {
        assertEquals(0, fixture.run("login"), fixture.err());
        server.tokenChanges.put("refresh_token", "secret-second");
        assertEquals(0, fixture.run("login"), fixture.err());
        assertEquals("secret-second", fixture.stored().refreshToken);
    }

    @Test
    void theAddressIsShownInAnyCaseAndOpenedUnlessItIsNotTo() throws Exception {
        assertEquals(0, fixture.run("login"), fixture.err());
        assertTrue(fixture.out().startsWith("A browser has been opened"), fixture.out());
        assertTrue(fixture.out().contains("    ISSUER/authorization_endpoint?response_type=code&client_id=orders&"), fixture.out());
        fixture.limit = 1;
        fixture.visit = url -> {
            throw new AssertionError("opened");
        };
        assertEquals(1, fixture.run("login", "--no-browser"));
        assertTrue(fixture.out().startsWith("To log in, open this address in a browser on this machine:"), fixture.out());
        assertTrue(fixture.out().contains("From another machine: 'ssh -L "), fixture.out());
        assertTrue(fixture.err().contains("not logged in: nobody has logged in within 0 s"), fixture.err());
    }

    // What comes back by the browser

    @Test
    void aWrongStateIsRefusedAndTheRightOneWaitedFor() throws Exception {
        String[] pages = new String[1];
        fixture.visit = url -> {
            String callback = FakeServer.fields(url.substring(url.indexOf('?') + 1)).get("redirect_uri");
            pages[0] = FakeServer.visit(callback + "?code=forged&state=forged");
            FakeServer.visit(url);
        };
        assertEquals(0, fixture.run("login"), fixture.err());
        assertTrue(pages[0].startsWith("400 "), pages[0]);
        assertEquals(1, server.tokenRequests.size());
        assertEquals("secret-code", server.tokenRequests.get(0).get("code"));
    }

    @Test
    void theAnswerOfAnotherServerIsNotUsed() throws Exception {
        server.redirectChanges.put("iss", "https://evil.example.com\u001b[2J");
        fails("the answer in the browser came from https://evil.example.com [2J, and not from ISSUER (RFC 9207): its code is not used");
        server.redirectChanges.put("iss", server.issuer + "/");
        fails("(RFC 9207)");
        assertTrue(server.tokenRequests.isEmpty());
        server.redirectChanges.put("iss", server.issuer);
        assertEquals(0, fixture.run("login"), fixture.err());
    }

    @Test
    void aServerThatSaysWhoItIsMustSaySo() throws Exception {
        server.metadata.put("authorization_response_iss_parameter_supported", true);
        fails("came from a server that does not say who it is");
        assertTrue(server.tokenRequests.isEmpty());
        server.redirectChanges.put("error", "access_denied");
        fails("came from a server that does not say who it is");
    }

    @Test
    void refusalsAreToldInWords() throws Exception {
        server.redirectChanges.put("code", null);
        fails("has neither a 'code' nor an 'error'");
        String[][] refusals = {{"access_denied", "access was denied, by the person"}, {"unauthorized_client", "client 'orders' may not log people in"},
            {"invalid_scope", "the scope is unknown"}, {"invalid_target", "the resource or audience"}, {"unsupported_response_type", "issues"},
            {"temporarily_unavailable", "try again later"}, {"invalid_request", "http://127.0.0.1 with any port"}, {"login_required", "login_required"}};
        for (String[] refusal : refusals) {
            server.redirectChanges.put("error", refusal[0]);
            server.redirectChanges.put("error_description", "words of\nthe server");
            fails("not logged in: ISSUER refuses: ", refusal[1].equals("issues") ? "it does not issue codes" : refusal[1], "(words of the server)");
        }
        assertTrue(fixture.page.contains("Nobody is logged in."), fixture.page);
    }

    @Test
    void aServerWithoutS256IsNotUsed() throws Exception {
        server.metadata.put("code_challenge_methods_supported", java.util.Collections.singletonList("plain"));
        fails("ISSUER does not do PKCE by S256");
        assertNull(server.authorizationRequest);
    }

    // What the token endpoint issues

    @Test
    void aRefusalOfTheCodeIsTold() throws Exception {
        server.tokenAnswers.add("400 {\"error\":\"invalid_grant\",\"error_description\":\"secret-code is over\"}");
        fails("not logged in: ISSUER/token_endpoint answers with status 400");
    }

    @Test
    void withoutARefreshTokenTheScopeIsTold() throws Exception {
        server.tokenChanges.put("refresh_token", null);
        fails("ISSUER has issued no refresh token: it has to be allowed to client 'orders' there");
        fixture.credential(", scope: [openid]");
        fails("ISSUER has issued no refresh token; with 'offline_access' in the credential's 'scope' most servers do");
    }

    @Test
    void withoutAnIdTokenNobodyIsLoggedIn() throws Exception {
        server.tokenChanges.put("id_token", null);
        fails("ISSUER has issued no ID token, although the scope has 'openid'");
    }

    @Test
    void anIdTokenThatIsWrongEndsTheLogin() throws Exception {
        server.claims = claims -> claims.put("nonce", "of another login");
        fails("is the answer to another login ('nonce')");
        server.claims = claims -> claims.put("aud", "another");
        fails("is not for client 'orders' ('aud')");
    }

    @Test
    void whatCannotBeStoredIsSaidBeforeAnybodyLogsIn() throws Exception {
        Path tokens = folder.resolve("home/.countersign/tokens");
        Files.createDirectories(tokens);
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(1, fixture.run("login"));
        assertTrue(fixture.err().contains("FOLDER/home/.countersign/tokens is open to others"), fixture.err());
        assertNull(server.authorizationRequest);
    }

    @Test
    void whatTheServerSaysOfAPersonCannotWriteElsewhereInTheTerminal() throws Exception {
        server.claims = claims -> claims.put("preferred_username", "eve\u001b[1A\u202e\nroot");
        assertEquals(0, fixture.run("login"), fixture.err());
        assertTrue(fixture.out().contains("eve [1A  root (4711) is logged in"), fixture.out());
    }
}
