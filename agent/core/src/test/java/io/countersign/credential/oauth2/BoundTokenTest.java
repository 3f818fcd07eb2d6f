package io.countersign.credential.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import io.countersign.background.Call;
import io.countersign.background.TestBackground;
import io.countersign.engine.Engine;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyFolder;
import io.countersign.policy.PolicyReader;
import io.countersign.request.Headers;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client certificates before an authorization server, and the tokens that are bound to them (RFC 8705): from the policy to the header. */
class BoundTokenTest {
    private static final Authority CLIENTS = Authority.root("Clients");

    /** Of both kinds, for whoever asks. */
    private static final String METADATA = "{\"issuer\":\"https://idp.example\",\"token_endpoint\":\"https://idp.example/token\","
            + "\"authorization_endpoint\":\"https://idp.example/auth\",\"revocation_endpoint\":\"https://idp.example/revoke\","
            + "\"mtls_endpoint_aliases\":{\"token_endpoint\":\"https://mtls.idp.example/token\","
            + "\"authorization_endpoint\":\"https://mtls.idp.example/auth\",\"device_authorization_endpoint\":\"https://mtls.idp.example/device\"}}";

    @TempDir
    Path folder;

    private PolicyFolder policies;
    private TestBackground elsewhere;
    private Engine engine;

    /** What it was shown with each call for a token. */
    private final List<String> shown = new ArrayList<>();
    private Runnable meanwhile = () -> { };

