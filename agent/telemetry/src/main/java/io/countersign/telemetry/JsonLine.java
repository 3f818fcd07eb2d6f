package io.countersign.telemetry;

import io.countersign.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A JSON object in one line as it is put together. What is null is left out. */
final class JsonLine {
    private final StringBuilder json = new StringBuilder("{");

    JsonLine put(String name, String value) {
        return value == null ? this : member(name, quoted(value));
    }

    JsonLine put(String name, long value) {
        return member(name, Long.toString(value));
    }

    JsonLine put(String name, List<String> values) {
        StringBuilder list = new StringBuilder("[");
        for (String value : values) {
            list.append(list.length() > 1 ? "," : "").append(quoted(value));
        }
        return member(name, list.append(']').toString());
    }

    private JsonLine member(String name, String value) {
        json.append(json.length() > 1 ? "," : "").append('"').append(name).append("\":").append(value);
        return this;
    }

    /** All control characters escaped, those too that JSON does not ask for, and what terminals and editors take for a line break. */
    private static String quoted(String text) {
        String json = Json.quoted(Words.limited(text));
        StringBuilder clean = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || Character.getType(c) == Character.FORMAT) {
                clean = clean == null ? new StringBuilder(json.length() + 16).append(json, 0, i) : clean;
                clean.append("\\u").append(Integer.toHexString(c | 0x10000).substring(1));
            } else if (clean != null) {
                clean.append(c);
            }
        }
        return clean == null ? json : clean.toString();
    }

    /** With its line break. */
    byte[] bytes() {
        return (json + "}\n").getBytes(StandardCharsets.UTF_8);
    }
}
