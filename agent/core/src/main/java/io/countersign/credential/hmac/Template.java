package io.countersign.credential.hmac;

import io.countersign.request.CredentialUnavailable;
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
    String namedOf(Map<SentHeader, Template> headers) {
        for (Part part : parts) {
            SentHeader sent = part.placeholder == Placeholder.HEADER ? named(headers, part.header) : null;
            if (sent != null) {
                return sent.name;
            }
        }
        return null;
    }

    /** This with what each of the headers will hold in the place of its name: it is not there yet, or may not be. */
    Template with(Map<SentHeader, Template> headers) {
        List<Part> all = new ArrayList<>();
        for (Part part : parts) {
            SentHeader sent = part.placeholder == Placeholder.HEADER ? named(headers, part.header) : null;
            if (sent == null) {
                all.add(part);
            } else if (sent.ifMissing) {
                all.add(Part.headerOr(sent.name, headers.get(sent)));
            } else {
                all.addAll(Arrays.asList(headers.get(sent).parts));
            }
        }
        return new Template(all);
    }

    private static SentHeader named(Map<SentHeader, Template> headers, String name) {
        for (SentHeader sent : headers.keySet()) {
            if (sent.name.equalsIgnoreCase(name)) {
                return sent;
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

    /** What it has before <code>{body}</code> that is known behind it alone; null if there is nothing. */
    Placeholder knownAfterBodyBeforeBody() {
        return knownAfterBody(half);
    }

    /** The first among so many parts that is known after the body alone; null if there is none. */
    Placeholder knownAfterBody(int count) {
        for (int i = 0; i < count && i < parts.length; i++) {
            Placeholder found = parts[i].knownAfterBody();
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The first placeholder that names the key; null if there is none. */
    Placeholder namingKey() {
        for (Part part : parts) {
            if (part.placeholder != null && part.placeholder.namesKey()) {
                return part.placeholder;
            }
        }
        return null;
    }
}
