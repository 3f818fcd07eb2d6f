package io.countersign.text;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A JSON object (RFC 8259, section 4) as it is read from elsewhere: strictly, and no member twice. */
public final class JsonObject {
    private final Map<String, Object> members;

    private JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    /** @return null if it is none. Nothing is said of why: it may be secret */
    public static JsonObject read(String text) {
        try {
            Map<String, Object> members = JSONObjectUtils.parse(text);
            // The library takes an empty list for an empty object.
            return members == null || !text.trim().startsWith("{") ? null : new JsonObject(members);
        } catch (ParseException e) {
            return null;
        }
    }

    /** Whether there is a member of that name that is not null. */
    public boolean has(String name) {
        return members.get(name) != null;
    }

    /** The string of that name; null if there is none, or it is something else. */
    public String string(String name) {
        Object value = members.get(name);
        return value instanceof String ? (String) value : null;
    }

    /** The string of that name, and a whole number or a truth value as it is written; null if there is none, or it is something else. */
    public String text(String name) {
        Object value = members.get(name);
        return value instanceof String ? (String) value
                : value instanceof Long || value instanceof Integer || value instanceof BigInteger || value instanceof Boolean ? value.toString() : null;
    }

    /** The object of that name; an empty one if there is none, or it is something else. */
    @SuppressWarnings("unchecked")
    public JsonObject object(String name) {
        Object value = members.get(name);
        return new JsonObject(value instanceof Map ? (Map<String, Object>) value : Collections.emptyMap());
    }

    /** The number of that name, fractions dropped, be it a number or a string of digits; null if there is none, or it is something else. */
    public Long number(String name) {
        Object value = members.get(name);
        if (value instanceof Number) {
            return ((Number) value).longValue();
        }
        try {
            return value instanceof String && Json.isNumber((String) value) ? Long.valueOf((long) Double.parseDouble((String) value)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Whether there is a member of that name which is true. */
    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    /** The strings of the list of that name, or the one string in its place; empty if there is none. */
    public List<String> strings(String name) {
        Object value = members.get(name);
        if (value instanceof String) {
            return Collections.singletonList((String) value);
        }
        List<String> strings = new ArrayList<>();
        for (Object item : value instanceof List ? (List<?>) value : Collections.emptyList()) {
            if (item instanceof String) {
                strings.add((String) item);
            }
        }
        return strings;
    }

    /** The names of its members alone. */
    @Override
    public String toString() {
        return members.keySet().toString();
    }
}
