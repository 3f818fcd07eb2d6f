package io.countersign.credential;

import io.countersign.key.KeyEncoding;
import io.countersign.key.SigningAlgorithm;
import io.countersign.key.SigningKey;
import io.countersign.schema.Field;
import io.countersign.schema.Form;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secret;

/**
 * The fields by which a policy gives a key to sign with, the same in every type that has one. A type declares them once,
 * lists {@link #key}, {@link #encoding} and {@link #password} among its fields, and asks for the {@link #signingKey}.
 */
public final class KeyFields {
    /** {@code key}. */
    public final Field<Secret> key;

    /** {@code key-encoding}. */
    public final Field<KeyEncoding> encoding = Field.optional("key-encoding", Form.oneOf(KeyEncoding.values()), KeyEncoding.UTF_8,
            "How the bytes of `key` stand in its text where that is a shared secret.");

    /** {@code key-password}. */
    public final Field<Secret> password = Field.optional("key-password", Form.SECRET, null,
            "What `key` is encrypted with, where that is PEM and encrypted.");

    private KeyFields(Field<Secret> key) {
        this.key = key;
    }

    /** @param meaning of {@code key}, one sentence */
    public static KeyFields required(String meaning) {
        return new KeyFields(Field.required("key", Form.SECRET, meaning));
    }

    /** @param meaning of {@code key}, one sentence */
    public static KeyFields optional(String meaning) {
        return new KeyFields(Field.optional("key", Form.SECRET, null, meaning));
    }

    /**
     * The key for an algorithm. One that is not there yet, which has been warned of, is looked for again at use.
     *
     * @param values with a {@code key} among them
     * @param algorithm null for the one that the key is for
     * @return null if the key is there and is wrong for the algorithm, which is a mistake of the policy
     */
    public SigningKey signingKey(Values values, SigningAlgorithm algorithm, Reading reading) {
        SigningKey made = SigningKey.of(values.get(key), values.get(encoding), values.get(password), algorithm);
        String mistake = made.mistake();
        if (mistake == null) {
            return made;
        }
        reading.mistake(values.place(key), "'" + key + "' " + mistake);
        return null;
    }
}
