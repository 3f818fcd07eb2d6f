package io.countersign.sample.upstream;

import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Digest access authentication (RFC 7616), SHA-256, {@code qop=auth}; each nonce is used with rising counts. */
final class DigestGuard implements Guard {
    private static final String REALM = "sample";
    private static final Pattern PARAMETER = Pattern.compile("\\s*([a-z]+\\*?)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\",\\s]+))\\s*(?:,|$)");

    private static final List<String> REQUIRED = Arrays.asList("realm", "nonce", "uri", "response", "qop", "nc", "cnonce");
    private static final int MOST_NONCES = 1000;

    private final String username;
    private final String password;
    private final Supplier<String> nonces;

    /** The last count that each nonce was used with; the oldest ones are forgotten. */
    private final Map<String, Long> counts = new LinkedHashMap<String, Long>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_NONCES;
        }
    };

    /** @param nonces makes what nobody can guess and has not been there before */
    DigestGuard(String username, String password, Supplier<String> nonces) {
        this.username = username;
        this.password = password;
        this.nonces = nonces;
    }

    @Override
    public Verdict judge(IncomingRequest request) {
        String authorization = request.line("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Digest ", 0, 7)) {
            return challenge(false, "no Digest credential");
        }
        Map<String, String> given = parameters(authorization.substring(7));
        if (given == null || !given.keySet().containsAll(REQUIRED) || !"SHA-256".equals(given.get("algorithm"))
                || !given.get("qop").equals("auth")) {
            return challenge(false, "what follows Digest is not of its form");
        }
        if (!username.equals(username(given)) || !given.get("realm").equals(REALM)) {
            return challenge(false, "wrong user or password");
        }
        if (!given.get("uri").equals(request.target())) {
            return challenge(false, "for another request");
        }
        if (!Hashes.isSame(response(given, request.method), given.get("response"))) {
            return challenge(false, "wrong user or password");
        }
        return count(given.get("nonce"), given.get("nc")) ? Verdict.GRANTED : challenge(true, "a nonce that is not good any more");
    }

    /** Section 3.4: in the notation of RFC 8187 where it is not ASCII. Null if there is none. */
    private static String username(Map<String, String> given) {
        String extended = given.get("username*");
        if (extended == null || !extended.startsWith("UTF-8''")) {
            return given.get("username");
        }
        try {
            return URLDecoder.decode(extended.substring(7).replace("+", "%2B"), "UTF-8");
        } catch (UnsupportedEncodingException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Section 3.4.1. */
    private String response(Map<String, String> given, String method) {
        String secret = hash(username + ":" + REALM + ":" + password);
        return hash(secret + ":" + given.get("nonce") + ":" + given.get("nc") + ":" + given.get("cnonce") + ":auth:"
                + hash(method + ":" + given.get("uri")));
    }

    private static String hash(String text) {
        return Hashes.hex(Hashes.digest("SHA-256", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(text);
        int end = 0;
        while (parameter.lookingAt()) {
            String value = parameter.group(2) != null ? parameter.group(2).replaceAll("\\\\(.)", "$1") : parameter.group(3);
            if (parameters.put(parameter.group(1), value) != null) {
                return null;
            }
            end = parameter.end();
            parameter.region(end, text.length());
        }
        return end == text.length() ? parameters : null;
    }

    private synchronized boolean count(String nonce, String count) {
        Long last = counts.get(nonce);
        if (last == null || !count.matches("[0-9a-f]{8}") || Long.parseLong(count, 16) <= last) {
            return false;
        }
        counts.put(nonce, Long.parseLong(count, 16));
        return true;
    }

    /** Section 3.3. */
    private synchronized Verdict challenge(boolean stale, String reason) {
        String nonce = nonces.get();
        counts.put(nonce, 0L);
        return Verdict.unauthorized("Digest realm=\"" + REALM + "\", qop=\"auth\", algorithm=SHA-256, nonce=\"" + nonce
                + "\", charset=UTF-8" + (stale ? ", stale=true" : ""), reason);
    }
}
