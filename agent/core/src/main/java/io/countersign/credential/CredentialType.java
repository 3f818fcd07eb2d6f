package io.countersign.credential;

import io.countersign.schema.Fields;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;

/** A type of credential: its name in the policy, its fields, and how one is made of them. Each stands in {@link CredentialTypes}. */
public abstract class CredentialType {
    public final String name;

    /** One sentence for the reference page and the JSON Schema. */
    public final String meaning;
    public final Fields fields;

    protected CredentialType(String name, String meaning, Fields fields) {
        this.name = name;
        this.meaning = meaning;
        this.fields = fields;
    }

    /** What the reference page has to say below the fields, in Markdown and with a line break at its end; empty where nothing. */
    public String remarks() {
        return "";
    }

    /**
     * @param credential its name in the policy
     * @param values whole: each required one there, and none wrong
     * @param reading to be told of what is wrong with the values together
     * @return null if something is, which has been said
     */
    public abstract Credential make(String credential, Values values, Reading reading);
}
