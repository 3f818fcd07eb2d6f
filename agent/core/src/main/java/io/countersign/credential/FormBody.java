package io.countersign.credential;

import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.text.FormFields;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The body of a request, where that is a form, for a signature that covers its fields one by one. */
public final class FormBody implements BodyReader {
    private static final String FORM = "application/x-www-form-urlencoded";

    /** A form is what a person or a program has filled in; what is larger is something else. */
    private static final int LIMIT = 1 << 20;

    private byte[] body = new byte[256];

    /** More than the limit once it has been passed. */
    private int length;

    /** Whether the request has a body of the type {@code application/x-www-form-urlencoded}, whatever its parameters. */
    public static boolean isThere(Message message) {
        String type = message.hasBody() ? message.header("Content-Type") : null;
        return type != null && type.regionMatches(true, 0, FORM, 0, FORM.length())
                && (type.length() == FORM.length() || type.charAt(FORM.length()) == ';' || type.charAt(FORM.length()) == ' ');
    }

    @Override
    public void update(byte[] bytes, int offset, int count) {
        if (length > LIMIT || count > LIMIT - length) {
            length = LIMIT + 1;
            body = new byte[0];
        } else {
            if (count > body.length - length) {
                body = Arrays.copyOf(body, Math.max(2 * body.length, length + count));
            }
            System.arraycopy(bytes, offset, body, length, count);
            length += count;
        }
    }

    /** @throws CredentialUnavailable if it is larger than 1 MiB */
    public FormFields fields() throws CredentialUnavailable {
        if (length > LIMIT) {
            throw new CredentialUnavailable("the body is a form of more than 1 MiB, whose fields are not read for a signature");
        }
        return new FormFields(new String(body, 0, length, StandardCharsets.UTF_8));
    }
}
