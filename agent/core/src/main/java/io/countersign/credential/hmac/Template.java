package io.countersign.credential.hmac;

import io.countersign.request.CredentialUnavailable;
import io.countersign.schema.Form;
import io.countersign.text.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A text with placeholders, parsed when the policy is read: <code>{method}\n{path}</code>. The message's is written in two
 * halves, before the body goes by and after it.
 */
final class Template {
    static final Form.OfText<Template> MESSAGE = new TemplateForm(true);
    static final Form.OfText<Template> HEADER_VALUE = new TemplateForm(false);
    private final Part[] parts;

    /** The place of <code>{body}</code>; 0 where it is not there. */
    private final int half;

    Template(List<Part> parts) {
        this.parts = parts.toArray(new Part[0]);
        this.half = Math.max(0, placeOf(Placeholder.BODY));
    }

    void writeBeforeBody(Calculation calculation, Octets out) throws CredentialUnavailable {
        for (int i = 0; i < half; i++) {
            parts[i].write(calculation, out);
        }
    }

    void writeAfterBody(Calculation calculation, Octets out) throws CredentialUnavailable {
        for (int i = half; i < parts.length; i++) {
            parts[i].write(calculation, out);
        }
    }

    boolean has(Placeholder placeholder) {
        return placeOf(placeholder) >= 0;
    }

    void addBodyValues(Set<BodyValue> values) {
        for (Part part : parts) {
            if (part.placeholder != null && part.placeholder.bodyValue != null) {
                values.add(part.placeholder.bodyValue);
            }
        }
    }

    /** The first of the headers that it names; null if it names none of them. */
    String namedOf(Map<String, Template> headers) {
        for (Part part : parts) {
            String name = part.placeholder == Placeholder.HEADER ? nameIn(headers, part.header) : null;
            if (name != null) {
                return name;
            }
        }
        return null;
    }

    /** This with what each of the headers will hold in the place of its name: none of them is there yet. */
    Template with(Map<String, Template> headers) {
        List<Part> all = new ArrayList<>();
        for (Part part : parts) {
            String name = part.placeholder == Placeholder.HEADER ? nameIn(headers, part.header) : null;
            if (name == null) {
                all.add(part);
            } else {
                all.addAll(Arrays.asList(headers.get(name).parts));
            }
        }
        return new Template(all);
    }

    private static String nameIn(Map<String, Template> headers, String header) {
        for (String name : headers.keySet()) {
            if (name.equalsIgnoreCase(header)) {
                return name;
            }
        }
        return null;
    }

    private int placeOf(Placeholder placeholder) {
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].placeholder == placeholder) {
                return i;
            }
        }
        return -1;
    }

    /** What of the body it has before <code>{body}</code>; null if there is nothing. */
    Placeholder bodyValueBeforeBody() {
        for (int i = 0; i < half; i++) {
            if (parts[i].placeholder != null && parts[i].placeholder.bodyValue != null) {
                return parts[i].placeholder;
            }
        }
        return null;
    }
}
