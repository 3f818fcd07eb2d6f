package io.countersign.yaml;

import java.util.ArrayList;
import java.util.List;

/** A YAML value and where it stands. */
public final class Node {
    public enum Kind { TEXT, LIST, MAP, NOTHING }

    public final Kind kind;
    public final Place place;
    /** Of a text; empty of nothing ({@code ~}, {@code null} or no value at all). */
    public final String text;
    /** Whether a text stands there without quotes, so that it may be a number or a truth value. */
    public final boolean isPlain;
    /** Of a list its items, of a map its values. */
    public final List<Node> items;
    /** Of a map. */
    public final List<Node> keys;

    Node(Kind kind, Place place, String text) {
        this(kind, place, text, false);
    }

    Node(Kind kind, Place place, String text, boolean isPlain) {
        this.kind = kind;
        this.isPlain = isPlain;
        this.place = place;
        this.text = text;
        this.items = kind == Kind.LIST || kind == Kind.MAP ? new ArrayList<>(4) : null;
        this.keys = kind == Kind.MAP ? new ArrayList<>(4) : null;
    }

    /** The value of a map's key; null if there is none. */
    public Node get(String key) {
        for (int i = 0; i < keys.size(); i++) {
            if (key.equals(keys.get(i).text)) {
                return items.get(i);
            }
        }
        return null;
    }

    /** This map without one of its keys. */
    public Node without(String key) {
        Node rest = new Node(Kind.MAP, place, null);
        for (int i = 0; i < keys.size(); i++) {
            if (!key.equals(keys.get(i).text)) {
                rest.keys.add(keys.get(i));
                rest.items.add(items.get(i));
            }
        }
        return rest;
    }

    /** The same for the same content, wherever it stands and however it is written; another for any other. */
    public String canonical() {
        StringBuilder text = new StringBuilder();
        canonical(text);
        return text.toString();
    }

    private void canonical(StringBuilder to) {
        if (kind == Kind.TEXT) {
            to.append(text.length()).append(isPlain ? ':' : '\'').append(text);
            return;
        }
        to.append(kind == Kind.NOTHING ? '~' : kind == Kind.LIST ? '[' : '{');
        for (int i = 0; items != null && i < items.size(); i++) {
            if (kind == Kind.MAP) {
                keys.get(i).canonical(to);
            }
            items.get(i).canonical(to);
        }
        to.append(kind == Kind.NOTHING ? "" : kind == Kind.LIST ? "]" : "}");
    }

    public String kindInWords() {
        switch (kind) {
            case TEXT: return "a single value";
            case LIST: return "a list";
            case MAP: return "a mapping";
            default: return "nothing";
        }
    }
}