    @BeforeEach
    void create() throws IOException {
        policies = new PolicyFolder(folder);
        policies.environment.put("SECRET", "canary");
        elsewhere = policies.elsewhere;
        elsewhere.server = call -> {
            if (call.form == null) {
                return TestBackground.json(200, METADATA);
            }
            shown.add(shownBy(call));
            Runnable now = meanwhile;
            meanwhile = () -> { };
            now.run();
            return TestBackground.json(200, "{\"access_token\":\"t" + shown.size() + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
        };
        write("mesh", "one");
    }

    private static String shownBy(Call call) {
        try {
            return call.route.identity == null ? "-" : call.route.identity + " " + call.route.identity.current();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A certificate and its key in the place of those that are there. */
    private void write(String name, String subject) throws IOException {
        Identity identity = CLIENTS.issue(Spec.client(subject));
        policies.write(name + ".pem", identity.certificates(), identity.pkcs8());
        policies.secrets.poll();
    }

    private void renew(String subject) {
        try {
            write("mesh", subject);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String certificate(String name) {
        return "  " + name + ": {type: client-certificate, certificate: " + name + ".pem, key: " + name + ".pem}";
    }

    private void policy(String rule, String... fields) throws Exception {
        List<String> lines = new ArrayList<>(Arrays.asList("version: 1", "credentials:", certificate("mesh"), "  o:", "    type: oauth2",
                "    client-id: orders"));
        for (String field : fields) {
            lines.add("    " + field);
        }
        lines.add("rules: [{host: a.example, " + rule + "}]");
        engine = new Engine(policies.policy(lines.toArray(new String[0])), elsewhere.moments);
        engine.connects((by, socket) -> null);
    }

    private void clientCredentials(String... fields) throws Exception {
        List<String> all = new ArrayList<>(Arrays.asList("grant: client-credentials", "token-url: https://idp.example/token", "certificate: mesh"));
        all.addAll(Arrays.asList(fields));
        policy("credentials: [o]", all.toArray(new String[0]));
    }

    private String request() throws IOException {
        TestRequest request = new TestRequest("GET", "https://a.example/x");
        request.whileWaiting = elsewhere::step;
        Headers headers = engine.sign(request);
        return headers == null ? null : headers.value(0);
    }

    private String refusal() {
        String message = assertThrows(IOException.class, this::request).getMessage();
        assertFalse(message.contains("canary"), message);
        return message.substring(message.indexOf("credential '") + 12);
    }

    private Call lastCall() {
        return elsewhere.calls.get(elsewhere.calls.size() - 1);
    }

    // Section 2.

    @Test
    void whoIsShownACertificateIsToldTheClientsNameAlone() throws Exception {
        clientCredentials();
        assertEquals("Bearer t1", request());
        assertEquals("grant_type=client_credentials&client_id=orders", lastCall().form);
        assertEquals(0, lastCall().headers.length);
        assertEquals("[mesh CN=one]", shown.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"client-secret: '${env:SECRET}'|grant_type=client_credentials|Authorization",
        "client-authentication: none|grant_type=client_credentials&client_id=orders|",
        "client-authentication: client_secret_post, client-secret: '${env:SECRET}'|grant_type=client_credentials&client_id=orders&client_secret=canary|"})
    void whoSaysInAnotherWayWhoItIsShowsItToo(String fields, String form, String header) throws Exception {
        clientCredentials(fields.split(", "));
        assertEquals("Bearer t1", request());
        assertEquals(form, lastCall().form);
        assertEquals(header, lastCall().headers.length == 0 ? null : lastCall().headers[0]);
        assertEquals("[mesh CN=one]", shown.toString());
    }

    @Test
    void aCredentialWithoutOneShowsNone() throws Exception {
        policy("credentials: [o, mesh]", "grant: client-credentials", "token-url: https://idp.example/token");
        assertEquals("Bearer t1", request());
        assertEquals("[-]", shown.toString());
    }

    @Test
    void whomTheServerIsTrustedByIsNotWhatTheCertificateSaysOfHosts() throws Exception {
        policies.write("ca.pem", CLIENTS.pem());
        List<String> lines = new ArrayList<>(Arrays.asList("version: 1", "credentials:",
                "  mesh: {type: client-certificate, certificate: mesh.pem, key: mesh.pem, trust: ca.pem}",
                "  o: {type: oauth2, grant: client-credentials, token-url: 'https://idp.example/token', client-id: orders, certificate: mesh}",
                "rules: [{host: a.example, credentials: [o]}]"));
        engine = new Engine(policies.policy(lines.toArray(new String[0])), elsewhere.moments);
        engine.connects((by, socket) -> null);
        request();
        assertNull(lastCall().route.trust);
    }

    // Section 5.

    @Test
    void theEndpointsForCertificatesAreAskedByThoseWhoShowOne() throws Exception {
        policy("credentials: [o]", "grant: client-credentials", "issuer: https://idp.example", "certificate: mesh");
        request();
        assertEquals("https://mtls.idp.example/token", lastCall().url.toString());
        policy("credentials: [o]", "grant: client-credentials", "issuer: https://idp.example");
        request();
        assertEquals("https://idp.example/token", lastCall().url.toString());
    }

    @ParameterizedTest
    @CsvSource({"token_endpoint, https://mtls.idp.example/token", "device_authorization_endpoint, https://mtls.idp.example/device",
        "revocation_endpoint, https://idp.example/revoke", "authorization_endpoint, https://idp.example/auth"})
    void anEndpointThatHasNoOtherIsTheSameAndSoIsTheOneForBrowsers(String name, String url) throws Exception {
        OAuth2Credential credential = (OAuth2Credential) policies.policy("version: 1", "credentials:", certificate("mesh"),
                "  o: {type: oauth2, grant: refresh-token, issuer: 'https://idp.example', client-id: orders, certificate: mesh}", "rules: []").credential("o");
        assertEquals(url, credential.login().client.server.endpoint(name).toString());
    }

    @Test
    void anEndpointOfPlainHttpIsNotAsked() throws Exception {
        elsewhere.server = call -> TestBackground.json(200, METADATA.replace("https://mtls.idp.example", "http://127.0.0.1:8080"));
        policy("credentials: [o]", "grant: client-credentials", "issuer: https://idp.example", "certificate: mesh");
        assertEquals("o': http://127.0.0.1:8080/token is plain http, over which no client certificate can be shown", refusal());
        assertEquals(1, elsewhere.calls.size());
    }

    // Section 3: the resource.

    @Test
    void aRuleThatHasTheTokenHasTheCertificateOnItsConnections() throws Exception {
        clientCredentials();
        assertTrue(engine.hasIdentities());
        assertEquals("mesh", engine.identityRule("a.example", 443).identity().name());
        policy("credentials: [o, mesh]", "grant: client-credentials", "token-url: https://idp.example/token", "certificate: mesh");
        assertEquals("mesh", engine.identityRule("a.example", 443).identity().name());
        assertEquals("Bearer t1", request());
    }

    @Test
    void aRuleHasOneCertificateWhateverNamesIt() throws Exception {
        write("other", "two");
        String mesh = "  o: {type: oauth2, grant: client-credentials, token-url: 'https://idp.example/token', client-id: o, certificate: mesh}";
        String other = "  p: {type: oauth2, grant: client-credentials, token-url: 'https://idp.example/token', client-id: p, header: X-P, certificate: other}";
        assertEquals("a connection has one client certificate, and 'mesh', to which 'o' is bound, and 'other' are two",
                mistake(mesh, other, "{host: a.example, credentials: [o, other]}"));
        assertEquals("a connection has one client certificate, and 'mesh', to which 'o' is bound, and 'other', to which 'p' is bound, are two",
                mistake(mesh, other, "{host: a.example, credentials: [o, p]}"));
        assertEquals("credential 'o' is named twice", mistake(mesh, other, "{host: a.example, credentials: [o, o]}"));
        String differs = mistake(mesh, other, "{host: a.example, paths: [/x], credentials: [o]}, {host: a.example, credentials: [p]}");
        assertTrue(differs.contains(" differ in their client certificate, 'other' and 'mesh'; it belongs to the connection"), differs);
    }

    private String mistake(String first, String second, String rules) {
        List<String> mistakes = assertThrows(PolicyException.class, () -> policies.policy("version: 1", "credentials:", certificate("mesh"),
                certificate("other"), first, second, "rules: [" + rules + "]")).mistakes();
        assertEquals(1, mistakes.size(), mistakes.toString());
        return mistakes.get(0).substring(mistakes.get(0).indexOf(": ") + 2);
    }

    @Test
    void twoThatNameTheSameCertificateShareATokenAndOthersDoNot() throws Exception {
        write("other", "two");
        String same = ": {type: oauth2, grant: client-credentials, token-url: 'https://idp.example/token', client-id: orders, certificate: ";
        engine = new Engine(policies.policy("version: 1", "credentials:", certificate("mesh"), certificate("other"), "  a" + same + "mesh}",
                "  b" + same + "mesh, header: X-Token}", "  c" + same + "other}", "rules:", "- {host: a.example, credentials: [a]}",
                "- {host: b.example, credentials: [b]}", "- {host: c.example, credentials: [c]}"), elsewhere.moments);
        engine.connects((by, socket) -> null);
        for (String host : new String[] {"a.example", "b.example", "c.example"}) {
            TestRequest request = new TestRequest("GET", "https://" + host + "/");
            request.whileWaiting = elsewhere::step;
            engine.sign(request);
        }
        assertEquals("[mesh CN=one, other CN=two]", shown.toString());
    }

    // Renewal.

    @Test
    void aCertificateThatIsRenewedHasTheTokenFetchedAnew() throws Exception {
        clientCredentials();
        assertEquals("Bearer t1", request());
        policies.secrets.poll();
        assertEquals("Bearer t1", request(), "the same files");
        renew("two");
        assertEquals("Bearer t2", request());
        assertEquals("Bearer t2", request());
        assertEquals("[mesh CN=one, mesh CN=two]", shown.toString());
    }

    @Test
    void aTokenThatWasAskedForWithTheOneBeforeIsNotUsedWhenItComes() throws Exception {
        clientCredentials();
        meanwhile = () -> renew("two");
        assertEquals("Bearer t2", request());
        assertEquals("[mesh CN=one, mesh CN=two]", shown.toString());
    }

    @Test
    void aRenewalOfTheTokenThatWasBegunWithTheOneBeforeIsNotUsedEither() throws Exception {
        clientCredentials("refresh-before: 30m");
        request();
        meanwhile = () -> renew("two");
        elsewhere.pass(2_000_000);
        assertEquals("[mesh CN=one, mesh CN=one]", shown.toString());
        assertEquals("Bearer t3", request());
        assertEquals("mesh CN=two", shown.get(2));
    }

    @Test
    void aServerThatRefusesTheOneBeforeIsShownTheNext() throws Exception {
        clientCredentials();
        TestBackground.Server server = elsewhere.server;
        elsewhere.server = call -> {
            if (!shownBy(call).equals("mesh CN=one")) {
                return server.answer(call);
            }
            renew("two");
            return TestBackground.json(401, "{\"error\":\"invalid_client\"}");
        };
        assertEquals("Bearer t1", request());
        assertEquals(2, elsewhere.calls.size());
    }

    @Test
    void aServerThatRefusesTheCertificateIsNotAskedAgainWithTheSame() throws Exception {
        clientCredentials();
        elsewhere.server = call -> TestBackground.json(401, "{\"error\":\"invalid_client\"}");
        assertEquals("o': https://idp.example/token answers with status 401: invalid_client", refusal());
        assertEquals(1, elsewhere.calls.size());
    }

    @Test
    void halfARenewalChangesNothing() throws Exception {
        clientCredentials();
        request();
        policies.write("mesh.pem", CLIENTS.issue(Spec.client("two")).certificates());
        policies.secrets.poll();
        assertEquals("Bearer t1", request());
        assertEquals(1, shown.size());
    }

    // Section 4: refresh tokens.

    @ParameterizedTest
    @ValueSource(strings = {"none", "tls_client_auth"})
    void aRefreshTokenThatWasBoundToTheOneBeforeIsSaidToBe(String authentication) throws Exception {
        policies.environment.put("FIRST", "canary-r0");
        policy("credentials: [o]", "grant: refresh-token", "token-url: https://idp.example/token", "certificate: mesh",
                "client-authentication: " + authentication, "refresh-token: '${env:FIRST}'", "store: s.token");
        elsewhere.server = call -> TestBackground.json(400, "{\"error\":\"invalid_grant\"}");
        String refusal = refusal();
        assertTrue(refusal.startsWith("o': the refresh token is not accepted any more: "), refusal);
        assertEquals(authentication.equals("none"), refusal.contains("; or it was for a client certificate that has been renewed since (RFC 8705,"
                + " section 4); give a new one in ${env:FIRST}"), refusal);
    }

    // Reload.

    @ParameterizedTest
    @ValueSource(strings = {"grant: client-credentials", "grant: jwt-bearer, assertion: j"})
    void whatPoliciesBeforeHaveShownIsLetGoWithThem(String grant) throws Exception {
        List<WeakReference<Object>> identities = new ArrayList<>();
        Path file = policies.write("p.yaml", "version: 1", "credentials:", certificate("mesh"),
                "  j: {type: jwt, algorithm: HS256, claims: {iss: a, aud: b}, key: '${literal:0123456789abcdef0123456789abcdef}'}",
                "  o: {type: oauth2, client-id: orders, token-url: 'https://idp.example/token', certificate: mesh, " + grant + "}", "rules: []");
        Identity two = CLIENTS.issue(Spec.client("two"));
        String[] pairs = {two.certificates() + two.pkcs8(), new String(Files.readAllBytes(folder.resolve("mesh.pem")), StandardCharsets.US_ASCII)};
        for (int i = 0; i < 100; i++) {
            policies.write("mesh.pem", pairs[i % 2]);
            identities.add(new WeakReference<>(((FetchedToken) PolicyReader.read(file, policies.secrets, policies.background).credential("o")).identity()));
        }
        policies.write("p.yaml", "version: 1", "credentials:", "  o: {type: oauth2, grant: client-credentials, token-url: 'https://idp.example/token',"
                + " client-id: orders}", "rules: []");
        long there = identities.size();
        for (int i = 0; i < 50 && there > 0; i++) {
            System.gc();
            PolicyReader.read(file, policies.secrets, policies.background);
            there = identities.stream().map(WeakReference::get).filter(Objects::nonNull).count();
        }
        assertEquals(0, there);
    }

    // What is not there.

    @Test
    void aCertificateThatIsNotThereIsSaidAndLookedForAgain() throws Exception {
        Files.delete(folder.resolve("mesh.pem"));
        clientCredentials();
        assertEquals("mesh': 'certificate': " + folder.resolve("mesh.pem") + " is not there", refusal());
        assertEquals(0, elsewhere.calls.size());
        renew("two");
        elsewhere.pass(1000);
        assertEquals("Bearer t1", request());
    }

    @Test
    void whatIsToBecomeOfARequestThenThePolicySays() throws Exception {
        Files.delete(folder.resolve("mesh.pem"));
        policy("on-failure: send-unsigned, credentials: [o]", "grant: client-credentials", "token-url: https://idp.example/token", "certificate: mesh");
        assertNull(request());
    }

    /** Over plain http the host is shown none; who issues the token is. */
    @Test
    void theTokenCallSaysWhichFileIsMissing() throws Exception {
        Files.delete(folder.resolve("mesh.pem"));
        TestRequest request = new TestRequest("GET", "http://127.0.0.1/x");
        request.whileWaiting = elsewhere::step;
        policy("credentials: []}, {host: 127.0.0.1, credentials: [o]", "grant: client-credentials", "token-url: https://idp.example/token",
                "certificate: mesh");
        String message = assertThrows(IOException.class, () -> engine.sign(request)).getMessage();
        assertTrue(message.endsWith("credential 'o': credential 'mesh' cannot be had: 'certificate': " + folder.resolve("mesh.pem") + " is not there"),
                message);
    }

    @Test
    void theCertificateIsTheOneOfThePolicy() throws Exception {
        clientCredentials();
        request();
        assertSame(engine.identityRule("a.example", 443).identity(), lastCall().route.identity);
    }
}
