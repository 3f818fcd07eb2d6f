package io.countersign.schema;

import io.countersign.yaml.Mistakes;
import io.countersign.yaml.Node;
import java.util.ArrayList;
import java.util.List;

/** The fields that a mapping of the policy may have. One that is not among them is a mistake, and so is a required one missing. */
public final class Fields {
    private final Field<?>[] fields;

    public Fields(Field<?>... fields) {
        this.fields = fields;
    }

    public int size() {
        return fields.length;
    }

    public Field<?> get(int index) {
        return fields[index];
    }

    /**
     * @param map a mapping
     * @param owner what it is, for the errors: {@code credential 'billing'}
     */
    public Values read(Node map, String owner, Reading reading) {
        Object[] values = new Object[fields.length];
        Node[] nodes = new Node[fields.length];
        boolean whole = true;
        for (int i = 0; i < map.keys.size(); i++) {
            Node key = map.keys.get(i);
            int index = indexOf(key.text);
            if (index < 0) {
                reading.mistake(key.place, "unknown field '" + key.text + "' in " + owner + Mistakes.meant(key.text, names()));
                whole = false;
            } else {
                nodes[index] = map.items.get(i);
                values[index] = fields[index].form.read(nodes[index], key.text, reading);
                whole &= values[index] != null;
            }
        }
        for (int i = 0; i < fields.length; i++) {
            if (nodes[i] == null && fields[i].required) {
                reading.mistake(map.place, owner + " has no '" + fields[i].name + "'");
                whole = false;
            }
        }
        return new Values(fields, values, nodes, map.place, whole);
    }

    private int indexOf(String name) {
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (Field<?> field : fields) {
            names.add(field.name);
        }
        return names;
    }
}
