package io.countersign.text;

import java.nio.charset.StandardCharsets;

/** Percent-encoding of text in UTF-8 (RFC 3986, section 2.1), with capital hex digits. */
public final class PercentEncoding {
    private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

    private static final boolean[] UNRESERVED = new boolean[0x80];

    static {
        for (char c = 0; c < UNRESERVED.length; c++) {
            UNRESERVED[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
        }
    }

    private PercentEncoding() {}

    /** Everything but unreserved characters (RFC 3986, section 2.3) is encoded; what stands encoded already, once more. */
    public static String encode(String text) {
        return encode(text, "");
    }

    /** @param kept ASCII characters that are left as they are, besides the unreserved ones */
    public static String encode(String text, String kept) {
        int first = 0;
        while (first < text.length() && isKept(text.charAt(first), kept)) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        byte[] rest = text.substring(first).getBytes(StandardCharsets.UTF_8);
        return encoded(rest, rest.length, kept, new StringBuilder(text.length() + 16).append(text, 0, first));
    }

    private static String encoded(byte[] octets, int length, String kept, StringBuilder encoded) {
        for (int i = 0; i < length; i++) {
            byte b = octets[i];
            if (b >= 0 && isKept((char) b, kept)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(DIGITS[b >> 4 & 15]).append(DIGITS[b & 15]);
            }
        }
        return encoded.toString();
    }

    /**
     * What stands encoded already, in whatever way, as {@link #encode(String, String)} writes it: octet by octet, so that what
     * is no UTF-8 stays what it is. A plus is a space, and a percent sign that two hex digits do not follow stands for itself.
     */
    public static String encodeAnew(String text, String kept) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isCode = c == '%' && i + 2 < text.length() && isCapital(text.charAt(i + 1)) && isCapital(text.charAt(i + 2));
            char octet = isCode ? (char) (Hex.value(text.charAt(i + 1)) << 4 | Hex.value(text.charAt(i + 2))) : c;
            if (isCode == isKept(octet, kept)) {
                byte[] octets = text.replace('+', ' ').getBytes(StandardCharsets.UTF_8);
                return encoded(octets, decode(octets), kept, new StringBuilder(text.length() + 16));
            }
            i += isCode ? 2 : 0;
        }
        return text;
    }

    private static boolean isCapital(char digit) {
        return digit >= '0' && digit <= '9' || digit >= 'A' && digit <= 'F';
    }

    private static boolean isKept(char c, String kept) {
        return isUnreserved(c) || kept.indexOf(c) >= 0;
    }

    /** RFC 3986, section 2.3. */
    public static boolean isUnreserved(char c) {
        return c < UNRESERVED.length && UNRESERVED[c];
    }

    /** A percent sign that two hex digits do not follow stands for itself, and so does a plus. */
    public static String decode(String text) {
        return text.indexOf('%') < 0 ? text : decoded(text);
    }

    private static String decoded(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return new String(octets, 0, decode(octets), StandardCharsets.UTF_8);
    }

    /** In place. @return how many there are afterwards */
    private static int decode(byte[] octets) {
        int length = 0;
        for (int i = 0; i < octets.length; i++) {
            int value = octets[i] != '%' || i + 2 >= octets.length ? -1
                    : Hex.value((char) octets[i + 1]) << 4 | Hex.value((char) octets[i + 2]);
            octets[length++] = value < 0 ? octets[i] : (byte) value;
            i += value < 0 ? 0 : 2;
        }
        return length;
    }
}
