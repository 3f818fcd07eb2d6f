package io.countersign.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.text.FormFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** An authorization server that does as the test says, and checks what a real one would. */
final class FakeServer implements AutoCloseable {
    /** Made once: they are slow to make. */
    static final RSAKey RSA = rsa("rsa-1", 2048);
    static final RSAKey OTHER_RSA = rsa("rsa-2", 2048);
    static final RSAKey SHORT_RSA = shortRsa();
    static final ECKey EC = ec("ec-1", Curve.P_256);

    final String issuer;
    final Map<String, Object> metadata = new LinkedHashMap<>();
    final List<JWK> keys = new ArrayList<>(Arrays.asList(RSA, EC));
    final List<Map<String, String>> tokenRequests = Collections.synchronizedList(new ArrayList<>());
    final List<Map<String, String>> revocations = Collections.synchronizedList(new ArrayList<>());
    final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    Map<String, String> authorizationRequest;

    /** What is changed about the answer in the browser: a null value takes a parameter away. */
    final Map<String, String> redirectChanges = new HashMap<>();

    /** Of the next ID token. */
    JWSAlgorithm algorithm = JWSAlgorithm.RS256;
    JWK signingKey = RSA;
    Consumer<Map<String, Object>> claims = all -> { };
    Consumer<JWSHeader.Builder> header = builder -> { };

    /** What the token endpoint answers with instead, one after the other; {@code status body}. */
    final List<String> tokenAnswers = Collections.synchronizedList(new ArrayList<>());

    /** What is changed about the tokens that are issued: a null value takes one away. */
    final Map<String, Object> tokenChanges = new HashMap<>();
    final Map<String, Object> deviceChanges = new HashMap<>();
    String revocationAnswer = "200 ";

    /** Path and subject of each request to the endpoints for certificates. */
    final List<String> shown = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;
    private HttpsServer forCertificates;
    private final TestMoments moments;

    FakeServer(TestMoments moments) throws IOException {
        this.moments = moments;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        metadata.put("issuer", issuer);
        for (String endpoint : new String[] {"authorization_endpoint", "token_endpoint", "device_authorization_endpoint", "revocation_endpoint"}) {
            metadata.put(endpoint, issuer + "/" + endpoint);
        }
        metadata.put("jwks_uri", issuer + "/jwks");
        metadata.put("code_challenge_methods_supported", Arrays.asList("plain", "S256"));
        metadata.put("id_token_signing_alg_values_supported", Arrays.asList("RS256", "PS256", "ES256", "HS256", "none"));
        server.createContext("/", this::handle);
        server.start();
    }

