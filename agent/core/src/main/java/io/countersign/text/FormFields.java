package io.countersign.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a form or a query in the way of {@code application/x-www-form-urlencoded} (WHATWG URL, section 5.1), decoded
 * in UTF-8 and in their order.
 */
public final class FormFields {
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    /** @param text {@code a=1&b=2}, without a question mark; null for no field */
    public FormFields(String text) {
        for (int start = 0; text != null && start < text.length(); ) {
            int end = text.indexOf('&', start);
            end = end < 0 ? text.length() : end;
            if (end > start) {
                int equals = text.indexOf('=', start);
                boolean hasValue = equals >= 0 && equals < end;
                names.add(decoded(text.substring(start, hasValue ? equals : end)));
                values.add(hasValue ? decoded(text.substring(equals + 1, end)) : "");
            }
            start = end + 1;
        }
    }

    private static String decoded(String text) {
        return PercentEncoding.decode(text.replace('+', ' '));
    }

    public int size() {
        return names.size();
    }

    public String name(int index) {
        return names.get(index);
    }

    /** Empty where there is no equals sign. */
    public String value(int index) {
        return values.get(index);
    }

    /** Their number alone: they may be secret. */
    @Override
    public String toString() {
        return size() + " fields";
    }
}
