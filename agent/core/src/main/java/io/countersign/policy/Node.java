package io.countersign.policy;

import java.util.ArrayList;
import java.util.List;

/** A YAML value and where it stands. */
final class Node {
    enum Kind { TEXT, LIST, MAP }

    final Kind kind;
    final Place place;
    /** Of a text. */
    final String text;
    /** Of a list its items, of a map its values. */
    final List<Node> items = new ArrayList<>(2);
    /** Of a map. */
    final List<Node> keys;

    Node(Kind kind, Place place, String text) {
        this.kind = kind;
        this.place = place;
        this.text = text;
        this.keys = kind == Kind.MAP ? new ArrayList<>(4) : null;
    }

    Node get(String key) {
        for (int i = 0; i < keys.size(); i++) {
            if (key.equals(keys.get(i).text)) {
                return items.get(i);
            }
        }
        return null;
    }

    String kindInWords() {
        return kind == Kind.TEXT ? text.isEmpty() ? "nothing" : "a single value" : kind == Kind.LIST ? "a list" : "a mapping";
    }
}
