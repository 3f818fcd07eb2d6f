package io.countersign.text;

/** Bytes as lower-case hex digits (RFC 4648, section 8). */
public final class Hex {
    static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private Hex() {}

    public static String of(byte[] bytes) {
        char[] hex = new char[2 * bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            hex[2 * i] = DIGITS[bytes[i] >> 4 & 15];
            hex[2 * i + 1] = DIGITS[bytes[i] & 15];
        }
        return new String(hex);
    }

    /** @return null if the text is not an even number of hex digits, in either case */
    public static byte[] decode(String text) {
        if (text.length() % 2 != 0) {
            return null;
        }
        byte[] bytes = new byte[text.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int value = value(text.charAt(2 * i)) << 4 | value(text.charAt(2 * i + 1));
            if (value < 0) {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    /** @return -1 if it is no hex digit */
    static int value(char digit) {
        return digit >= '0' && digit <= '9' ? digit - '0'
                : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
    }
}
