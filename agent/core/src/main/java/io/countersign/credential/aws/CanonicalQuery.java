package io.countersign.credential.aws;

import io.countersign.text.Octets;
import io.countersign.text.Parameter;
import io.countersign.text.PercentEncoding;
import java.util.Arrays;

/** Parameters encoded anew, in the order of their encoded names, then of their values; one without an equals sign gets one. */
final class CanonicalQuery {
    private CanonicalQuery() {}

    /** @param query as on the wire, without the question mark; null if there is none */
    static void write(String query, Octets out) {
        if (query == null || query.isEmpty()) {
            return;
        }
        int most = 1;
        for (int i = 0; i < query.length(); i++) {
            most += query.charAt(i) == '&' ? 1 : 0;
        }
        Parameter[] parameters = new Parameter[most];
        int count = 0;
        for (int start = 0; start <= query.length(); ) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            int equals = query.indexOf('=', start);
            equals = equals < 0 || equals > end ? end : equals;
            // One without a name is not signed, as the AWS SDK has it.
            if (equals > start) {
                parameters[count++] = new Parameter(encoded(query.substring(start, equals)),
                        equals == end ? "" : encoded(query.substring(equals + 1, end)));
            }
            start = end + 1;
        }
        Arrays.sort(parameters, 0, count);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.add('&');
            }
            out.addAscii(parameters[i].name);
            out.add('=');
            out.addAscii(parameters[i].value);
        }
    }

    private static String encoded(String text) {
        return PercentEncoding.encodeAnew(text, "");
    }
}
