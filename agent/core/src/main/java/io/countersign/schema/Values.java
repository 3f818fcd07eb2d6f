package io.countersign.schema;

import io.countersign.yaml.Node;
import io.countersign.yaml.Place;

/** What a mapping of the policy holds, by the fields that it may have. */
public final class Values {
    private final Field<?>[] fields;
    private final Object[] values;
    private final Node[] nodes;
    private final Place place;
    private final boolean whole;

    Values(Field<?>[] fields, Object[] values, Node[] nodes, Place place, boolean whole) {
        this.fields = fields;
        this.values = values;
        this.nodes = nodes;
        this.place = place;
        this.whole = whole;
    }

    /** Whether no mistake was found in it. */
    public boolean isWhole() {
        return whole;
    }

    /** The value; the field's standard where it is not there; null if it is wrong. */
    @SuppressWarnings("unchecked")
    public <T> T get(Field<T> field) {
        int index = indexOf(field);
        return nodes[index] == null ? field.standard : (T) values[index];
    }

    /** The value; another where it is not there or wrong. */
    public <T> T get(Field<T> field, T otherwise) {
        T value = get(field);
        return nodes[indexOf(field)] == null || value == null ? otherwise : value;
    }

    /** Whether it stands there, right or wrong. */
    public boolean isGiven(Field<?> field) {
        return nodes[indexOf(field)] != null;
    }

    /** Where the value stands; the mapping's own place where it is not there. */
    public Place place(Field<?> field) {
        Node node = nodes[indexOf(field)];
        return node == null ? place : node.place;
    }

    /** Where the item of a list stands. */
    public Place place(Field<?> field, int item) {
        Node node = nodes[indexOf(field)];
        return node.kind == Node.Kind.LIST ? node.items.get(item).place : node.place;
    }

    private int indexOf(Field<?> field) {
        for (int i = 0; i < fields.length; i++) {
            if (fields[i] == field) {
                return i;
            }
        }
        throw new IllegalArgumentException(field + " is not among these fields");
    }
}
