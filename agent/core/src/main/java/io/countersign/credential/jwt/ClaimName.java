package io.countersign.credential.jwt;

import io.countersign.schema.Form;
import java.util.Arrays;
import java.util.List;

/** The name of a claim, but for those that are made for each token. */
final class ClaimName extends Form.OfText<String> {
    private static final List<String> MADE = Arrays.asList("iat", "exp", "jti");

    @Override
    protected String parse(String text) {
        if (MADE.contains(text)) {
            throw new IllegalArgumentException("has '" + text + "', which is made for each token" + (text.equals("exp")
                    ? "; 'lifetime' says how long it lives" : ""));
        }
        return text;
    }

    @Override
    public String inWords() {
        return "text";
    }

    @Override
    public String jsonSchema() {
        return TEXT.jsonSchema();
    }
}
