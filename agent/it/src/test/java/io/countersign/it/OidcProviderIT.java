package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.it.OidcProvider.Stats;
import com.nimbusds.jwt.SignedJWT;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OAuth 2.0 before oidc-provider. */
class OidcProviderIT extends AuthorizationServerContract {
    @BeforeAll
    static void startPeers() throws Exception {
        assumeTrue(OidcProvider.isThere(), "no oidc-provider in " + Verifiers.FOLDER + ", where npm ci puts it");
        keys = new Keys();
        resource = new OidcProvider(keys, Map.of(), shared);
    }

    @AfterAll
    static void stopPeers() {
        if (resource != null) {
            resource.close();
        }
    }

    @Override
    String issuer() {
        return resource.issuer();
    }

    @Override
    String tokenEndpoint() {
        return resource.url("/token");
    }

    @Override
    String authorizationEndpoint() {
        return resource.url("/auth");
    }

    @Override
    String deviceEndpoint() {
        return resource.url("/device/auth");
    }

    @Override
    String unknownClient() {
        return "invalid_client";
    }

    @Override
    void underLoad(Stats stats, int tokens) {
        super.underLoad(stats, tokens);
        // One fetch at a time, and none but for renewals: a token is used for a second, and renewed after 0.75 s of it.
        assertTrue(stats.token().size() <= tokens + 1, stats.token().toString());
        assertTrue(stats.token().stream().allMatch(asked -> asked.endsWith(" ok") || asked.contains("use_dpop_nonce")), stats.token().toString());
    }

    @Test
    void oneFetchIsEnoughForEveryRequest() throws Exception {
        Application a = application(Map.of("post", asks("post", "client-secret: '${file:secret}', client-authentication: client_secret_post")));
        resource.stats();
        for (int i = 0; i < 3; i++) {
            assertAnswers("200", "GET " + resource.guarded("api:read") + "/post", a);
        }
        assertAnswers("403", "GET " + resource.guarded("api:write") + "/post", a);
        assertEquals(List.of("post client_credentials ok"), resource.stats().token());
    }

    @Test
    void aTokenIsForTheResourceThatThePolicyNames() throws Exception {
        Application a = application(Map.of(
                "right", asks("basic client:1", "client-secret: '${file:secret}', resource: " + OidcProvider.RESOURCE),
                "wrong", asks("basic client:1", "client-secret: '${file:secret}', resource: 'https://other.example.test'")));
        assertAnswers("200", "GET " + resource.guarded("api:read") + "/right", a);
        assertRefused(a.call("GET " + resource.guarded("api:read") + "/wrong"), "invalid_target");
    }

    @Test
    void aTokenForAResourceIsAJwtThatNamesIt() throws Exception {
        Map<String, String> form = Map.of("grant_type", "client_credentials", "scope", "api:read", "client_id", "post",
                "client_secret", OidcProvider.SECRET, "resource", OidcProvider.RESOURCE);
        Map<String, Object> token = token(form);
        assertEquals(List.of(OidcProvider.RESOURCE),
                SignedJWT.parse(token.get("access_token").toString()).getJWTClaimsSet().getAudience());
        assertAnswers(200, "api:read", token);
        assertTrue(resource.stats().token().contains("post client_credentials ok"));
    }
}
