package io.countersign.match;

import java.util.ArrayList;
import java.util.List;

/** Raw paths in the one form in which they are compared. What is sent is never changed. */
public final class NormalPath {
    private NormalPath() {}

    /**
     * Percent-encoded unreserved characters are decoded and other escapes written in capitals (RFC 3986, section 6.2.2),
     * path parameters dropped, {@code //} counted as {@code /}, dot segments removed (section 5.2.4), an empty path is
     * {@code /}. The same object comes back where a path is normal already.
     */
    public static String of(String rawPath) {
        if (rawPath == null || rawPath.isEmpty()) {
            return "/";
        }
        if (isNormal(rawPath)) {
            return rawPath;
        }
        List<String> segments = new ArrayList<>();
        String[] raw = rawPath.split("/", -1);
        boolean folder = false;
        for (int i = 0; i < raw.length; i++) {
            String segment = unescape(raw[i]);
            int parameters = segment.indexOf(';');
            segment = parameters < 0 ? segment : segment.substring(0, parameters);
            boolean last = i == raw.length - 1;
            boolean dots = segment.equals(".") || segment.equals("..");
            folder = last && (segment.isEmpty() || dots);
            if (segment.equals("..") && !segments.isEmpty()) {
                segments.remove(segments.size() - 1);
            }
            if (!segment.isEmpty() && !dots) {
                segments.add(segment);
            }
        }
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(segment);
        }
        return folder || segments.isEmpty() ? path.append('/').toString() : path.toString();
    }

    private static boolean isNormal(String path) {
        if (path.charAt(0) != '/') {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == ';' || c == '/' && i + 1 < path.length() && (path.charAt(i + 1) == '/' || path.charAt(i + 1) == '.')) {
                return false;
            }
        }
        return true;
    }

    private static String unescape(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            int code = segment.charAt(i) == '%' ? escaped(segment, i) : -1;
            if (code < 0) {
                out.append(segment.charAt(i));
            } else {
                if (isUnreserved(code)) {
                    out.append((char) code);
                } else {
                    out.append('%').append(Character.toUpperCase(segment.charAt(i + 1))).append(Character.toUpperCase(segment.charAt(i + 2)));
                }
                i += 2;
            }
        }
        return out.toString();
    }

    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~';
    }

    private static int escaped(String text, int percent) {
        if (percent + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(percent + 1), 16);
        int low = Character.digit(text.charAt(percent + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /**
     * Whether a server could read more into a path than we do: a backslash, plain or encoded; an encoded percent sign, which
     * hides a second encoding; a malformed escape; bytes that UTF-8 does not have (the overlong {@code %C0%AE} is a dot to
     * some); an encoded slash in a segment that has a dot segment beside it ({@code ..%2F}). {@code a%2Fb} alone is a
     * character of its segment.
     */
    public static boolean hides(String rawPath) {
        if (rawPath == null || rawPath.indexOf('%') < 0 && rawPath.indexOf('\\') < 0) {
            return false;
        }
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            int code = c == '%' ? escaped(rawPath, i) : c;
            if (code < 0 || code == '\\' || c == '%' && (code == '%' || code == 0xc0 || code == 0xc1 || code >= 0xf5
                    || code == 0xe0 && next(rawPath, i) < 0xa0 || code == 0xf0 && next(rawPath, i) < 0x90 || code < 0x20)) {
                return true;
            }
        }
        return hasDotsBesideEncodedSlash(rawPath);
    }

    private static int next(String path, int i) {
        return i + 3 < path.length() && path.charAt(i + 3) == '%' ? escaped(path, i + 3) : -1;
    }

    private static boolean hasDotsBesideEncodedSlash(String rawPath) {
        for (String segment : rawPath.split("/")) {
            String plain = unescape(segment);
            if (!plain.contains("%2F")) {
                continue;
            }
            for (String part : plain.split("%2F", -1)) {
                int parameters = part.indexOf(';');
                String name = parameters < 0 ? part : part.substring(0, parameters);
                if (name.equals(".") || name.equals("..")) {
                    return true;
                }
            }
        }
        return false;
    }
}
