package io.countersign.sample.upstream;

import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** OAuth 1.0a (RFC 5849), one client without tokens, HMAC-SHA256; nonces are accepted once. */
final class OAuth1Guard implements Guard {
    private static final String CHALLENGE = "OAuth realm=\"sample\"";

    private final String consumerKey;
    private final String consumerSecret;
    private final Window window;

    /** @param seconds the time, in Unix seconds */
    OAuth1Guard(String consumerKey, String consumerSecret, LongSupplier seconds) {
        this.consumerKey = consumerKey;
        this.consumerSecret = consumerSecret;
        this.window = new Window(seconds);
    }

    /** Section 3.2. */
    @Override
    public Verdict judge(IncomingRequest request) {
        try {
            Map<String, String> protocol = protocolParameters(request.line("Authorization"));
            if (protocol == null) {
                return unauthorized("no OAuth credential");
            }
            if (!consumerKey.equals(protocol.get("oauth_consumer_key")) || !"HMAC-SHA256".equals(protocol.get("oauth_signature_method"))
                    || !protocol.getOrDefault("oauth_version", "1.0").equals("1.0")) {
                return unauthorized("another client, method or version");
            }
            String signature = protocol.remove("oauth_signature");
            // Section 3.4.2; without a token its secret is empty.
            String expected = Base64.getEncoder().encodeToString(
                    Hashes.mac("HmacSHA256", encoded(consumerSecret) + "&", baseString(request, protocol)));
            if (signature == null || !Hashes.isSame(expected, signature)) {
                return unauthorized("wrong signature");
            }
            long time = Long.parseLong(protocol.get("oauth_timestamp"));
            if (!window.holds(time)) {
                return unauthorized("more than five minutes off");
            }
            return window.use(time + " " + protocol.get("oauth_nonce"), time) ? Verdict.GRANTED : unauthorized("seen before");
        } catch (IllegalArgumentException e) {
            return unauthorized("what follows OAuth is not of its form");
        }
    }

    /** Section 3.5.1, without the realm. */
    private static Map<String, String> protocolParameters(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "OAuth ", 0, 6)) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : authorization.substring(6).split(",")) {
            String[] sides = parameter.trim().split("=", 2);
            if (sides.length < 2 || sides[1].length() < 2 || !sides[1].startsWith("\"") || !sides[1].endsWith("\"")
                    || parameters.put(decoded(sides[0]), decoded(sides[1].substring(1, sides[1].length() - 1))) != null) {
                throw new IllegalArgumentException();
            }
        }
        parameters.remove("realm");
        return parameters;
    }

    /** Section 3.4.1.1. A body that is no form is not covered. */
    private static String baseString(IncomingRequest request, Map<String, String> protocol) {
        List<String> parameters = new ArrayList<>();
        protocol.forEach((name, value) -> parameters.add(encoded(name) + "=" + encoded(value)));
        for (String parameter : request.rawQuery == null ? new String[0] : request.rawQuery.split("&")) {
            String[] sides = parameter.split("=", 2);
            parameters.add(encoded(formDecoded(sides[0])) + "=" + (sides.length > 1 ? encoded(formDecoded(sides[1])) : ""));
        }
        Collections.sort(parameters);
        return request.method + "&" + encoded("http://" + request.line("Host") + request.rawPath) + "&"
                + encoded(String.join("&", parameters));
    }

    /** Section 3.6. */
    private static String encoded(String text) {
        try {
            return URLEncoder.encode(text, StandardCharsets.UTF_8.name()).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String decoded(String text) {
        return formDecoded(text.replace("+", "%2B"));
    }

    private static String formDecoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Verdict unauthorized(String reason) {
        return Verdict.unauthorized(CHALLENGE, reason);
    }
}
