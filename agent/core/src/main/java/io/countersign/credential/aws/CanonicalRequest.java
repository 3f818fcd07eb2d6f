package io.countersign.credential.aws;

import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.text.Octets;
import io.countersign.text.PercentEncoding;
import java.util.Locale;

/**
 * A request in the one form that the service makes of what it receives: method, path, query, the headers that are signed, and
 * the payload's hash (IAM User Guide, "Create a signed AWS API request", step 1). What is sent stays as it is.
 */
final class CanonicalRequest {
    private final Message message;
    private final String hashedPayload;
    private final Service service;

    /** Those that are signed, by their names in lower case, sorted; of one name in their order. */
    private final String[] names;
    private final String[] values;

    /** Whether a value is ASCII without a space too many, as those that are about to be put on are. */
    private final boolean[] isClean;
    private int count;

    /** As it stands in the canonical request and in the {@code Authorization} header; known once the former is written. */
    private byte[] signedHeaders;

    /** @param added headers that are about to be put on, in the place of those of the same names; theirs are in lower case */
    CanonicalRequest(Message message, Headers added, String hashedPayload, Service service) {
        this.message = message;
        this.hashedPayload = hashedPayload;
        this.service = service;
        int fieldCount = message.fieldCount();
        int most = fieldCount + added.size() + 1;
        this.names = new String[most];
        this.values = new String[most];
        this.isClean = new boolean[most];
        put("host", message.authority(), false);
        for (int i = 0; i < fieldCount; i++) {
            String name = message.fieldName(i);
            if (isSigned(name) && !added.has(name)) {
                put(lowerCase(name), message.fieldValue(i), false);
            }
        }
        for (int i = 0; i < added.size(); i++) {
            put(added.name(i), added.value(i), true);
        }
    }

    private static boolean isSigned(String name) {
        switch (name.length()) {
            case 5:
                return name.equalsIgnoreCase("range");
            case 11:
                return name.equalsIgnoreCase("content-md5") || isAmz(name);
            case 12:
                return name.equalsIgnoreCase("content-type") || isAmz(name);
            default:
                return isAmz(name);
        }
    }

    private static boolean isAmz(String name) {
        return name.regionMatches(true, 0, "x-amz-", 0, 6);
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

    /** In its place: there are few, and most come in order. */
    private void put(String name, String value, boolean clean) {
        int at = count++;
        for (; at > 0 && names[at - 1].compareTo(name) > 0; at--) {
            names[at] = names[at - 1];
            values[at] = values[at - 1];
            isClean[at] = isClean[at - 1];
        }
        names[at] = name;
        values[at] = value;
        isClean[at] = clean;
    }

    void write(Octets out) {
        out.add(message.method());
        out.add('\n');
        out.addAscii(canonicalUri());
        out.add('\n');
        CanonicalQuery.write(message.rawQuery(), out);
        out.add('\n');
        writeHeaders(out);
        out.add('\n');
        int start = out.length();
        writeSignedHeaders(out);
        signedHeaders = out.copyFrom(start);
        out.add('\n');
        out.addAscii(hashedPayload);
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
        for (int i = 0; i < count; i++) {
            if (isFirstOfItsName(i)) {
                out.add(names[i]);
                out.add(':');
            } else {
                out.add(',');
            }
            if (isClean[i]) {
                out.addAscii(values[i]);
            } else {
                out.add(trimmed(values[i]));
            }
            if (i + 1 == count || isFirstOfItsName(i + 1)) {
                out.add('\n');
            }
        }
    }

    private void writeSignedHeaders(Octets out) {
        for (int i = 0; i < count; i++) {
            if (isFirstOfItsName(i)) {
                if (i > 0) {
                    out.add(';');
                }
                out.add(names[i]);
            }
        }
    }

    /** {@code host;x-amz-date}. */
    byte[] signedHeaders() {
        return signedHeaders;
    }

    private boolean isFirstOfItsName(int index) {
        return index == 0 || !names[index].equals(names[index - 1]);
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
}
