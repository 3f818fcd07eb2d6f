package io.countersign.credential.digest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what servers say of authentication: challenges (RFC 9110, section 11.6.1), any number of them in one field, and the
 * parameters of {@code Authentication-Info} (section 11.6.3). Where a field is broken, what stands before is kept and the rest
 * of it is left, since it cannot be told where the next challenge begins.
 */
final class AuthParameters {
    /** No parameter's name. */
    private static final String TWICE = "";

    private final String text;
    private int at;

    private AuthParameters(String text) {
        this.text = text;
    }

    /**
     * The parameters of all challenges of that scheme, in their order: names in lower case, values without quotes and
     * backslashes. A challenge that names a parameter twice is none.
     */
    static List<Map<String, String>> ofChallenges(String scheme, List<String> fields) {
        List<Map<String, String>> challenges = new ArrayList<>();
        for (String field : fields) {
            new AuthParameters(field).readChallenges(scheme, challenges);
        }
        return challenges;
    }

    /** {@code #auth-param}; empty if it is broken. */
    static Map<String, String> of(String field) {
        AuthParameters reading = new AuthParameters(field);
        reading.skipSeparators();
        Map<String, String> parameters = reading.parameters();
        return parameters == null || reading.at < field.length() ? new HashMap<>() : parameters;
    }

    /** {@code #challenge}, where {@code challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]}. */
    private void readChallenges(String wanted, List<Map<String, String>> challenges) {
        for (skipSeparators(); at < text.length(); skipSeparators()) {
            String scheme = token();
            if (scheme.isEmpty() || at < text.length() && !isSpace(text.charAt(at)) && text.charAt(at) != ',') {
                return;
            }
            skipSpace();
            Map<String, String> parameters = new HashMap<>();
            if (at < text.length() && text.charAt(at) != ',' && !skipToken68()) {
                parameters = parameters();
                if (parameters == null) {
                    return;
                }
            }
            if (scheme.equalsIgnoreCase(wanted) && !parameters.containsKey(TWICE)) {
                challenges.add(parameters);
            }
        }
    }

    /** @return null if what stands here is none */
    private Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>();
        while (true) {
            String name = token();
            skipSpace();
            if (name.isEmpty() || at == text.length() || text.charAt(at) != '=') {
                return null;
            }
            at++;
            skipSpace();
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            String value = quoted ? quotedString() : token();
            skipSpace();
            if (value == null || value.isEmpty() && !quoted || at < text.length() && text.charAt(at) != ',') {
                return null;
            }
            if (parameters.put(name.toLowerCase(Locale.ROOT), value) != null) {
                parameters.put(TWICE, name);
            }
            skipSeparators();
            if (at == text.length() || !isParameterNext()) {
                return parameters;
            }
        }
    }

    /** Behind a comma there is another parameter, or another challenge. */
    private boolean isParameterNext() {
        int start = at;
        token();
        skipSpace();
        boolean next = at < text.length() && text.charAt(at) == '=';
        at = start;
        return next;
    }

    /** {@code 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="}, which the challenge ends with. */
    private boolean skipToken68() {
        int start = at;
        while (at < text.length() && (isAlphanumeric(text.charAt(at)) || "-._~+/".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        while (at > start && at < text.length() && text.charAt(at) == '=') {
            at++;
        }
        skipSpace();
        if (at > start && (at == text.length() || text.charAt(at) == ',')) {
            return true;
        }
        at = start;
        return false;
    }

    /** RFC 9110, section 5.6.2; empty if none stands here. */
    private String token() {
        int start = at;
        while (at < text.length() && (isAlphanumeric(text.charAt(at)) || "!#$%&'*+-.^_`|~".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return text.substring(start, at);
    }

    /** RFC 9110, section 5.6.4; null if it is not closed. */
    private String quotedString() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && ++at == text.length()) {
                return null;
            }
            value.append(text.charAt(at));
        }
        return at++ < text.length() ? value.toString() : null;
    }

    /** Empty elements of a list are allowed (RFC 9110, section 5.6.1.2). */
    private void skipSeparators() {
        while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == ',')) {
            at++;
        }
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
