package io.countersign.credential.hmac;

import io.countersign.credential.FormBody;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.text.FormFields;
import io.countersign.text.Octets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What Twilio signs behind the URL: the fields of the form, sorted by name, each name with its value behind it and nothing
 * between them. A field that is there several times gives each of its values once, in their order.
 *
 * <p>A body that is no form is covered by the URL, whose field {@code bodySHA256} has its hash. That field is part of what the
 * application calls: no header can add it, so that such a body without it is not signed.
 */
final class TwilioParameters implements BodyValue.Making {
    private final FormBody form = new FormBody();

    private TwilioParameters() {}

    /** Whether the body's fields are signed. */
    static boolean covers(Message message) {
        return FormBody.isThere(message) && !urlCoversBody(message);
    }

    /** @throws CredentialUnavailable if there is a body that nothing covers */
    static BodyValue.Making begin(Message message) throws CredentialUnavailable {
        if (covers(message)) {
            return new TwilioParameters();
        }
        if (message.bodyLength() != 0 && !urlCoversBody(message)) {
            throw new CredentialUnavailable("the body is no form (application/x-www-form-urlencoded), and Twilio's signature covers"
                    + " any other by the field bodySHA256 in the URL, which the application has to call");
        }
        return BodyValue.NOTHING;
    }

    private static boolean urlCoversBody(Message message) {
        FormFields fields = new FormFields(message.rawQuery());
        for (int i = 0; i < fields.size(); i++) {
            if (fields.name(i).equals("bodySHA256")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        form.update(bytes, offset, length);
    }

    @Override
    public byte[] end() throws CredentialUnavailable {
        FormFields fields = form.fields();
        Map<String, TreeSet<String>> sorted = new TreeMap<>();
        for (int i = 0; i < fields.size(); i++) {
            sorted.computeIfAbsent(fields.name(i), name -> new TreeSet<>()).add(fields.value(i));
        }
        Octets octets = new Octets();
        sorted.forEach((name, values) -> {
            for (String value : values) {
                octets.add(name);
                octets.add(value);
            }
        });
        return octets.takeBytes();
    }
}
