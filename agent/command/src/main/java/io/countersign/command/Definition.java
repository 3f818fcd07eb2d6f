package io.countersign.command;

import io.countersign.background.Background;
import io.countersign.credential.CredentialType;
import io.countersign.credential.CredentialTypes;
import io.countersign.schema.Field;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.secret.Secrets;
import io.countersign.text.ShownUrl;
import io.countersign.yaml.Mistakes;
import io.countersign.yaml.Node;
import io.countersign.yaml.Node.Kind;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a policy says of one credential, whatever its name and however it is written: the order of fields, the style of YAML, one value for
 * a list of one, {@code 300s} for {@code 5m} and a field's standard are no difference. What a reference leads to is not looked at.
 */
final class Definition {
    /** Fields of {@code oauth2} that name another credential. */
    private static final List<String> NAMES = Arrays.asList("certificate", "assertion");

    /** By their names, what is compared; it may hold a literal secret. */
    private final Map<String, String> fields = new TreeMap<>();

    /** By their names, those that may be shown. */
    private final Map<String, String> shown = new TreeMap<>();

    /** @param credentials all of the policy's */
    Definition(Node node, Map<String, Node> credentials, Secrets secrets, Background background) {
        Reading reading = new Reading(secrets, background, Paths.get(""), new Mistakes(), new ArrayList<>(), new ArrayList<>());
        String name = node.get("type").text;
        CredentialType type = CredentialTypes.named(name);
        for (int i = 0; i < node.keys.size(); i++) {
            String key = node.keys.get(i).text;
            Node value = node.items.get(i);
            String text = text(field(type, key), value, reading);
            Node named = name.equals("oauth2") && NAMES.contains(key) ? credentials.get(value.text) : null;
            if (named != null) {
                fields.put(key, new Definition(named, credentials, secrets, background).fields.toString());
            } else if (text != null) {
                fields.put(key, text);
            }
            if (text != null) {
                shown.put(key, shown(value, text));
            }
        }
    }

    /** Null if the type is a reference, or there is none. */
    private static Field<?> field(CredentialType type, String name) {
        for (int i = 0; type != null && i < type.fields.size(); i++) {
            if (type.fields.get(i).name.equals(name)) {
                return type.fields.get(i);
            }
        }
        return null;
    }

    /** Null of what holds without it too. */
    private static String text(Field<?> field, Node value, Reading reading) {
        String text = text(value);
        if (field != null && (field.form == Form.DURATION || field.form == Form.SIZE) && !Secrets.isReference(value.text)) {
            text = written(field, value, reading);
        }
        return field != null && field.standard != null && text.equals(text(field)) ? null : text;
    }

    private static <T> String written(Field<T> field, Node value, Reading reading) {
        return field.form.written(field.form.read(value, field.name, reading));
    }

    private static <T> String text(Field<T> field) {
        return field.form.written(field.standard);
    }

    /** One text for all that mean the same. A text in quotes is one without, which may be another in a claim alone. */
    private static String text(Node node) {
        if (node.kind == Kind.LIST) {
            return node.items.size() == 1 ? text(node.items.get(0)) : node.items.stream().map(Definition::text).collect(Collectors.toList()).toString();
        }
        if (node.kind == Kind.MAP) {
            Map<String, String> members = new TreeMap<>();
            for (int i = 0; i < node.keys.size(); i++) {
                members.put(node.keys.get(i).text, text(node.items.get(i)));
            }
            return members.toString();
        }
        return node.text;
    }

    /** What stands for a secret is shown as it is written, and so are single values; not a secret itself, nor what a mapping, a command or a query may have of one. */
    private static String shown(Node node, String text) {
        if (node.kind == Kind.MAP || node.kind == Kind.LIST && node.items.stream().anyMatch(each -> each.kind != Kind.TEXT) || text.contains("${literal:") || text.contains("${exec:")) {
            return null;
        }
        return node.kind == Kind.LIST && node.items.size() > 1 ? node.items.stream().map(each -> ShownUrl.of(each.text)).collect(Collectors.toList()).toString()
                : ShownUrl.of(text);
    }

    boolean isSameAs(Definition other) {
        return other != null && fields.equals(other.fields);
    }

    /** In what they differ, as far as it may be shown. */
    List<String> differences(Definition other) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(fields.keySet());
        names.addAll(other.fields.keySet());
        for (String name : names) {
            if (Objects.equals(fields.get(name), other.fields.get(name))) {
                continue;
            }
            String before = shown.get(name);
            String after = other.shown.get(name);
            differences.add(!fields.containsKey(name) ? "'" + name + "' is new" + (after == null ? "" : ": " + after)
                    : !other.fields.containsKey(name) ? "'" + name + "' is gone"
                    : "'" + name + "' " + (before == null || after == null || before.equals(after) ? "is another" : before + " -> " + after));
        }
        return differences;
    }
}
