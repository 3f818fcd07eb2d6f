package io.countersign.schema;

import io.countersign.secret.Secret;
import io.countersign.yaml.Mistakes;
import io.countersign.yaml.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What a field's value may be: how it is read, and how the JSON Schema and the reference page say it. Every single value
 * but a secret may also be a reference, which is resolved when the policy is read.
 */
public abstract class Form<T> {
    /** Any text. */
    public static final OfText<String> TEXT = new Text();

    /** What stands in a header before something else: ASCII without control characters (RFC 9110, section 5.5). */
    public static final OfText<String> HEADER_PREFIX = new HeaderPrefix();

    /** A reference to a secret; a bare value is refused. */
    public static final Form<Secret> SECRET = new OfSecret();

    /** A file, relative to the folder of the policy's file. */
    public static final Form<Path> PATH = new OfPath();

    /** A header field's name (RFC 9110, section 5.1) that may carry a credential. */
    public static final OfText<String> HEADER_NAME = new HeaderName();

    /** A duration, in milliseconds. */
    public static final Form<Long> DURATION = new Duration();

    /** Any value of JSON, as its text: strings, numbers, truth values, lists and mappings of them. */
    public static final Form<String> JSON = new JsonForm();

    /** Yes or no. */
    public static final Form<Boolean> FLAG = new Flag();

    /** A number of bytes. */
    public static final Form<Long> SIZE = new Size();

    /** @return null if it is wrong, which is said to the reading */
    public abstract T read(Node node, String field, Reading reading);

    /** For the reference page: {@code a header name}. */
    public abstract String inWords();

    /** For the JSON Schema: a schema of it. */
    public abstract String jsonSchema();

    /** How a value is written in the policy, for the reference page. */
    public String written(T value) {
        return String.valueOf(value);
    }

