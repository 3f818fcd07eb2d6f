package io.countersign.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An authorization code with PKCE, by a loopback redirect (RFC 8252), for a test that stands in for the client. */
final class CodeFlow implements AutoCloseable {
    private final HttpServer server;
    private final CompletableFuture<Map<String, String>> redirected = new CompletableFuture<>();
    private final String verifier = random();
    private final String state = random();
    private final String client;

    CodeFlow(String client) throws IOException {
        this.client = client;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/callback", exchange -> {
            Map<String, String> query = new LinkedHashMap<>();
            for (String field : exchange.getRequestURI().getRawQuery().split("&")) {
                query.put(field.substring(0, field.indexOf('=')),
                        URLDecoder.decode(field.substring(field.indexOf('=') + 1), StandardCharsets.UTF_8));
            }
            byte[] page = "<!DOCTYPE html><title>arrived</title>arrived".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
            redirected.complete(query);
        });
        server.start();
    }

    private static String random() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return base64(random);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String redirectUri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/callback";
    }

    /** @param more parameters of the request beside those of the flow itself, {@code scope} among them */
    String url(String authorizationEndpoint, Map<String, String> more) {
        Map<String, String> query = new LinkedHashMap<>(more);
        query.putAll(Map.of("response_type", "code", "client_id", client, "redirect_uri", redirectUri(), "state", state,
                "code_challenge", challenge(), "code_challenge_method", "S256"));
        return authorizationEndpoint + "?" + Plain.form(query);
    }

    private String challenge() {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What came with the redirect: {@code code}, {@code iss} or {@code error} and so on. */
    Map<String, String> redirect() throws IOException {
        try {
            Map<String, String> query = redirected.get(30, TimeUnit.SECONDS);
            if (!state.equals(query.get("state"))) {
                throw new IOException("a redirect with another state: " + query.keySet());
            }
            return query;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException(e);
        }
    }

    /** @return what the token endpoint answers for the code that has come */
    Map<String, Object> redeem(String tokenEndpoint, String... headers) throws IOException {
        String code = redirect().get("code");
        if (code == null) {
            throw new IOException("no code: " + redirect());
        }
        HttpResponse<String> answer = Plain.post(tokenEndpoint, Map.of("grant_type", "authorization_code", "code", code,
                "redirect_uri", redirectUri(), "client_id", client, "code_verifier", verifier), headers);
        return Plain.json(answer);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
