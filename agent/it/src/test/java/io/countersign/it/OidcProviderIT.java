package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import io.countersign.it.OidcProvider.Stats;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    // Client certificates (RFC 8705).

    /** @param identity null for none */
    private static HttpClient client(Identity identity) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity == null ? null : identity.keyManagers(), OidcProvider.SERVERS.trustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private Map<String, Object> token(Identity identity, Map<String, String> authentication, String... headers) throws Exception {
        Map<String, String> form = new HashMap<>(Map.of("grant_type", "client_credentials", "scope", "api:read"));
        form.putAll(authentication);
        return Plain.json(Plain.send(client(identity), HttpRequest.newBuilder(URI.create(resource.tokenEndpointByTls()))
                .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(Plain.form(form))), headers));
    }

    private static int status(Identity identity, Map<String, Object> token) throws Exception {
        return Plain.send(client(identity), HttpRequest.newBuilder(URI.create(resource.guardedByTls("api:read"))), "Authorization",
                "Bearer " + token.get("access_token")).statusCode();
    }

    private static Identity orders() {
        return OidcProvider.CLIENTS.issue(Spec.client("orders"));
    }

    @Test
    void aTokenThatIsBoundToACertificateGoesOverItsConnectionsAlone() throws Exception {
        Identity orders = orders();
        String basic = Plain.basic("bound", OidcProvider.SECRET);
        for (Map<String, Object> token : List.of(token(orders, Map.of("client_id", "certificate")), token(orders, Map.of(), "Authorization", basic))) {
            assertEquals(200, status(orders, token), token.keySet().toString());
            assertEquals(401, status(orders(), token), "a namesake's");
            assertEquals(401, status(null, token));
            assertAnswers(401, "api:read", token);
        }
        for (Identity wrong : Arrays.asList(OidcProvider.CLIENTS.issue(Spec.client("others")), Authority.root("Clients").issue(Spec.client("orders")), null)) {
            assertEquals("invalid_client", token(wrong, Map.of("client_id", "certificate")).get("error"));
        }
        assertEquals("invalid_grant", token(null, Map.of(), "Authorization", basic).get("error"), "there is nothing to bind it to");
    }

    /** An application that is signed for at {@code /guarded/SCOPE/NAME} by the client of that name, which shows this. */
    private Application showing(Identity identity) throws IOException {
        Files.writeString(folder.resolve("servers.pem"), OidcProvider.SERVERS.pem());
        Files.writeString(folder.resolve("secret"), OidcProvider.SECRET);
        write(identity);
        String rule = "  - {host: 127.0.0.1, ports: [" + resource.guardedTlsPort + "], paths: [/guarded/*/%1$s], credentials: [%1$s]}\n";
        return with(List.of(Application.agent(Files.writeString(folder.resolve("policy.yaml"), "version: 1\ncredentials:\n"
                + "  mesh: {type: client-certificate, certificate: mesh.pem, key: mesh.pem, trust: servers.pem}\n"
                + "  certificate: {type: oauth2, " + asks("certificate", "certificate: mesh, trust: servers.pem}\n")
                + "  bound: {type: oauth2, " + asks("bound", "client-secret: '${file:secret}', certificate: mesh, trust: servers.pem}\n")
                + "rules:\n" + String.format(rule, "certificate") + String.format(rule, "bound")))));
    }

    private void write(Identity identity) throws IOException {
        Path next = Files.writeString(folder.resolve("mesh.next"), identity.certificates() + identity.pkcs8());
        Files.move(next, folder.resolve("mesh.pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String bound(String name) {
        return "GET " + resource.guardedByTls("api:read") + "/" + name;
    }

    @ParameterizedTest
    @MethodSource("clients")
    void theCertificateThatATokenIsBoundToIsShownToWhoIssuesItAndToWhoTakesIt(List<String> client) throws Exception {
        by(client);
        Application a = showing(orders());
        resource.stats();
        for (String name : List.of("certificate", "bound")) {
            assertAnswers("200", bound(name), a);
            assertAnswers("403", bound(name).replace("api:read", "api:write"), a);
            assertAnswers("200", bound(name), a);
        }
        assertEquals(List.of("certificate client_credentials ok", "bound client_credentials ok"), resource.stats().token());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aCertificateThatIsRenewedHasItsTokensFetchedAnew(List<String> client) throws Exception {
        by(client);
        Application a = showing(orders());
        String inUse = "credential 'mesh': the certificate of CN=orders (" + folder.resolve("mesh.pem") + ") is in use now";
        for (String name : List.of("certificate", "bound")) {
            assertAnswers("200", bound(name), a);
            int before = a.errors().split(Pattern.quote(inUse), -1).length;
            write(orders());
            // It may be a second until the file is looked at.
            for (long end = System.nanoTime() + 20_000_000_000L; a.errors().split(Pattern.quote(inUse), -1).length == before; ) {
                assertTrue(System.nanoTime() < end, a.errors());
                Thread.onSpinWait();
            }
            resource.stats();
            assertAnswers("200", bound(name), a);
            Stats stats = resource.stats();
            assertEquals(List.of(name + " client_credentials ok"), stats.token());
            assertEquals(List.of("accepted"), stats.resource(), "no answer but the one that the application sees");
        }
    }

    /** A connection that is being made while the certificate is renewed has the one, and the token the other: the resource says so. */
    @ParameterizedTest
    @MethodSource("clients")
    void noRequestFailsWhileTheCertificateIsRenewed(List<String> client) throws Exception {
        by(client);
        Application a = showing(orders());
        assertAnswers("200", bound("certificate"), a);
        resource.stats();
        write(orders());
        List<String> asked = List.of();
        for (long end = System.nanoTime() + 20_000_000_000L; asked.isEmpty() && System.nanoTime() < end; ) {
            assertAnswers("200", bound("certificate"), a);
            asked = resource.stats().token();
        }
        assertFalse(asked.isEmpty(), a.errors());
        assertAnswers("200", bound("certificate"), a);
        assertEquals(List.of("accepted"), resource.stats().resource());
    }

    @Test
    void aCertificateThatTheServerDoesNotKnowIsRefusedAsItSays() throws Exception {
        Application a = showing(OidcProvider.CLIENTS.issue(Spec.client("others")));
        String answer = a.call(bound("certificate"));
        assertRefused(answer, resource.tokenEndpointByTls() + " answers with status 401: invalid_client");
        assertTrue(answer.contains("'certificate'"), answer);
    }
}