    /** One of the constants, in lower case and with hyphens. */
    public static <E extends Enum<E>> OfText<E> oneOf(E[] constants) {
        return oneOf(constants, constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** One of these words, as they are. */
    public static OfText<String> oneOf(String... words) {
        return oneOf(words, word -> word);
    }

    /** @param name as the policy writes a value; null for one that it cannot name */
    public static <T> OfText<T> oneOf(T[] values, Function<T, String> name) {
        Map<String, T> named = new LinkedHashMap<>();
        for (T value : values) {
            if (name.apply(value) != null) {
                named.put(name.apply(value), value);
            }
        }
        return new OneOf<>(named, name);
    }

    /** A mapping from texts to values, in the order of the file; it may be empty. */
    public static <K, V> Form<Map<K, V>> mapOf(OfText<K> key, Form<V> value) {
        return new MapOf<>(key, value);
    }

    /** A list, or one value in place of a list of one; it is never empty. */
    public static <T> Form<List<T>> listOf(Form<T> item) {
        return new ListOf<>(item, false);
    }

    /** As {@link #listOf}; it may be empty. */
    public static <T> Form<List<T>> listOrNone(Form<T> item) {
        return new ListOf<>(item, true);
    }

    /** A single value. */
    public abstract static class OfText<T> extends Form<T> {
        /** @throws IllegalArgumentException if it is wrong; the message says what is expected, and follows the field's name */
        protected abstract T parse(String text);

        @Override
        public final T read(Node node, String field, Reading reading) {
            String text = reading.text(node, field);
            if (text == null) {
                return null;
            }
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                reading.mistake(node.place, "'" + field + "' " + e.getMessage());
                return null;
            }
        }

        /** The text as a message shows it: one line of it, and not more than that. */
        protected static String shown(String text) {
            StringBuilder shown = new StringBuilder("'");
            for (int i = 0; i < text.length() && i < 80; i++) {
                shown.append(Character.isISOControl(text.charAt(i)) ? ' ' : text.charAt(i));
            }
            return shown.append(text.length() > 80 ? "…'" : "'").toString();
        }

        /** {@code ; did you mean 'x'?} for the nearest of the known words, else what there is. */
        protected static String meant(String word, Collection<String> known) {
            return Mistakes.meant(word, known);
        }
    }

    private static class Text extends OfText<String> {
        @Override
        protected String parse(String text) {
            return text;
        }

        @Override
        public String inWords() {
            return "text";
        }

        @Override
        public String jsonSchema() {
            return "{\"$ref\": \"#/definitions/text\"}";
        }

        @Override
        public String written(String value) {
            return value.endsWith(" ") ? "\"" + value + "\"" : value;
        }
    }

    private static final class HeaderPrefix extends Text {
        @Override
        protected String parse(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) < 0x20 || text.charAt(i) > 0x7e) {
                    throw new IllegalArgumentException("has a character (at place " + (i + 1) + ") that a header cannot carry");
                }
            }
            return text;
        }
    }

    private static final class OfSecret extends Form<Secret> {
        @Override
        public Secret read(Node node, String field, Reading reading) {
            return reading.secret(node, field);
        }

        @Override
        public String inWords() {
            return "*secret*";
        }

        @Override
        public String jsonSchema() {
            return "{\"$ref\": \"#/definitions/reference\"}";
        }
    }

    private static final class OfPath extends Form<Path> {
        @Override
        public Path read(Node node, String field, Reading reading) {
            return reading.path(node, field);
        }

        @Override
        public String inWords() {
            return "a file";
        }

        @Override
        public String jsonSchema() {
            return TEXT.jsonSchema();
        }
    }

    private static final class Duration extends OfText<Long> {
        @Override
        protected Long parse(String text) {
            long unit = text.endsWith("ms") ? 1 : text.endsWith("s") ? 1000 : text.endsWith("m") ? 60_000 : text.endsWith("h") ? 3_600_000 : 0;
            try {
                long number = unit == 0 ? 0 : Long.parseLong(text.substring(0, text.length() - (unit == 1 ? 2 : 1)));
                if (number > 0 && number <= Long.MAX_VALUE / 3_600_000) {
                    return number * unit;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new IllegalArgumentException("is " + shown(text) + "; a duration is a number above 0 with ms, s, m or h, as in 5m");
        }

        @Override
        public String inWords() {
            return "a duration, as in `5m`";
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [{\"type\": \"string\", \"pattern\": \"^[0-9]+(ms|s|m|h)$\"}, {\"$ref\": \"#/definitions/reference\"}]}";
        }

        @Override
        public String written(Long millis) {
            return millis % 3_600_000 == 0 ? millis / 3_600_000 + "h" : millis % 60_000 == 0 ? millis / 60_000 + "m"
                    : millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
        }
    }

    private static final class Flag extends OfText<Boolean> {
        @Override
        protected Boolean parse(String text) {
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true");
            }
            throw new IllegalArgumentException("is " + shown(text) + "; it may be true or false");
        }

        @Override
        public String inWords() {
            return "`true \\| false`";
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [{\"enum\": [true, false, \"true\", \"false\"]}, {\"$ref\": \"#/definitions/reference\"}]}";
        }
    }

    private static final class MapOf<K, V> extends Form<Map<K, V>> {
        private final OfText<K> key;
        private final Form<V> value;

        MapOf(OfText<K> key, Form<V> value) {
            this.key = key;
            this.value = value;
        }

        @Override
        public Map<K, V> read(Node node, String field, Reading reading) {
            if (node.kind != Node.Kind.MAP) {
                reading.mistake(node.place, "'" + field + "' is a mapping, not " + node.kindInWords());
                return null;
            }
            Map<K, V> values = new LinkedHashMap<>();
            boolean whole = true;
            for (int i = 0; i < node.keys.size(); i++) {
                K k = key.read(node.keys.get(i), field, reading);
                V v = value.read(node.items.get(i), node.keys.get(i).text, reading);
                whole &= k != null && v != null;
                if (whole) {
                    values.put(k, v);
                }
            }
            return whole ? values : null;
        }

        @Override
        public String inWords() {
            return "a mapping from " + key.inWords() + " to " + value.inWords();
        }

        @Override
        public String jsonSchema() {
            return "{\"type\": \"object\", \"additionalProperties\": " + value.jsonSchema() + "}";
        }
    }

    private static final class HeaderName extends OfText<String> {
        @Override
        protected String parse(String text) {
            return headerName(text);
        }

        @Override
        public String inWords() {
            return "a header name";
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [{\"type\": \"string\", \"pattern\": \"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$\"}, "
                    + "{\"$ref\": \"#/definitions/reference\"}]}";
        }
    }

    private static final class Size extends OfText<Long> {
        @Override
        protected Long parse(String text) {
            long unit = text.endsWith("GB") ? 1L << 30 : text.endsWith("MB") ? 1L << 20 : text.endsWith("KB") ? 1L << 10 : 0;
            try {
                long number = unit == 0 ? -1 : Long.parseLong(text.substring(0, text.length() - 2));
                if (number >= 0 && number <= Long.MAX_VALUE / unit) {
                    return number * unit;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new IllegalArgumentException("is " + shown(text) + "; a size is a number with KB, MB or GB, as in 64MB");
        }

        @Override
        public String inWords() {
            return "a size, as in `64MB`";
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [{\"type\": \"string\", \"pattern\": \"^[0-9]+[KMG]B$\"}, {\"$ref\": \"#/definitions/reference\"}]}";
        }

        @Override
        public String written(Long value) {
            return (value >> 20) + "MB";
        }
    }

    private static final class OneOf<T> extends OfText<T> {
        private final Map<String, T> named;
        private final Function<T, String> name;

        OneOf(Map<String, T> named, Function<T, String> name) {
            this.named = named;
            this.name = name;
        }

        @Override
        protected T parse(String text) {
            T value = named.get(text);
            if (value == null) {
                String nearest = meant(text, named.keySet());
                throw new IllegalArgumentException("is " + shown(text) + (nearest.endsWith("?") ? nearest
                        : "; it may be " + String.join(", ", named.keySet())));
            }
            return value;
        }

        @Override
        public String inWords() {
            return "`" + String.join("` \\| `", named.keySet()) + "`";
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [{\"enum\": [\"" + String.join("\", \"", named.keySet()) + "\"]}, {\"$ref\": \"#/definitions/reference\"}]}";
        }

        @Override
        public String written(T value) {
            return name.apply(value);
        }
    }

    private static final class ListOf<T> extends Form<List<T>> {
        private final Form<T> item;
        private final boolean mayBeEmpty;

        ListOf(Form<T> item, boolean mayBeEmpty) {
            this.item = item;
            this.mayBeEmpty = mayBeEmpty;
        }

        @Override
        public List<T> read(Node node, String field, Reading reading) {
            List<Node> nodes = node.kind == Node.Kind.LIST ? node.items : Collections.singletonList(node);
            if (nodes.isEmpty() && !mayBeEmpty) {
                reading.mistake(node.place, "'" + field + "' is empty and would match nothing; without it, all match");
                return null;
            }
            List<T> values = new ArrayList<>(nodes.size());
            boolean whole = true;
            for (Node each : nodes) {
                if (item instanceof OfText && (each.kind == Node.Kind.LIST || each.kind == Node.Kind.MAP)) {
                    reading.mistake(each.place, (each == node ? "'" + field + "' is a single value or a list of them" : "an item of '" + field
                            + "' is a single value") + ", not " + each.kindInWords());
                    whole = false;
                    continue;
                }
                T value = item.read(each, field, reading);
                whole &= value != null;
                values.add(value);
            }
            return whole ? values : null;
        }

        @Override
        public String inWords() {
            return "a list, or one, of " + item.inWords();
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [" + item.jsonSchema() + ", {\"type\": \"array\", " + (mayBeEmpty ? "" : "\"minItems\": 1, ")
                    + "\"items\": " + item.jsonSchema() + "}]}";
        }
    }

    /** They frame the message or steer the connection, so that a credential in them would break either. */
    private static final String[] OF_THE_CONNECTION = {"host", "content-length", "transfer-encoding", "connection",
        "upgrade", "te", "trailer", "expect", "keep-alive", "proxy-connection", "http2-settings"};

    /**
     * The text, if it is the name of a header that may carry a credential.
     *
     * @throws IllegalArgumentException if it is not; the message follows the field's name
     */
    public static String headerName(String text) {
        if (!isToken(text)) {
            throw new IllegalArgumentException("is " + OfText.shown(text) + ", which is not a header name (RFC 9110, section 5.1)");
        }
        for (String name : OF_THE_CONNECTION) {
            if (name.equalsIgnoreCase(text)) {
                throw new IllegalArgumentException("is '" + text + "', which belongs to the connection and cannot carry a credential");
            }
        }
        return text;
    }

    /** A token of RFC 9110, section 5.6.2. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "!#$%&'*+-.^_`|~".indexOf(c) >= 0)) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
