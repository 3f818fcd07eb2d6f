package io.countersign.credential.httpsignature;

import io.countersign.request.CredentialUnavailable;
import io.countersign.schema.Form;
import io.countersign.text.PercentEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a component identifier is read (RFC 9421, section 2): as the RFC writes it, without the quotes around its name. */
final class ComponentForm extends Form.OfText<Component> {
    private static final List<String> OF_FIELDS = Arrays.asList("sf", "key", "bs");

    @Override
    protected Component parse(String text) {
        if (text.startsWith("\"")) {
            throw new IllegalArgumentException("is " + shown(text) + "; a component is written without the quotes around its name");
        }
        int semicolon = text.indexOf(';');
        String name = semicolon < 0 ? text : text.substring(0, semicolon);
        Map<String, String> parameters = parameters(text, name.length());
        if (parameters.containsKey("req")) {
            throw new IllegalArgumentException("has 'req' in " + shown(text)
                    + ", which names the request that a response answers; requests are signed here");
        }
        return name.startsWith("@") ? derived(name, parameters, text) : field(name, parameters, text);
    }

    private static Map<String, String> parameters(String text, int start) {
        StructuredField rest = new StructuredField(text.substring(start));
        Map<String, String> parameters = new LinkedHashMap<>();
        try {
            while (rest.next(';')) {
                rest.skipSpaces();
                String parameter = rest.key();
                if (parameters.put(parameter, rest.parameterValue()) != null) {
                    throw new IllegalArgumentException("has '" + parameter + "' twice in " + shown(text));
                }
            }
            rest.end();
        } catch (CredentialUnavailable e) {
            throw new IllegalArgumentException("is " + shown(text) + ", whose parameters cannot be read; they are written as in"
                    + " example-dict;key=\"a\" or content-digest;sf");
        }
        return parameters;
    }

    private static Component derived(String name, Map<String, String> parameters, String text) {
        if (name.equals("@status")) {
            throw new IllegalArgumentException("has '@status', which responses have; requests are signed here");
        }
        if (name.equals("@signature-params")) {
            throw new IllegalArgumentException("has '@signature-params', which is always signed and never listed");
        }
        if (name.equals(QueryParameter.NAME)) {
            return queryParameter(parameters, text);
        }
        DerivedComponent.Kind kind = DerivedComponent.named(name);
        if (kind == null) {
            List<String> names = DerivedComponent.names();
            names.add(QueryParameter.NAME);
            throw new IllegalArgumentException("has the unknown component " + shown(name) + meant(name, names));
        }
        if (!parameters.isEmpty()) {
            throw new IllegalArgumentException("is " + shown(text) + ", but '" + name + "' takes no parameter");
        }
        return new DerivedComponent(kind);
    }

    private static Component queryParameter(Map<String, String> parameters, String text) {
        String name = unquoted(parameters.get("name"));
        if (name == null || parameters.size() > 1) {
            throw new IllegalArgumentException("is " + shown(text) + "; it takes the parameter's name, as in @query-param;name=\"id\"");
        }
        String encoded = QueryParameter.encode(PercentEncoding.decode(name));
        if (!encoded.equals(name)) {
            throw new IllegalArgumentException("is " + shown(text) + "; the name stands there percent-encoded, as name=\"" + encoded + '"');
        }
        return new QueryParameter(name);
    }

    private static Component field(String name, Map<String, String> parameters, String text) {
        if (!isToken(name)) {
            throw new IllegalArgumentException("is " + shown(text) + ", which is neither a header name nor a component that begins with @");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.equals(name)) {
            throw new IllegalArgumentException("has '" + name + "'; header names are in lower case here: '" + lower + "'");
        }
        StringBuilder written = new StringBuilder();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            check(parameter.getKey(), parameter.getValue(), text);
            written.append(';').append(parameter.getKey());
            if (parameter.getKey().equals("key")) {
                written.append('=').append(parameter.getValue());
            }
        }
        if (parameters.containsKey("bs") && parameters.size() > 1) {
            throw new IllegalArgumentException("is " + shown(text) + "; 'bs' takes lines as they are and goes with no other parameter");
        }
        String key = unquoted(parameters.get("key"));
        FieldComponent.Form form = key != null ? FieldComponent.Form.MEMBER : parameters.containsKey("sf") ? FieldComponent.Form.STRICT
                : parameters.containsKey("bs") ? FieldComponent.Form.WRAPPED : FieldComponent.Form.COMBINED;
        if (key != null && !FieldTypes.mayBeDictionary(name)) {
            throw new IllegalArgumentException("is " + shown(text) + "; '" + name + "' is no dictionary and has no members");
        }
        return new FieldComponent(name, written.toString(), form, key);
    }

    private static void check(String parameter, String value, String text) {
        if (parameter.equals("tr")) {
            throw new IllegalArgumentException("has 'tr' in " + shown(text) + "; trailers follow the body, when the signature is long sent");
        }
        if (!OF_FIELDS.contains(parameter)) {
            throw new IllegalArgumentException("has the unknown parameter '" + parameter + "' in " + shown(text) + meant(parameter, OF_FIELDS));
        }
        boolean isKey = parameter.equals("key");
        if (isKey ? !isDictionaryKey(unquoted(value)) : !value.equals("?1")) {
            throw new IllegalArgumentException("is " + shown(text) + "; " + (isKey ? "'key' names a member, in lower case, as in key=\"a\""
                    : "'" + parameter + "' has no value"));
        }
    }

    /** @return null if it is no String */
    private static String unquoted(String value) {
        return value == null || !value.startsWith("\"") ? null : value.substring(1, value.length() - 1);
    }

    /** RFC 9651, section 3.1.2. */
    static boolean isDictionaryKey(String text) {
        if (text == null) {
            return false;
        }
        try {
            StructuredField field = new StructuredField(text);
            return field.key().equals(text);
        } catch (CredentialUnavailable e) {
            return false;
        }
    }

    /** The parameters that it has, in whatever order: two components that have the same are one (RFC 9421, section 2). */
    static List<String> parts(Component component) {
        List<String> parts = new ArrayList<>(Arrays.asList(component.identifier.split(";")));
        parts.sort(null);
        return parts;
    }

    @Override
    public String inWords() {
        return "a component identifier, as in `@path` or `content-type`";
    }

    @Override
    public String jsonSchema() {
        return "{\"anyOf\": [{\"type\": \"string\", \"pattern\": \"^(@[a-z-]+|[!#$%&'*+.^_`|~0-9a-z-]+)(;.*)?$\"}, "
                + "{\"$ref\": \"#/definitions/reference\"}]}";
    }

    @Override
    public String written(Component component) {
        return component.identifier;
    }
}
