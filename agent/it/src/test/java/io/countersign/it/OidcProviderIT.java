package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jwt.SignedJWT;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OAuth 2.0 before oidc-provider. */
class OidcProviderIT extends AuthorizationServerContract {
    @BeforeAll
    static void startServer() throws Exception {
        assumeTrue(OidcProvider.isThere(), "no oidc-provider in " + Verifiers.FOLDER + ", where npm ci puts it");
        keys = new Keys();
        resource = new OidcProvider(keys, Map.of(), shared);
    }

    @AfterAll
    static void stopServer() {
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
