package io.countersign.schema;

/** One field of a mapping in the policy: declared once, for the reader, its errors, the JSON Schema and the reference page. */
public final class Field<T> {
    public final String name;
    public final Form<T> form;
    public final boolean required;

    /** What holds where the field is not there; null where nothing does. */
    public final T standard;

    /** One sentence for the reference page and the JSON Schema. */
    public final String meaning;

    private Field(String name, Form<T> form, boolean required, T standard, String meaning) {
        this.name = name;
        this.form = form;
        this.required = required;
        this.standard = standard;
        this.meaning = meaning;
    }

    public static <T> Field<T> required(String name, Form<T> form, String meaning) {
        return new Field<>(name, form, true, null, meaning);
    }

    public static <T> Field<T> optional(String name, Form<T> form, T standard, String meaning) {
        return new Field<>(name, form, false, standard, meaning);
    }

    @Override
    public String toString() {
        return name;
    }
}
