package io.countersign.credential.httpsignature;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** A header field (RFC 9421, section 2.1). */
final class FieldComponent extends Component {
    /** In which form its value is covered. */
    enum Form {
        /** As it is (section 2.1). */
        COMBINED,

        /** {@code sf}: strictly serialized (section 2.1.1). */
        STRICT,

        /** {@code key}: one member of a dictionary (section 2.1.2). */
        MEMBER,

        /** {@code bs}: each line wrapped as bytes (section 2.1.3). */
        WRAPPED
    }

    /** In lower case. */
    final String name;

    /** Of the dictionary's member; null unless one is covered. */
    final String key;
    private final Form form;

    /** @param parameters as they follow the name in the identifier */
    FieldComponent(String name, String parameters, Form form, String key) {
        super('"' + name + '"' + parameters);
        this.name = name;
        this.form = form;
        this.key = key;
    }

    @Override
    String value(Message message) throws CredentialUnavailable {
        List<String> lines = lines(message);
        if (form == Form.WRAPPED) {
            return wrapped(lines);
        }
        String combined = lines.size() == 1 ? lines.get(0) : String.join(", ", lines);
        return form == Form.STRICT ? strict(combined) : form == Form.MEMBER ? member(combined) : combined;
    }

    private String strict(String value) throws CredentialUnavailable {
        try {
            return FieldTypes.strict(name, value);
        } catch (CredentialUnavailable e) {
            throw cannot(e.getMessage());
        }
    }

    private String member(String dictionary) throws CredentialUnavailable {
        String member;
        try {
            member = new StructuredField(dictionary).dictionary().get(key);
        } catch (CredentialUnavailable e) {
            throw cannot("is of a header that is no dictionary (RFC 9651, section 3.2): " + e.getMessage());
        }
        if (member == null) {
            throw cannot("is to be signed, and the header has no such member");
        }
        return member;
    }

    private String wrapped(List<String> lines) throws CredentialUnavailable {
        StringBuilder wrapped = new StringBuilder();
        for (String line : lines) {
            byte[] bytes = checked(line).getBytes(StandardCharsets.US_ASCII);
            wrapped.append(wrapped.length() == 0 ? ":" : ", :").append(Base64.getEncoder().encodeToString(bytes)).append(':');
        }
        return wrapped.toString();
    }

    /** Its lines in their order, at least one. */
    private List<String> lines(Message message) throws CredentialUnavailable {
        List<String> lines = Collections.emptyList();
        if (name.equals("signature") || name.equals("signature-input")) {
            // The application's own are not there any more once this credential's are.
            lines = putOnly(message.put());
        } else {
            for (int i = 0; i < message.fieldCount(); i++) {
                if (message.fieldName(i).equalsIgnoreCase(name)) {
                    lines = with(lines, unfolded(message.fieldValue(i)));
                }
            }
            if (lines.isEmpty()) {
                lines = addedByTheClient(message);
            }
        }
        if (lines.isEmpty()) {
            throw cannot("is to be signed, and the request does not have that header when it is signed");
        }
        return lines;
    }

    private List<String> putOnly(Headers put) {
        for (int i = 0; i < put.size(); i++) {
            if (put.name(i).equalsIgnoreCase(name)) {
                return Collections.singletonList(put.value(i));
            }
        }
        return Collections.emptyList();
    }

    /** A client may add these only when it writes the request; what they will say is known before. */
    private List<String> addedByTheClient(Message message) {
        if (name.equals("host")) {
            return Collections.singletonList(message.authority());
        }
        if (name.equals("content-length") && message.contentLength() >= 0) {
            return Collections.singletonList(Long.toString(message.contentLength()));
        }
        return Collections.emptyList();
    }

    private static List<String> with(List<String> lines, String line) {
        if (lines.isEmpty()) {
            return Collections.singletonList(line);
        }
        List<String> more = lines.size() == 1 ? new ArrayList<>(lines) : lines;
        more.add(line);
        return more;
    }

    /** Without whitespace around it, and with one space where the line was folded (section 2.1; RFC 9112, section 5.2). */
    private static String unfolded(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isWhitespace(value.charAt(start))) {
            start++;
        }
        while (end > start && isWhitespace(value.charAt(end - 1))) {
            end--;
        }
        String line = value.substring(start, end);
        return line.indexOf('\n') < 0 ? line : withoutFolds(line);
    }

    private static String withoutFolds(String line) {
        StringBuilder out = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != '\n' || i + 1 == line.length() || !isBlank(line.charAt(i + 1))) {
                // A line break that is no fold is left in, and refused when it is written.
                out.append(c);
                continue;
            }
            if (out.length() > 0 && out.charAt(out.length() - 1) == '\r') {
                out.setLength(out.length() - 1);
            }
            while (out.length() > 0 && isBlank(out.charAt(out.length() - 1))) {
                out.setLength(out.length() - 1);
            }
            while (i + 1 < line.length() && isBlank(line.charAt(i + 1))) {
                i++;
            }
            out.append(' ');
        }
        return out.toString();
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isWhitespace(char c) {
        return isBlank(c) || c == '\r' || c == '\n';
    }
}
