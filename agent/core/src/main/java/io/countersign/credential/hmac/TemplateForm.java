package io.countersign.credential.hmac;

import io.countersign.schema.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How a template is read. Braces are doubled where they stand for themselves. */
final class TemplateForm extends Form.OfText<Template> {
    static final TemplateForm MESSAGE = new TemplateForm(true);
    static final TemplateForm HEADER_VALUE = new TemplateForm(false);
    private static final List<Encoding> ENCODINGS = Arrays.asList(Encoding.BASE64, Encoding.BASE64URL, Encoding.HEX);
    static final String KNOWN_AFTERWARDS = "a body of any length is signed as it goes by, and what is made of it is known afterwards";
    private final boolean isMessage;

    private TemplateForm(boolean isMessage) {
        this.isMessage = isMessage;
    }

    @Override
    protected Template parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isBrace = c == '{' || c == '}';
            if (!isBrace || i + 1 < text.length() && text.charAt(i + 1) == c) {
                literal.append(c);
                i += isBrace ? 1 : 0;
                continue;
            }
            int end = c == '{' ? text.indexOf('}', i) : -1;
            if (end < 0) {
                throw new IllegalArgumentException("has a '" + c + "' (at place " + (i + 1) + ") that "
                        + (c == '{' ? "is not closed" : "closes nothing") + "; '" + c + c + "' stands for one as it is");
            }
            addLiteral(literal, parts);
            parts.add(placeholder(text.substring(i + 1, end)));
            i = end;
        }
        addLiteral(literal, parts);
        return checked(new Template(parts), parts);
    }

    private static void addLiteral(StringBuilder literal, List<Part> parts) {
        if (literal.length() > 0) {
            parts.add(Part.literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private static Part placeholder(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String argument = colon < 0 ? null : text.substring(colon + 1);
        Placeholder placeholder = Placeholder.named(name);
        if (placeholder == null) {
            throw new IllegalArgumentException("has the unknown placeholder " + braced(name) + meant(name, Placeholder.names()));
        }
        if (placeholder == Placeholder.HEADER) {
            if (argument == null || !isToken(argument)) {
                throw new IllegalArgumentException("has " + braced(text) + ", which names no header; one is named as in {header:Content-Type}");
            }
            return Part.header(argument);
        }
        if (argument == null) {
            return Part.of(placeholder, placeholder.encoding);
        }
        if (placeholder.encoding == null || placeholder.encoding == Encoding.NONE) {
            throw new IllegalArgumentException("has " + braced(text) + ", but " + placeholder
                    + (placeholder == Placeholder.BODY ? " is the body as it is" : " is text") + " and takes no encoding");
        }
        List<String> names = new ArrayList<>();
        for (Encoding encoding : ENCODINGS) {
            if (encoding.name.equals(argument)) {
                return Part.of(placeholder, encoding);
            }
            names.add(encoding.name);
        }
        throw new IllegalArgumentException("has the unknown encoding " + shown(argument) + " in " + braced(text) + meant(argument, names));
    }

    private static String braced(String text) {
        String shown = shown(text);
        return '{' + shown.substring(1, shown.length() - 1) + '}';
    }

    private Template checked(Template template, List<Part> parts) {
        if (!isMessage && template.has(Placeholder.BODY)) {
            throw new IllegalArgumentException("has {body}, which may be of any length; it stands in 'message' alone");
        }
        if (!isMessage && template.has(Placeholder.AZURE_HEADERS)) {
            throw new IllegalArgumentException("has {azure-headers}, which are headers themselves; it stands in 'message' alone");
        }
        if (!isMessage) {
            return template;
        }
        if (template.has(Placeholder.SIGNATURE)) {
            throw new IllegalArgumentException("has {signature}, which is made of the message; it stands in 'headers' alone");
        }
        int bodies = 0;
        for (Part part : parts) {
            bodies += part.placeholder == Placeholder.BODY ? 1 : 0;
        }
        if (bodies > 1) {
            throw new IllegalArgumentException("has {body} more than once; a body of any length is signed as it goes by, which it does once");
        }
        Placeholder early = template.knownAfterBodyBeforeBody();
        if (early != null) {
            throw new IllegalArgumentException("has " + early + " before {body}; " + KNOWN_AFTERWARDS);
        }
        return template;
    }

    @Override
    public String inWords() {
        return "a template";
    }

    @Override
    public String jsonSchema() {
        return TEXT.jsonSchema();
    }
}
