package io.countersign.match;

/** An ant-style pattern for paths in {@link NormalPath normal form}: {@code *} within a segment, {@code **} across them. */
public final class PathPattern {
    private final String normal;
    /** What follows the first slash, split at slashes. */
    private final String[] segments;
    /** The text before the first star. */
    private final String prefix;
    private final boolean literal;

    private PathPattern(String normal) {
        this.normal = normal;
        this.segments = normal.substring(1).split("/", -1);
        int star = normal.indexOf('*');
        this.literal = star < 0;
        // "/v2/**" matches "/v2" too, so that the slash before "**" is no part of the prefix.
        this.prefix = literal ? normal : normal.startsWith("/**", star - 1) ? normal.substring(0, star - 1) : normal.substring(0, star);
    }

    /** @throws IllegalArgumentException if it is not a pattern; the message follows the field's name */
    public static PathPattern of(String pattern) {
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException("holds '" + pattern + "'; a path begins with '/'");
        }
        if (pattern.indexOf('?') >= 0 || pattern.indexOf('#') >= 0) {
            throw new IllegalArgumentException("holds '" + pattern + "'; rules look at the path alone, which has no '?' and no '#'");
        }
        if (NormalPath.hides(pattern)) {
            throw new IllegalArgumentException("holds '" + pattern + "', which hides characters behind an encoding");
        }
        for (String segment : pattern.split("/")) {
            if (segment.contains("**") && !segment.equals("**")) {
                throw new IllegalArgumentException("holds '" + pattern + "'; '**' is a whole segment, as in '/a/**'");
            }
        }
        return new PathPattern(NormalPath.of(pattern));
    }

    public boolean matches(String normalPath) {
        // The patterns of one host begin alike: the last character of the prefix tells most of them apart.
        int last = prefix.length() - 1;
        if (normalPath.length() <= last || last >= 0 && normalPath.charAt(last) != prefix.charAt(last) || !normalPath.startsWith(prefix)) {
            return false;
        }
        return literal ? normalPath.length() == prefix.length() : matches(normalPath, 1);
    }

    /** Segment by segment; a {@code **} that turns out too short is lengthened by one, the last one only. */
    private boolean matches(String path, int start) {
        int p = 0;
        int at = start;
        int retryPattern = -1;
        int retryAt = -1;
        int end = path.length() + 1;
        while (at < end) {
            int segmentEnd = segmentEnd(path, at);
            if (p < segments.length && segments[p].equals("**")) {
                retryPattern = ++p;
                retryAt = at;
            } else if (p < segments.length && segmentMatches(segments[p], path, at, segmentEnd)) {
                p++;
                at = segmentEnd + 1;
            } else if (retryPattern >= 0) {
                retryAt = segmentEnd(path, retryAt) + 1;
                at = retryAt;
                p = retryPattern;
            } else {
                return false;
            }
        }
        while (p < segments.length && segments[p].equals("**")) {
            p++;
        }
        return p == segments.length;
    }

    private static int segmentEnd(String path, int from) {
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    private static boolean segmentMatches(String pattern, String path, int from, int to) {
        int p = 0;
        int at = from;
        int star = -1;
        int starAt = -1;
        while (at < to) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = ++p;
                starAt = at;
            } else if (p < pattern.length() && pattern.charAt(p) == path.charAt(at)) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Whether every path of the other surely matches this. False where it is not sure. */
    public boolean covers(PathPattern other) {
        if (normal.equals(other.normal) || other.literal && matches(other.normal)) {
            return true;
        }
        String stem = stem();
        if (literal || stem == null || !other.prefix.startsWith(stem)) {
            return false;
        }
        return other.normal.startsWith("/", stem.length());
    }

    /** All of a pattern without a star, what stands before a {@code /**} that ends one with no other star; null of any other. */
    public String stem() {
        return literal ? normal : normal.length() == prefix.length() + 3 && normal.endsWith("/**") ? prefix : null;
    }

    /** In normal form. */
    @Override
    public String toString() {
        return normal;
    }
}
