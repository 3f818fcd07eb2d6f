package io.countersign.text;

import java.util.Map;

/** JSON texts (RFC 8259) as they are written. */
public final class Json {
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private Json() {}

    /** A tree of maps by strings, lists, strings, numbers, truth values and null, indented by two blanks a level. */
    public static String of(Object tree) {
        StringBuilder json = new StringBuilder();
        write(tree, "\n", json);
        return json.append('\n').toString();
    }

    private static void write(Object value, String lineBreak, StringBuilder json) {
        boolean isMap = value instanceof Map;
        if (!isMap && !(value instanceof Iterable)) {
            json.append(value == null || value instanceof Number || value instanceof Boolean ? String.valueOf(value) : quoted(value.toString()));
            return;
        }
        String inner = lineBreak + "  ";
        String separator = "";
        json.append(isMap ? '{' : '[');
        for (Object each : isMap ? ((Map<?, ?>) value).entrySet() : (Iterable<?>) value) {
            json.append(separator).append(inner);
            if (isMap) {
                json.append(quoted(((Map.Entry<?, ?>) each).getKey().toString())).append(": ");
            }
            write(isMap ? ((Map.Entry<?, ?>) each).getValue() : each, inner, json);
            separator = ",";
        }
        json.append(separator.isEmpty() ? "" : lineBreak).append(isMap ? '}' : ']');
    }

    /** A text as a JSON string, its quotes included (section 7). Half of a surrogate pair is escaped, since UTF-8 has none. */
    public static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || isAlone(text, i)) {
                json.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    json.append(DIGITS[c >> shift & 15]);
                }
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private static boolean isAlone(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c) && (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1)))
                || Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    /** Whether a text is a number of JSON (section 6): {@code -1.5e3}, and none of {@code 007}, {@code +1}, {@code 1.} and {@code .5}. */
    public static boolean isNumber(String text) {
        int i = text.startsWith("-") ? 1 : 0;
        int whole = digits(text, i);
        if (whole == i || whole > i + 1 && text.charAt(i) == '0') {
            return false;
        }
        i = whole;
        if (i < text.length() && text.charAt(i) == '.') {
            int fraction = digits(text, i + 1);
            if (fraction == i + 1) {
                return false;
            }
            i = fraction;
        }
        if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            int sign = i + 1 < text.length() && (text.charAt(i + 1) == '+' || text.charAt(i + 1) == '-') ? 1 : 0;
            int exponent = digits(text, i + 1 + sign);
            if (exponent == i + 1 + sign) {
                return false;
            }
            i = exponent;
        }
        return i == text.length();
    }

    /** Where the digits end that begin there. */
    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
