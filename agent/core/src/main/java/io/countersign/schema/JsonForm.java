package io.countersign.schema;

import io.countersign.text.Json;
import io.countersign.yaml.Node;
import io.countersign.yaml.Node.Kind;

/**
 * Any value, as the JSON text of it. What stands without quotes and is a number or a truth value there is one here; every other
 * single value is a string, and so is what a reference resolves to.
 */
final class JsonForm extends Form<String> {
    @Override
    public String read(Node node, String field, Reading reading) {
        return node.kind == Kind.MAP ? object(node, reading) : node.kind == Kind.LIST ? array(node, field, reading)
                : single(node, field, reading);
    }

    private static String single(Node node, String field, Reading reading) {
        String text = reading.text(node, field);
        if (text == null) {
            return null;
        }
        boolean isItself = node.isPlain && text.equals(node.text) && (text.equals("true") || text.equals("false") || Json.isNumber(text));
        return isItself ? text : Json.quoted(text);
    }

    private String array(Node node, String field, Reading reading) {
        StringBuilder json = new StringBuilder("[");
        boolean whole = true;
        for (Node item : node.items) {
            String value = read(item, field, reading);
            whole &= value != null;
            json.append(json.length() == 1 ? "" : ",").append(value);
        }
        return whole ? json.append(']').toString() : null;
    }

    private String object(Node node, Reading reading) {
        StringBuilder json = new StringBuilder("{");
        boolean whole = true;
        for (int i = 0; i < node.keys.size(); i++) {
            String name = node.keys.get(i).text;
            String value = read(node.items.get(i), name, reading);
            whole &= value != null;
            json.append(json.length() == 1 ? "" : ",").append(Json.quoted(name)).append(':').append(value);
        }
        return whole ? json.append('}').toString() : null;
    }

    @Override
    public String inWords() {
        return "any value";
    }

    @Override
    public String jsonSchema() {
        return "{\"type\": [\"string\", \"number\", \"boolean\", \"array\", \"object\"]}";
    }
}