    /** From now on it has other endpoints for those who show a certificate, and no others (RFC 8705, section 5). */
    void wants(Identity identity, Authority clients) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.keyManagers(), clients.trustManagers(), null);
        forCertificates = HttpsServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        forCertificates.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters needing = context.getDefaultSSLParameters();
                needing.setNeedClientAuth(true);
                parameters.setSSLParameters(needing);
            }
        });
        forCertificates.createContext("/", exchange -> {
            shown.add(exchange.getRequestURI().getPath().substring(1) + " " + ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName());
            handle(exchange);
        });
        forCertificates.start();
        Map<String, Object> aliases = new LinkedHashMap<>();
        for (String endpoint : new String[] {"authorization_endpoint", "token_endpoint", "device_authorization_endpoint", "revocation_endpoint"}) {
            aliases.put(endpoint, "https://127.0.0.1:" + forCertificates.getAddress().getPort() + "/" + endpoint);
        }
        metadata.put("mtls_endpoint_aliases", aliases);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            String path = exchange.getRequestURI().getPath().substring(1);
            switch (path) {
                case ".well-known/openid-configuration":
                    answer(exchange, "200 " + JSONObjectUtils.toJSONString(metadata));
                    break;
                case "jwks":
                    List<Object> set = new ArrayList<>();
                    for (JWK key : keys) {
                        set.add(key.toPublicJWK().toJSONObject());
                    }
                    answer(exchange, "200 " + JSONObjectUtils.toJSONString(Collections.singletonMap("keys", set)));
                    break;
                case "authorization_endpoint":
                    authorize(exchange);
                    break;
                case "token_endpoint":
                    Map<String, String> request = form(exchange);
                    tokenRequests.add(request);
                    answer(exchange, tokenAnswers.isEmpty() ? tokens(request) : tokenAnswers.remove(0));
                    break;
                case "device_authorization_endpoint":
                    form(exchange);
                    Map<String, Object> device = new LinkedHashMap<>();
                    device.put("device_code", "secret-device-code");
                    device.put("user_code", "WDJB-MJHT");
                    device.put("verification_uri", issuer + "/device");
                    device.put("expires_in", 60);
                    device.put("interval", 2);
                    change(device, deviceChanges);
                    answer(exchange, "200 " + JSONObjectUtils.toJSONString(device));
                    break;
                case "revocation_endpoint":
                    revocations.add(form(exchange));
                    answer(exchange, revocationAnswer);
                    break;
                default:
                    answer(exchange, "404 {}");
            }
        } finally {
            exchange.close();
        }
    }

    private void authorize(HttpExchange exchange) throws IOException {
        authorizationRequest = fields(exchange.getRequestURI().getRawQuery());
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("code", "secret-code");
        parameters.put("state", authorizationRequest.get("state"));
        parameters.putAll(redirectChanges);
        StringBuilder location = new StringBuilder(authorizationRequest.get("redirect_uri")).append('?');
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            if (parameter.getValue() != null) {
                location.append(parameter.getKey()).append('=').append(URLEncoder.encode(parameter.getValue(), "UTF-8")).append('&');
            }
        }
        exchange.getResponseHeaders().set("Location", location.toString());
        exchange.sendResponseHeaders(302, -1);
    }

    private String tokens(Map<String, String> request) {
        if ("authorization_code".equals(request.get("grant_type"))) {
            String challenge = base64(sha256(request.get("code_verifier")));
            if (!"secret-code".equals(request.get("code")) || !challenge.equals(authorizationRequest.get("code_challenge"))
                    || !"S256".equals(authorizationRequest.get("code_challenge_method"))
                    || !authorizationRequest.get("redirect_uri").equals(request.get("redirect_uri"))) {
                return "400 {\"error\":\"invalid_grant\"}";
            }
        } else if (!"secret-device-code".equals(request.get("device_code"))) {
            return "400 {\"error\":\"invalid_grant\"}";
        }
        Map<String, Object> tokens = new LinkedHashMap<>();
        tokens.put("access_token", "secret-access-token");
        tokens.put("token_type", "Bearer");
        tokens.put("expires_in", 300);
        tokens.put("refresh_token", "secret-refresh-token");
        tokens.put("scope", "openid api");
        tokens.put("id_token", idToken(authorizationRequest == null ? null : authorizationRequest.get("nonce")));
        change(tokens, tokenChanges);
        return "200 " + JSONObjectUtils.toJSONString(tokens);
    }

    /** One that is right but for what the test changes. */
    String idToken(String nonce) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("iss", issuer);
        all.put("sub", "4711");
        all.put("preferred_username", "alice");
        all.put("aud", "orders");
        all.put("iat", moments.millis() / 1000);
        all.put("exp", moments.millis() / 1000 + 300);
        all.put("at_hash", base64(Arrays.copyOf(sha256("secret-access-token"), 16)));
        all.put("nonce", nonce);
        claims.accept(all);
        all.values().removeIf(value -> value == null);
        try {
            JWSHeader.Builder builder = new JWSHeader.Builder(algorithm);
            if (signingKey != null) {
                builder.keyID(signingKey.getKeyID());
            }
            header.accept(builder);
            JWSObject jws = new JWSObject(builder.build(), new Payload(all));
            jws.sign(signer());
            return jws.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private JWSSigner signer() throws JOSEException {
        // The forgery: the public key, which everybody has, as the secret of an HMAC.
        return algorithm.equals(JWSAlgorithm.HS256) ? new MACSigner(((RSAKey) signingKey).toRSAPublicKey().getEncoded())
                : signingKey instanceof RSAKey ? new RSASSASigner(((RSAKey) signingKey).toPrivateKey(), true) : new ECDSASigner((ECKey) signingKey);
    }

    private static void change(Map<String, Object> all, Map<String, Object> changes) {
        all.putAll(changes);
        all.values().removeIf(value -> value == null);
    }

    private Map<String, String> form(HttpExchange exchange) throws IOException {
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        InputStream in = exchange.getRequestBody();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            body.write(buffer, 0, n);
        }
        return fields(new String(body.toByteArray(), StandardCharsets.UTF_8));
    }

    static Map<String, String> fields(String text) {
        FormFields fields = new FormFields(text);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            map.merge(fields.name(i), fields.value(i), (a, b) -> a + "," + b);
        }
        return map;
    }

    private static void answer(HttpExchange exchange, String statusAndBody) throws IOException {
        int space = statusAndBody.indexOf(' ');
        byte[] body = statusAndBody.substring(space + 1).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(Integer.parseInt(statusAndBody.substring(0, space)), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** What a browser is answered, redirects followed. */
    static String visit(String url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] page = new byte[10_000];
            int length = in.read(page);
            return status + " " + connection.getHeaderField("Cache-Control") + " " + new String(page, 0, Math.max(0, length), StandardCharsets.UTF_8);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static RSAKey rsa(String name, int size) {
        try {
            return new RSAKeyGenerator(size).keyID(name).keyUse(KeyUse.SIGNATURE).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static RSAKey shortRsa() {
        try {
            return new RSAKeyGenerator(1024, true).keyID("rsa-short").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static ECKey ec(String name, Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID(name).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (forCertificates != null) {
            forCertificates.stop(0);
        }
        server.stop(0);
    }
}
