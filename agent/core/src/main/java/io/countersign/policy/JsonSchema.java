package io.countersign.policy;

import io.countersign.credential.CredentialType;
import io.countersign.credential.CredentialTypes;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import java.util.List;

/** The policy language as a JSON Schema (draft 7, which editors know), from the declarations that the reader reads by. */
public final class JsonSchema {
    private final StringBuilder out = new StringBuilder();

    private JsonSchema() {}

    /** The schema's text, with a line break at its end. */
    public static String text() {
        return new JsonSchema().policy();
    }

    private String policy() {
        line("{");
        line("  \"$schema\": \"http://json-schema.org/draft-07/schema#\",");
        line("  \"title\": \"Countersign policy\",");
        line("  \"description\": \"Which credentials go to which hosts. Version 1 of the language.\",");
        line("  \"type\": \"object\",");
        line("  \"additionalProperties\": false,");
        line("  \"required\": [\"version\"],");
        line("  \"properties\": {");
        line("    \"version\": {\"enum\": [1, \"1\"]},");
        line("    \"defaults\": {\"$ref\": \"#/definitions/defaults\"},");
        line("    \"credentials\": {\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/definitions/credential\"}},");
        line("    \"rules\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/rule\"}}");
        line("  },");
        line("  \"definitions\": {");
        line("    \"text\": {\"type\": [\"string\", \"number\", \"boolean\"]},");
        line("    \"reference\": {\"type\": \"string\", \"pattern\": \"^\\\\$\\\\{(env|sys|file|keystore|exec|vault|aws-sm|literal):(.|\\\\n)*\\\\}$\"},");
        line("    \"defaults\": {");
        mapping(Settings.FIELDS, null);
        line("    },");
        line("    \"rule\": {");
        mapping(RuleFields.FIELDS, null);
        line("    },");
        credential();
        line("  }");
        line("}");
        return out.toString();
    }

    private void credential() {
        line("    \"credential\": {");
        line("      \"type\": \"object\",");
        line("      \"required\": [\"type\"],");
        line("      \"properties\": {\"type\": {\"enum\": [\"" + String.join("\", \"", CredentialTypes.names()) + "\"]}},");
        line("      \"allOf\": [");
        List<CredentialType> types = CredentialTypes.all();
        int left = types.size();
        for (CredentialType type : types) {
            line("        {\"if\": {\"properties\": {\"type\": {\"const\": \"" + type.name + "\"}}}, \"then\": {\"$ref\": \"#/definitions/"
                    + type.name + "\"}}" + (--left > 0 ? "," : ""));
        }
        line("      ]");
        line("    },");
        left = types.size();
        for (CredentialType type : types) {
            line("    \"" + type.name + "\": {");
            line("      \"description\": " + quoted(type.meaning) + ",");
            mapping(type.fields, type.name);
            line("    }" + (--left > 0 ? "," : ""));
        }
    }

    /** @param type the value of the field {@code type} that comes before the others; null where there is none */
    private void mapping(Fields fields, String type) {
        line("      \"type\": \"object\",");
        line("      \"additionalProperties\": false,");
        StringBuilder required = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).required) {
                required.append(required.length() == 0 ? "" : ", ").append(quoted(fields.get(i).name));
            }
        }
        if (required.length() > 0) {
            line("      \"required\": [" + required + "],");
        }
        line("      \"properties\": {");
        if (type != null) {
            line("        \"type\": {\"const\": \"" + type + "\"},");
        }
        for (int i = 0; i < fields.size(); i++) {
            line("        " + property(fields.get(i)) + (i + 1 < fields.size() ? "," : ""));
        }
        line("      }");
    }

    /** What stands beside a {@code $ref} is not looked at in draft 7, so that the form is one of a list. */
    private static String property(Field<?> field) {
        return quoted(field.name) + ": {\"description\": " + quoted(field.meaning.replace("`", "'")) + ", \"allOf\": ["
                + field.form.jsonSchema() + "]" + standard(field) + "}";
    }

    private static <T> String standard(Field<T> field) {
        return field.standard == null ? "" : ", \"default\": " + quoted(field.form.written(field.standard).replace("\"", ""));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
