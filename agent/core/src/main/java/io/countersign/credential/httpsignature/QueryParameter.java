package io.countersign.credential.httpsignature;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.text.FormFields;
import io.countersign.text.PercentEncoding;

/** One parameter of the query, decoded as a form's field and encoded anew (RFC 9421, section 2.2.8). */
final class QueryParameter extends Component {
    static final String NAME = "@query-param";
    private final String decodedName;

    /** @param encodedName as {@link #encode} writes it */
    QueryParameter(String encodedName) {
        super('"' + NAME + "\";name=\"" + encodedName + '"');
        this.decodedName = PercentEncoding.decode(encodedName);
    }

    /** By the percent-encode set of {@code application/x-www-form-urlencoded} (WHATWG URL, section 1.3), a space as {@code %20}. */
    static String encode(String text) {
        return PercentEncoding.encode(text, "*").replace("~", "%7E");
    }

    @Override
    String value(Message message) throws CredentialUnavailable {
        FormFields fields = new FormFields(message.rawQuery());
        String value = null;
        for (int i = 0; i < fields.size(); i++) {
            if (fields.name(i).equals(decodedName)) {
                if (value != null) {
                    throw cannot("stands in the query more than once, and then may not be covered by its name; cover @query instead");
                }
                value = fields.value(i);
            }
        }
        if (value == null) {
            throw cannot("is to be signed and does not stand in the query");
        }
        return encode(value);
    }
}
