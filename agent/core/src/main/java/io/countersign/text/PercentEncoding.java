package io.countersign.text;

import java.nio.charset.StandardCharsets;

/** Percent-encoding of text in UTF-8 (RFC 3986, section 2.1), with capital hex digits. */
public final class PercentEncoding {
    private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

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
        StringBuilder encoded = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (byte b : text.substring(first).getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0 && isKept((char) b, kept)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(DIGITS[b >> 4 & 15]).append(DIGITS[b & 15]);
            }
        }
        return encoded.toString();
    }

    private static boolean isKept(char c, String kept) {
        return isUnreserved(c) || kept.indexOf(c) >= 0;
    }

    /** RFC 3986, section 2.3. */
    public static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~';
    }

    /** A percent sign that two hex digits do not follow stands for itself, and so does a plus. */
    public static String decode(String text) {
        return text.indexOf('%') < 0 ? text : decoded(text);
    }

    private static String decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] != '%' || i + 2 >= bytes.length ? -1
                    : Hex.value((char) bytes[i + 1]) << 4 | Hex.value((char) bytes[i + 2]);
            bytes[length++] = value < 0 ? bytes[i] : (byte) value;
            i += value < 0 ? 0 : 2;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
