package io.countersign.credential.hmac;

import io.countersign.schema.Form;

/**
 * The name of a header that is sent, as a policy writes it. With a question mark behind it, which no header's name may have, the
 * header is put on only where the request has none of that name: what the application says of itself, such as its date, stays
 * and is signed as it is.
 */
final class SentHeader {
    static final Form.OfText<SentHeader> FORM = new Named();
    final String name;
    final boolean ifMissing;

    private SentHeader(String name, boolean ifMissing) {
        this.name = name;
        this.ifMissing = ifMissing;
    }

    static SentHeader of(String text) {
        boolean ifMissing = text.endsWith("?");
        return new SentHeader(Form.headerName(ifMissing ? text.substring(0, text.length() - 1) : text), ifMissing);
    }

    @Override
    public String toString() {
        return name;
    }

    private static final class Named extends Form.OfText<SentHeader> {
        @Override
        protected SentHeader parse(String text) {
            return of(text);
        }

        @Override
        public String inWords() {
            return Form.HEADER_NAME.inWords();
        }

        @Override
        public String jsonSchema() {
            return Form.TEXT.jsonSchema();
        }
    }
}
