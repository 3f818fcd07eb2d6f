package io.countersign.credential.hmac;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.text.Octets;
import io.countersign.text.PercentEncoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a template cannot say of Azure Storage's "Authorize with Shared Key", by the names that it has there. */
final class AzureStorage {
    /**
     * The service compares names as a dictionary does, which its document does not tell and its SDKs imitate: an underscore stands
     * before the digits, and a hyphen counts only where nothing else differs.
     */
    private static final Comparator<String> ORDER = Comparator.comparing(AzureStorage::sortKey)
            .thenComparing(String::length).thenComparing(Comparator.naturalOrder());

    private AzureStorage() {}

    private static String sortKey(String name) {
        return name.replace("-", "").replace('_', ' ');
    }

    /** "Content-Length Header in Version 2015-02-21 and Later": until then a zero was written as one. */
    static void writeContentLength(Message message, Octets out) {
        long length = message.bodyLength();
        if (length > 0 || length == 0 && message.hasBody() && isBefore20150221(message.header("x-ms-version"))) {
            out.add(Long.toString(length));
        }
    }

    private static boolean isBefore20150221(String version) {
        return version != null && version.compareTo("2015-02-21") < 0;
    }

    /** "Constructing the canonicalized headers string". */
    static void writeHeaders(Calculation calculation, Octets out) throws CredentialUnavailable {
        Message message = calculation.message;
        Map<String, String> headers = new TreeMap<>(ORDER);
        for (int i = 0; i < message.fieldCount(); i++) {
            String name = message.fieldName(i);
            if (isXms(name)) {
                headers.put(name.toLowerCase(Locale.ROOT), message.header(name));
            }
        }
        calculation.addOwn(headers, AzureStorage::isXms);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            out.add(header.getKey());
            out.add(':');
            out.add(unfolded(header.getValue()));
            out.add('\n');
        }
    }

    static boolean isXms(String name) {
        return name.regionMatches(true, 0, "x-ms-", 0, 5);
    }

    /** No space around it, and one where a line break was (RFC 9112, section 5.2). */
    private static String unfolded(String value) {
        if (value.indexOf('\n') < 0) {
            return value.trim();
        }
        StringBuilder unfolded = new StringBuilder(value.length());
        for (String line : value.trim().split("\n", -1)) {
            unfolded.append(unfolded.length() == 0 ? "" : " ").append(line.trim());
        }
        return unfolded.toString();
    }

    /** "Constructing the canonicalized resource string", "Shared Key format for 2009-09-19 and later". */
    static void writeResource(Message message, String account, Octets out) {
        writePath(message, account, out);
        Map<String, List<String>> parameters = new TreeMap<>(ORDER);
        String query = message.rawQuery();
        for (int start = 0; query != null && start < query.length(); ) {
            int and = query.indexOf('&', start);
            int end = and < 0 ? query.length() : and;
            if (end > start) {
                int equals = query.indexOf('=', start);
                boolean hasValue = equals >= 0 && equals < end;
                // A plus is no space here: every SDK of the vendor's leaves it as it is.
                String name = PercentEncoding.decode(query.substring(start, hasValue ? equals : end)).toLowerCase(Locale.ROOT);
                parameters.computeIfAbsent(name, n -> new ArrayList<>(1))
                        .add(hasValue ? PercentEncoding.decode(query.substring(equals + 1, end)) : "");
            }
            start = end + 1;
        }
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            Collections.sort(parameter.getValue());
            out.add('\n');
            out.add(parameter.getKey());
            out.add(':');
            out.add(String.join(",", parameter.getValue()));
        }
    }

    /** The same, "Shared Key Lite and Table service format for 2009-09-19 and later": of the query {@code comp} alone. */
    static void writeTableResource(Message message, String account, Octets out) {
        writePath(message, account, out);
        String query = message.rawQuery();
        for (int start = 0; query != null && start < query.length(); ) {
            int and = query.indexOf('&', start);
            int end = and < 0 ? query.length() : and;
            if (query.startsWith("comp=", start)) {
                out.add("?comp=");
                out.add(PercentEncoding.decode(query.substring(start + "comp=".length(), end)));
                return;
            }
            start = end + 1;
        }
    }

    /** The account owns every resource, the one that the emulator names in its paths included. */
    private static void writePath(Message message, String account, Octets out) {
        out.add('/');
        out.add(account);
        out.add(message.rawPath());
    }
}
