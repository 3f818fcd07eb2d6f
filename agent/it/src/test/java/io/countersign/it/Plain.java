package io.countersign.it;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** Requests that a test makes itself, without the agent. */
final class Plain {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Plain() {}

    /** @param headers names and values in turn */
    static HttpResponse<String> get(String url, String... headers) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)), headers);
    }

    /** @param headers names and values in turn */
    static HttpResponse<String> post(String url, Map<String, String> form, String... headers) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(form))), headers);
    }

    static String form(Map<String, String> form) {
        return form.entrySet().stream().map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** RFC 6749, section 2.3.1. */
    static String basic(String client, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((encode(client) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8));
    }

    static Map<String, Object> json(HttpResponse<String> answer) throws IOException {
        try {
            return JSONObjectUtils.parse(answer.body());
        } catch (ParseException e) {
            throw new IOException(answer.statusCode() + " " + answer.body(), e);
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws IOException {
        return send(CLIENT, request, headers);
    }

    /** By a client of the test's own. @param headers names and values in turn */
    static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request, String... headers) throws IOException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
