package io.countersign.command;

import java.util.LinkedHashMap;

/** A JSON object for scripts: its members in the order in which they were put. */
final class Json extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1;

    /** @param value a text, a number, a truth value, a map or list of such, or null; anything else is its own text */
    Json with(String name, Object value) {
        put(name, value);
        return this;
    }
}
