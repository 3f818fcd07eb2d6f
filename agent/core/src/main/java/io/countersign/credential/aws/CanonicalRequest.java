package io.countersign.credential.aws;

import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.text.Octets;
import io.countersign.text.PercentEncoding;
import java.util.Arrays;
import java.util.Locale;

/**
 * A request in the one form that the service makes of what it receives: method, path, query, the headers that are signed, and
 * the payload's hash (IAM User Guide, "Create a signed AWS API request", step 1). What is sent stays as it is.
 */
final class CanonicalRequest {
    private final Message message;
    private final String hashedPayload;
    private final Service service;

    /** Those that are signed, by their names in lower case; of one name in their order. */
    private final Header[] headers;
    private int headerCount;

    /** @param added headers that are about to be put on, in the place of those of the same names */
    CanonicalRequest(Message message, Headers added, String hashedPayload, Service service) {
        this.message = message;
        this.hashedPayload = hashedPayload;
        this.service = service;
        this.headers = new Header[message.fieldCount() + added.size() + 1];
        headers[headerCount++] = new Header("host", message.authority());
        for (int i = 0; i < message.fieldCount(); i++) {
            if (isSigned(message.fieldName(i)) && !added.has(message.fieldName(i))) {
                headers[headerCount++] = new Header(message.fieldName(i), message.fieldValue(i));
            }
        }
        for (int i = 0; i < added.size(); i++) {
            headers[headerCount++] = new Header(added.name(i), added.value(i));
        }
        Arrays.sort(headers, 0, headerCount);
    }

    private static boolean isSigned(String name) {
        return name.regionMatches(true, 0, "x-amz-", 0, 6) || name.equalsIgnoreCase("content-type")
                || name.equalsIgnoreCase("content-md5") || name.equalsIgnoreCase("range");
    }

    void write(Octets out) {
        out.add(message.method());
        out.add('\n');
        out.add(canonicalUri());
        out.add('\n');
        CanonicalQuery.write(message.rawQuery(), out);
        out.add('\n');
        writeHeaders(out);
        out.add('\n');
        writeSignedHeaders(out);
        out.add('\n');
        out.add(hashedPayload);
    }

    /**
     * S3 decodes the path, a plus as a space, and encodes it once; the other services encode what they receive, with the
     * codes that are in it, and resolve dot segments and empty ones (RFC 3986, section 5.2.4).
     */
    private String canonicalUri() {
        return service.isS3 ? PercentEncoding.encodeAnew(message.rawPath(), "/")
                : PercentEncoding.encode(normalized(message.rawPath()), "/");
    }

    private static String normalized(String path) {
        if (!path.contains("//") && !path.contains("/.")) {
            return path;
        }
        StringBuilder normalized = new StringBuilder(path.length());
        for (int start = 0; start < path.length(); ) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            String segment = path.substring(start, end);
            if (segment.equals("..")) {
                normalized.setLength(Math.max(0, normalized.lastIndexOf("/")));
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                normalized.append('/').append(segment);
            }
            start = end + 1;
        }
        return path.endsWith("/") || normalized.length() == 0 ? normalized.append('/').toString() : normalized.toString();
    }

    private void writeHeaders(Octets out) {
        for (int i = 0; i < headerCount; i++) {
            if (isFirstOfItsName(i)) {
                out.add(headers[i].name);
                out.add(':');
            } else {
                out.add(',');
            }
            out.add(trimmed(headers[i].value));
            if (i + 1 == headerCount || isFirstOfItsName(i + 1)) {
                out.add('\n');
            }
        }
    }

    void writeSignedHeaders(Octets out) {
        for (int i = 0; i < headerCount; i++) {
            if (isFirstOfItsName(i)) {
                if (i > 0) {
                    out.add(';');
                }
                out.add(headers[i].name);
            }
        }
    }

    private boolean isFirstOfItsName(int index) {
        return index == 0 || !headers[index].name.equals(headers[index - 1].name);
    }

    /** Without spaces around it, and each run of them within, a folded line's break included, as one. */
    private static String trimmed(String value) {
        boolean atSpace = true;
        for (int i = 0; i < value.length(); i++) {
            boolean isSpace = isSpace(value.charAt(i));
            if (isSpace && (atSpace || value.charAt(i) != ' ' || i + 1 == value.length())) {
                return trimmedAnew(value);
            }
            atSpace = isSpace;
        }
        return value;
    }

    private static String trimmedAnew(String value) {
        StringBuilder trimmed = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            if (!isSpace(value.charAt(i))) {
                trimmed.append(value.charAt(i));
            } else if (trimmed.length() > 0 && trimmed.charAt(trimmed.length() - 1) != ' ') {
                trimmed.append(' ');
            }
        }
        int length = trimmed.length();
        trimmed.setLength(length > 0 && trimmed.charAt(length - 1) == ' ' ? length - 1 : length);
        return trimmed.toString();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static final class Header implements Comparable<Header> {
        final String name;
        final String value;

        Header(String name, String value) {
            this.name = lowerCase(name);
            this.value = value;
        }

        /** The same where it is already, as most are. */
        private static String lowerCase(String name) {
            for (int i = 0; i < name.length(); i++) {
                if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
                    return name.toLowerCase(Locale.ROOT);
                }
            }
            return name;
        }

        @Override
        public int compareTo(Header other) {
            return name.compareTo(other.name);
        }
    }
}
