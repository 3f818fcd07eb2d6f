package io.countersign.discovery;

import io.countersign.request.OutgoingRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The credentials that an application sends itself, by the names of headers and query parameters and never by a value. */
final class SentCredentials {
    /** Authentication schemes, in lower case: IANA's registry of them, and those of vendors. Any other word may be the secret itself. */
    private static final Set<String> SCHEMES = new HashSet<>(Arrays.asList("basic", "bearer", "concealed", "digest", "dpop", "gnap", "hoba", "mutual",
            "negotiate", "oauth", "privatetoken", "scram-sha-1", "scram-sha-256", "vapid", "aws4-hmac-sha256", "aws4-ecdsa-p256-sha256", "aws", "ntlm",
            "kerberos", "hawk", "mac", "sharedkey", "sharedkeylite", "sharedaccesssignature", "eg1-hmac-sha256", "signature", "hmac-sha256", "apikey",
            "api-key", "key", "token", "geniekey", "snowflake", "splunk", "googlelogin", "ssws", "jwt"));

    /** Parts of names that credentials have. */
    private static final String[] TELLING = {"auth", "token", "secret", "signature", "password", "passwd", "credential", "session", "cookie", "apikey",
        "api-key", "api_key", "access-key", "access_key", "accesskey", "subscription-key", "hmac", "jwt"};

    /** Whole names of query parameters that do not tell by themselves. */
    private static final Set<String> PARAMETERS = new HashSet<>(Arrays.asList("key", "sig", "code", "pwd"));

    /** What tells of how to authenticate, and is none. */
    private static final Set<String> NOT = new HashSet<>(Arrays.asList("author", "authority", ":authority", "x-author"));

    private SentCredentials() {}

    /** {@code Authorization: Basic}, {@code X-API-Key}, {@code ?api_key}: each once, in the order in which they stand. */
    static List<String> of(OutgoingRequest request) {
        List<String> found = new ArrayList<>(0);
        String[] fields = request.fields();
        for (int i = 0; i < fields.length; i += 2) {
            if (tells(fields[i])) {
                add(fields[i] + scheme(fields[i + 1]), found);
            }
        }
        String query = request.rawQuery();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? "" : parameter.substring(0, equals);
            if (isName(name) && (tells(name) || PARAMETERS.contains(name.toLowerCase(Locale.ROOT)))) {
                add("?" + name, found);
            }
        }
        return found.isEmpty() ? Collections.emptyList() : found;
    }

    private static void add(String one, List<String> to) {
        if (!to.contains(one)) {
            to.add(one);
        }
    }

    private static boolean tells(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String part : TELLING) {
            if (lower.contains(part)) {
                return !NOT.contains(lower);
            }
        }
        return false;
    }

    /** A query may be anything; what is no plain word is not shown. */
    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.')) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= 40;
    }

    private static String scheme(String value) {
        int blank = value.indexOf(' ');
        String word = blank < 0 ? "" : value.substring(0, blank);
        return SCHEMES.contains(word.toLowerCase(Locale.ROOT)) ? ": " + word : "";
    }
}
