package io.countersign.policy;

import io.countersign.credential.CredentialType;
import io.countersign.credential.CredentialTypes;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;

/** The fields of the policy language as a page in Markdown, from the declarations that the reader reads by. */
public final class ReferencePage {
    private final StringBuilder out = new StringBuilder();

    private ReferencePage() {}

    /** The page's text, with a line break at its end. */
    public static String text() {
        return new ReferencePage().page();
    }

    private String page() {
        line("# The fields of a policy");
        line("");
        line("Made from the declarations that the agent reads policies by. Required fields are bold. A *secret* stands as a");
        line("reference: `${env:NAME}`, `${sys:NAME}`, `${file:PATH}` or `${literal:TEXT}`. Any other single value may be one too.");
        line("");
        line("At the top: **`version`** (`1`), `defaults`, `credentials` (a mapping from names to credentials), `rules` (a list).");
        section("`defaults`, and any rule for itself", "", Settings.FIELDS);
        section("A rule", "The first rule of the most specific host whose ports, methods and paths all match is the request's.\n\n",
                RuleFields.FIELDS);
        for (CredentialType type : CredentialTypes.ALL) {
            section("A credential of `type: " + type.name + "`", type.meaning + "\n\n", type.fields);
            out.append(type.remarks().isEmpty() ? "" : "\n" + type.remarks());
        }
        return out.toString();
    }

    private void section(String title, String meaning, Fields fields) {
        line("");
        line("## " + title);
        line("");
        out.append(meaning);
        line("| field | is | without it | meaning |");
        line("|---|---|---|---|");
        for (int i = 0; i < fields.size(); i++) {
            line(row(fields.get(i)));
        }
    }

    private static <T> String row(Field<T> field) {
        String name = field.required ? "**`" + field.name + "`**" : "`" + field.name + "`";
        String standard = field.standard == null ? "" : field.form.written(field.standard);
        return "| " + name + " | " + field.form.inWords() + " | " + (standard.isEmpty() ? "" : "`" + standard + "`") + " | "
                + field.meaning + " |";
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
