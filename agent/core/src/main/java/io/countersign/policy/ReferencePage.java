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
        line("[reference](#references). Any other single value may be one too.");
        line("");
        line("At the top: **`version`** (`1`), `defaults`, `credentials` (a mapping from names to credentials), `rules` (a list).");
        section("`defaults`, and any rule for itself", "", Settings.FIELDS);
        section("A rule", "The first rule of the most specific host whose ports, methods and paths all match is the request's.\n\n",
                RuleFields.FIELDS);
        references();
        for (CredentialType type : CredentialTypes.all()) {
            section("A credential of `type: " + type.name + "`", type.meaning + "\n\n", type.fields);
            out.append(type.remarks().isEmpty() ? "" : "\n" + type.remarks());
        }
        return out.toString();
    }

    private void references() {
        line("");
        line("## References");
        line("");
        line("A reference is one whole value, and ends at its last `}`.");
        line("");
        line("| reference | stands for |");
        line("|---|---|");
        line("| `${env:NAME}` | an environment variable |");
        line("| `${sys:NAME}` | a system property, looked for until it is there |");
        line("| `${file:PATH}` | the text of a file in UTF-8, without the line break at its end; a change is seen within a second |");
        line("| `${keystore:PATH#ALIAS?password=env:NAME}` | the bytes of a secret key in a key store of type PKCS#12 or JCEKS; the store's password,"
                + " which is the key's too, is a reference without its `${}`. A replaced store is seen within a second |");
        line("| `${exec:COMMAND ARG…}` | what a command prints, without the line break at its end; it is run again after 5 minutes |");
        line("| `${vault:PATH#FIELD}` | a field of what HashiCorp Vault has by a path of its HTTP API: `secret/data/billing` for what"
                + " `vault kv get -mount=secret billing` shows |");
        line("| `${aws-sm:NAME}`, `${aws-sm:NAME#FIELD}` | a secret of AWS Secrets Manager by its name or ARN, or a field of the JSON object that it is |");
        line("| `${literal:TEXT}` | the text itself |");
        line("");
        line("- Bytes (of a key store, or a `SecretBinary`) are the key as they are where a key is wanted: `key`, or `secret` of `hmac`. Where a text"
                + " is wanted they have to be one in UTF-8.");
        line("- What is behind `exec`, `vault` and `aws-sm` is got in the background, two seconds after the policy has been read or when a request first"
                + " needs it, and that request waits; never when a policy is only checked. It is got again every 5 minutes, or as"
                + " `?ttl=1m` says behind a name or field of `vault` and `aws-sm` (10s to 24h). While that fails, the value of before stays"
                + " in use; the log says so once, and when all is well again. After a 401 it is got anew, and a request that is sent again has what"
                + " had come by then. Only secrets may come from there: other values are needed when the policy is read.");
        line("- A command is started without a shell. Words are separated by blanks; `'…'` keeps what is in it as it is, `\"…\"` too but for `\\\"` and"
                + " `\\\\`, and elsewhere `\\` keeps the next character. A command without a slash is looked for on the `PATH`, another begins at the folder"
                + " of the policy's file. It has the program's environment without `JAVA_TOOL_OPTIONS`, `JDK_JAVA_OPTIONS` and `_JAVA_OPTIONS`"
                + " (a Java program would get the agent by them, and run it again), an empty input, 10 s, and 64 KiB to print in UTF-8; what it writes to its"
                + " error output goes nowhere. What it has started must have printed before it ends, and may not keep its output open. In the log its arguments are left out.");
        line("- Vault is where `VAULT_ADDR` says (https, or loopback), with `VAULT_CACERT` and `VAULT_NAMESPACE`. Who asks is the first that is set of"
                + " `VAULT_TOKEN`; `VAULT_TOKEN_FILE`, a file that another keeps up to date, as Vault Agent does; `VAULT_ROLE_ID` with `VAULT_SECRET_ID` or"
                + " `VAULT_SECRET_ID_FILE` (AppRole); `VAULT_K8S_ROLE` (a pod's service account); else `~/.vault-token`. `VAULT_AUTH_MOUNT` is for a login"
                + " that is not at `approle` or `kubernetes`. The token of `VAULT_TOKEN` or of a login is renewed at two thirds of its life, one in a file is for"
                + " who keeps the file to renew; a lease is renewed at half of its life, and goes with its token. No redirect is followed (a standby's status 307):"
                + " `VAULT_ADDR` has to be the active node, or to lead there. All fields of one path"
                + " (and one `ttl`) are got at once.");
        line("- AWS Secrets Manager is asked in the ARN's region, else `AWS_REGION` or `AWS_DEFAULT_REGION`, or at `AWS_ENDPOINT_URL_SECRETS_MANAGER`,"
                + " with the access key of the first that is set of `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY` (and `AWS_SESSION_TOKEN`);"
                + " `AWS_WEB_IDENTITY_TOKEN_FILE` with `AWS_ROLE_ARN`; `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `…_FULL_URI` with"
                + " `AWS_CONTAINER_AUTHORIZATION_TOKEN` or `…_TOKEN_FILE`; else the role of an EC2 instance (IMDSv2; at"
                + " `AWS_EC2_METADATA_SERVICE_ENDPOINT`, or by IPv6 where `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE` is `IPv6`). Files of profiles are not read."
                + " `?version-stage=AWSPREVIOUS` asks for another version.");
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
