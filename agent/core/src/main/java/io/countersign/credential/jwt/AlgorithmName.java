package io.countersign.credential.jwt;

import io.countersign.key.SigningAlgorithm;
import io.countersign.schema.Form;
import java.util.ArrayList;
import java.util.List;

/** An algorithm by its name in JOSE (RFC 7518, section 3.1; RFC 8037, section 3.1). {@code none} is not among them. */
final class AlgorithmName extends Form.OfText<SigningAlgorithm> {
    @Override
    protected SigningAlgorithm parse(String text) {
        for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
            if (text.equals(algorithm.jwsName())) {
                return algorithm;
            }
        }
        if (text.equalsIgnoreCase("none")) {
            throw new IllegalArgumentException("is " + shown(text) + ", by which anyone could have made the token; it may be "
                    + String.join(", ", names()));
        }
        throw new IllegalArgumentException("is " + shown(text) + "; it may be " + String.join(", ", names()));
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
            if (algorithm.jwsName() != null) {
                names.add(algorithm.jwsName());
            }
        }
        return names;
    }

    @Override
    public String inWords() {
        return "`" + String.join("` \\| `", names()) + "`";
    }

    @Override
    public String jsonSchema() {
        return "{\"anyOf\": [{\"enum\": [\"" + String.join("\", \"", names()) + "\"]}, {\"$ref\": \"#/definitions/reference\"}]}";
    }

    @Override
    public String written(SigningAlgorithm algorithm) {
        return algorithm.jwsName();
    }
}
