package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OAuth 2.0 before Keycloak, whose tokens the resource beside oidc-provider takes. */
class KeycloakIT extends AuthorizationServerContract {
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static Keycloak keycloak;

    @BeforeAll
    static void startPeers() throws Exception {
        assumeTrue(Keycloak.isThere(), "no Keycloak in " + Keycloak.HOME + ", where the profile 'peers' puts it");
        assumeTrue(OidcProvider.isThere(), "no oidc-provider in " + Verifiers.FOLDER + ", where npm ci puts it");
        keys = new Keys();
        keycloak = new Keycloak(shared, keys);
        resource = new OidcProvider(keys, Map.of(keycloak.issuer(), keycloak.url("certs")), shared);
    }

    @AfterAll
    static void stopPeers() {
        if (keycloak != null) {
            keycloak.close();
        }
        if (resource != null) {
            resource.close();
        }
    }

    @Override
    String issuer() {
        return keycloak.issuer();
    }

    @Override
    String tokenEndpoint() {
        return keycloak.url("token");
    }

    @Override
    String authorizationEndpoint() {
        return keycloak.url("auth");
    }

    @Override
    String deviceEndpoint() {
        return keycloak.url("auth/device");
    }

    /** RFC 6749 would have {@code invalid_client}. */
    @Override
    String unknownClient() {
        return "unauthorized_client|invalid_client";
    }

    @Test
    void aTokenIsExchangedForAnother() throws Exception {
        Map<String, Object> subject = token(Map.of("grant_type", "client_credentials", "scope", "api:read", "client_id", "post",
                "client_secret", OidcProvider.SECRET));
        assertAnswers(200, "api:read", subject);
        Map<String, Object> token = token(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", subject.get("access_token").toString(), "subject_token_type", ACCESS_TOKEN,
                "requested_token_type", ACCESS_TOKEN, "scope", "api:write"),
                "Authorization", Plain.basic("exchanger", OidcProvider.SECRET));
        assertEquals(ACCESS_TOKEN, token.get("issued_token_type"), token.toString());
        assertAnswers(200, "api:write", token);
    }

    @Test
    void aPartnersWordForSomebodyIsGoodForAToken() throws Exception {
        Map<String, Object> token = token(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "scope", "api:read",
                "assertion", HandMade.aboutSomebody("https://partner.example.test", "alice-at-partner", issuer(), keys.es256)),
                "Authorization", Plain.basic("bearer", OidcProvider.SECRET));
        assertAnswers(200, "api:read", token);
    }

    @Test
    void theAgentExchangesATokenThatLiesInAFile() throws Exception {
        Files.writeString(folder.resolve("subject"), token(Map.of("grant_type", "client_credentials", "scope", "api:read",
                "client_id", "post", "client_secret", OidcProvider.SECRET)).get("access_token").toString());
        Application a = application(Map.of("exchanged", "grant: token-exchange, issuer: '" + issuer() + "', client-id: exchanger,"
                + " client-secret: '${file:secret}', subject-token: '${file:subject}', subject-token-type: '" + ACCESS_TOKEN + "',"
                + " requested-token-type: '" + ACCESS_TOKEN + "', scope: api:write"));
        assertAnswers("200", "GET " + resource.guarded("api:write") + "/exchanged", a);
        assertAnswers("403", "GET " + resource.guarded("api:read") + "/exchanged", a);
    }

    @Test
    void theAgentVouchesForSomebodyWithAJwtThatItMints() throws Exception {
        String bearer = "grant: jwt-bearer, issuer: '" + issuer() + "', client-id: bearer, client-secret: '${file:secret}', scope: api:read, assertion: ";
        Application a = application(Map.of("right", bearer + "known", "wrong", bearer + "unknown",
                "known", jwt("alice-at-partner"), "unknown", jwt("bob-at-partner")));
        assertAnswers("200", "GET " + resource.guarded("api:read") + "/right", a);
        assertRefused(a.call("GET " + resource.guarded("api:read") + "/wrong"), "invalid_grant");
    }

    private String jwt(String subject) {
        return "type: jwt, algorithm: ES256, key: '${file:ES256}', claims: {iss: 'https://partner.example.test', sub: " + subject
                + ", aud: '" + issuer() + "'}";
    }

    @Test
    void aPersonLogsInByABrowser() throws Exception {
        assumeTrue(Browser.isThere(), "no chromedriver on the PATH");
        try (CodeFlow flow = new CodeFlow("people"); Browser browser = new Browser(shared.resolve("browser"))) {
            browser.open(flow.url(keycloak.url("auth"), Map.of("scope", "openid api:read")));
            browser.type("#username", USER);
            browser.type("#password", PASSWORD);
            browser.click("#kc-login");
            assertEquals("arrived", browser.text("body"));
            assertAnswers(200, "api:read", flow.redeem(tokenEndpoint()));
        }
    }
}
