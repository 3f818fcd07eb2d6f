package io.countersign.credential.oauth1;

import io.countersign.text.FormFields;
import io.countersign.text.Parameter;
import io.countersign.text.PercentEncoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The parameters that a signature covers, percent-encoded (RFC 5849, sections 3.4.1.3 and 3.6). Used once, by one thread. */
final class Parameters {
    private final List<Parameter> all = new ArrayList<>();

    void add(String name, String value) {
        addEncoded(PercentEncoding.encode(name), PercentEncoding.encode(value));
    }

    void addEncoded(String name, String value) {
        all.add(new Parameter(name, value));
    }

    void add(FormFields fields) {
        for (int i = 0; i < fields.size(); i++) {
            add(fields.name(i), fields.value(i));
        }
    }

    /** Section 3.4.1.3.2: sorted by name, those of one name by value, whatever stands twice twice; then joined. */
    String normalized() {
        Collections.sort(all);
        StringBuilder text = new StringBuilder(32 * all.size());
        for (Parameter each : all) {
            text.append(text.length() == 0 ? "" : "&").append(each.name).append('=').append(each.value);
        }
        return text.toString();
    }
}
