package io.countersign.command;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON object (RFC 8259) for scripts, on one line: its members in the order in which they were put. */
final class Json {
    private final Map<String, Object> members = new LinkedHashMap<>();

    /** @param value a text, a number, a truth value, another object, a collection or a map of such, or null */
    Json put(String name, Object value) {
        members.put(name, value);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder json = new StringBuilder();
        write(members, json);
        return json.toString();
    }

    private static void write(Object value, StringBuilder json) {
        if (value instanceof Json) {
            write(((Json) value).members, json);
        } else if (value instanceof Map) {
            String comma = "{";
            for (Map.Entry<?, ?> member : ((Map<?, ?>) value).entrySet()) {
                json.append(comma).append(quoted(member.getKey())).append(": ");
                write(member.getValue(), json);
                comma = ", ";
            }
            json.append(comma.equals("{") ? "{}" : "}");
        } else if (value instanceof Collection) {
            String comma = "[";
            for (Object item : (Collection<?>) value) {
                json.append(comma);
                write(item, json);
                comma = ", ";
            }
            json.append(comma.equals("[") ? "[]" : "]");
        } else {
            json.append(value == null || value instanceof Number || value instanceof Boolean ? String.valueOf(value) : quoted(value));
        }
    }

    private static String quoted(Object text) {
        return io.countersign.text.Json.quoted(String.valueOf(text));
    }
}
