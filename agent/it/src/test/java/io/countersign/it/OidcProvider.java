package io.countersign.it;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code authorization-server.mjs} in a process of its own: oidc-provider, and a resource that takes its access tokens and
 * those of the issuers that it is told of.
 */
final class OidcProvider implements AutoCloseable {
    static final String RESOURCE = "https://api.example.test";

    /** What a form would have encoded, all of it that a client's secret may hold; long enough for HS256. */
    static final String SECRET = "s%c:r+e t/&=~\"\\%25-" + Fixture.CANARY + "-0123456789";

    /** Whose certificate its servers over TLS have, and whose they accept. */
    static final Authority SERVERS = Authority.root("Servers");
    static final Authority CLIENTS = Authority.root("Clients");

    private final Process process;
    private final PrintStream in;
    private final Path errors;
    private final String port;

    /** Of the resource. */
    final String guardedPort;

    /** Of both, over TLS. */
    private final String tlsPort;
    final String guardedTlsPort;

    /** @param issuers where each of them publishes its keys, by its name */
    OidcProvider(Keys keys, Map<String, String> issuers, Path folder) throws IOException {
        errors = folder.resolve("authorization-server");
        process = new ProcessBuilder("node", Verifiers.FOLDER.resolve("authorization-server.mjs").toString())
                .redirectError(errors.toFile()).start();
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        in.println(JSONObjectUtils.toJSONString(Map.of("clients", clients(keys), "issuers", issuers, "tls", tls())));
        String ready = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (ready == null) {
            throw new IOException("the authorization server did not start: " + errors());
        }
        String[] ports = ready.split(" ");
        port = ports[0];
        guardedPort = ports[1];
        tlsPort = ports[2];
        guardedTlsPort = ports[3];
    }

    private static Map<String, String> tls() {
        Identity identity = ServerTls.identity(SERVERS);
        return Map.of("key", identity.pkcs8(), "cert", identity.certificates(), "ca", CLIENTS.pem());
    }

    static boolean isThere() {
        return Files.isDirectory(Verifiers.FOLDER.resolve("node_modules/oidc-provider"));
    }

    private static List<Map<String, Object>> clients(Keys keys) {
        Map<String, Object> secret = Map.of("client_secret", SECRET);
        return List.of(
                machine("basic client:1", "client_secret_basic", secret),
                machine("brief", "client_secret_basic", secret),
                machine("post", "client_secret_post", secret),
                machine("secret-jwt", "client_secret_jwt", secret),
                machine("private-key-jwt", "private_key_jwt", Map.of("jwks", keys.published().toJSONObject())),
                machine("dpop", "client_secret_basic", Map.of("client_secret", SECRET, "dpop_bound_access_tokens", true)),
                machine("certificate", "tls_client_auth", Map.of("tls_client_auth_subject_dn", "CN=orders",
                        "tls_client_certificate_bound_access_tokens", true)),
                machine("bound", "client_secret_basic", Map.of("client_secret", SECRET, "tls_client_certificate_bound_access_tokens", true)),
                machine("brief-dpop", "client_secret_basic", Map.of("client_secret", SECRET, "dpop_bound_access_tokens", true)),
                people("people", Map.of()),
                people("brief-people", Map.of()),
                people("device", Map.of()),
                people("dpop-people", Map.of("dpop_bound_access_tokens", true)));
    }

    private static Map<String, Object> machine(String id, String authentication, Map<String, Object> more) {
        Map<String, Object> client = new HashMap<>(more);
        client.putAll(Map.of("client_id", id, "token_endpoint_auth_method", authentication,
                "grant_types", List.of("client_credentials"), "response_types", List.of(), "redirect_uris", List.of()));
        return client;
    }

    /** On a loopback address any port is theirs (RFC 8252, section 7.3). */
    private static Map<String, Object> people(String id, Map<String, Object> more) {
        Map<String, Object> client = new HashMap<>(more);
        client.putAll(Map.of("client_id", id, "token_endpoint_auth_method", "none", "application_type", "native",
                "grant_types", List.of("authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"),
                "response_types", List.of("code"), "redirect_uris", List.of("http://127.0.0.1/callback", "http://127.0.0.1/")));
        return client;
    }

    /** The token endpoint for those who show a certificate. */
    String tokenEndpointByTls() {
        return "https://127.0.0.1:" + tlsPort + "/token";
    }

    /** As {@link #guarded}, where a certificate is asked for. */
    String guardedByTls(String scope) {
        return "https://127.0.0.1:" + guardedTlsPort + "/guarded/" + scope;
    }

    String issuer() {
        return "http://127.0.0.1:" + port;
    }

    String url(String path) {
        return issuer() + path;
    }

    /** Where a token with this scope is asked for. */
    String guarded(String scope) {
        return resource("/guarded/" + scope);
    }

    String resource(String path) {
        return "http://127.0.0.1:" + guardedPort + path;
    }

    /** What was asked of it since the last look: of its token endpoint, {@code client grant answer}, and of its resource. */
    Stats stats() throws IOException {
        try {
            Map<String, Object> stats = JSONObjectUtils.parse(Plain.get(resource("/stats")).body());
            List<String> token = JSONObjectUtils.getJSONObjectArray(stats, "token") == null ? List.of()
                    : List.of(JSONObjectUtils.getJSONObjectArray(stats, "token")).stream()
                            .map(asked -> asked.get("client") + " " + asked.get("grant") + " " + asked.get("answer")).toList();
            return new Stats(token, JSONObjectUtils.getStringList(stats, "resource"));
        } catch (ParseException e) {
            throw new IOException(e);
        }
    }

    record Stats(List<String> token, List<String> resource) {}

    /** The resource takes no nonce that it has handed out. */
    void forgetNonces() throws IOException {
        Plain.get(resource("/forget-nonces"));
    }

    /** The resource takes no token any more that it has taken. */
    void revoke() throws IOException {
        Plain.get(resource("/revoke"));
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() {
        in.close();
        process.destroy();
    }
}
