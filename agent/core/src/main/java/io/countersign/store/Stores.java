package io.countersign.store;

import io.countersign.background.Background;
import io.countersign.background.WeakValues;
import io.countersign.secret.Secret;
import io.countersign.secret.SecretSource;
import io.countersign.secret.Secrets;
import io.countersign.text.JsonObject;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Secrets that are had neither from the environment nor from a file as it is. Nothing is loaded, started or called for a policy that has
 * none of them:
 * <ul>
 * <li><code>${keystore:PATH#ALIAS?password=REFERENCE}</code>, the bytes of a secret key of a key store (PKCS#12 or JCEKS); the reference
 *     to its password is one without <code>${}</code>;
 * <li><code>${exec:COMMAND ARG…}</code>, what a command prints;
 * <li><code>${vault:PATH#FIELD}</code>, a field of what HashiCorp Vault has by a path;
 * <li><code>${aws-sm:NAME#FIELD}</code>, a secret of AWS Secrets Manager, or a field of it.
 * </ul>
 */
public final class Stores implements SecretSource {
    private static final long EXEC_LIMIT = 10_000;
    private static final String PASSWORD = "?password=";

    private final Background background;
    private final Map<String, String> env;

    /** Null until there is a reference to it. */
    private Vault vault;
    private AwsKeys aws;

    /** What is got, for as long as a secret needs it. */
    private final WeakValues<List<Object>, Kept<?>> kept = new WeakValues<>();

    /** @param env the environment's variables, which say where stores are and who asks them */
    public Stores(Background background, Map<String, String> env) {
        this.background = background;
        this.env = env;
    }

    /** With this JVM's environment. */
    public static Stores standard(Background background) {
        return new Stores(background, System.getenv());
    }

    @Override
    public synchronized Secret secret(String scheme, String rest, Path baseFolder, Secrets secrets) {
        switch (scheme) {
            case "keystore":
                return keystore(rest, baseFolder, secrets);
            case "exec":
                return exec(rest, baseFolder);
            case "vault":
                return vault(rest, secrets);
            case "aws-sm":
                return aws(rest, secrets);
            default:
                throw new IllegalArgumentException("${" + scheme + ":…} is not known here");
        }
    }

    private Secret keystore(String rest, Path baseFolder, Secrets secrets) {
        int option = rest.indexOf(PASSWORD);
        String store = option < 0 ? rest : rest.substring(0, option);
        int hash = store.lastIndexOf('#');
        if (hash <= 0 || hash + 1 == store.length() || option < 0 && store.indexOf('?', hash) >= 0) {
            throw new IllegalArgumentException("a key store, and which of its keys, must be ${keystore:PATH#ALIAS?password=env:NAME}");
        }
        Secret password = option < 0 ? null : password(rest.substring(option + PASSWORD.length()), baseFolder, secrets);
        String reference = "${keystore:" + store + "}";
        Path path;
        try {
            path = baseFolder.resolve(store.substring(0, hash)).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(reference + " is not a path on this system: " + e.getReason());
        }
        return new KeyStoreSecret(reference, secrets.file(path), store.substring(hash + 1), password, background.log, background.moments::nanos);
    }

    private static Secret password(String reference, Path baseFolder, Secrets secrets) {
        // Of a literal everything would show that shows the reference; of a key store no password comes but by a password.
        if (reference.startsWith("literal:") || reference.startsWith("keystore:")) {
            throw new IllegalArgumentException("the password of a key store is a reference to another place, without its ${}: ?password=env:NAME,"
                    + " ?password=file:PATH");
        }
        try {
            return secrets.resolve("${" + reference + "}", baseFolder);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the reference behind '?password=', which stands without its ${}: " + e.getMessage());
        }
    }

    private Secret exec(String rest, Path baseFolder) {
        List<String> words = ShellWords.of(rest);
        String command = words.get(0);
        String reference = "${exec:" + command + (words.size() == 1 ? "}" : " …}");
        if (command.indexOf('/') >= 0 || command.indexOf(File.separatorChar) >= 0) {
            try {
                words.set(0, baseFolder.resolve(command).toAbsolutePath().toString());
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(reference + " is not a path on this system: " + e.getReason());
            }
        }
        Kept<String> output = kept(Arrays.asList("exec", words), new Command(reference, words, EXEC_LIMIT));
        return new StoreSecret<>(reference, output, Secret.Value::new, background);
    }

    private Secret vault(String rest, Secrets secrets) {
        String form = "${vault:PATH#FIELD}";
        Options options = new Options(rest, form);
        if (options.field == null) {
            throw new IllegalArgumentException("which field of it is meant? It must be " + form);
        }
        VaultPath.check(options.name);
        if (vault == null) {
            vault = new Vault(env, background, path -> file(path, secrets));
        }
        Kept<JsonObject> data = kept(Arrays.asList("vault", options.name, options.ttl), new VaultPath(options.name, vault, options.ttl));
        String field = options.field;
        return new StoreSecret<>("${vault:" + options.name + '#' + field + "}", data, all -> VaultPath.field(all, field), background);
    }

    private Secret aws(String rest, Secrets secrets) {
        Options options = new Options(rest, "${aws-sm:NAME} or ${aws-sm:NAME#FIELD}", "version-stage");
        if (aws == null) {
            aws = new AwsKeys(env, background, path -> file(path, secrets));
        }
        String stage = options.get("version-stage");
        Kept<Secret.Value> whole = kept(Arrays.asList("aws-sm", options.name, stage, options.ttl),
                new AwsSecret(options.name, stage, options.ttl, env, aws, background));
        String field = options.field;
        return new StoreSecret<>("${aws-sm:" + options.name + (field == null ? "}" : '#' + field + "}"), whole,
                all -> AwsSecret.part(all, field), background);
    }

    /** Of the environment, where relative paths begin at the working folder. */
    private static Secret file(String path, Secrets secrets) {
        return secrets.resolve("${file:" + path + "}", Paths.get(""));
    }

    @SuppressWarnings("unchecked")
    private <T> Kept<T> kept(List<Object> key, Kept.Source<T> source) {
        Kept<T> known = (Kept<T>) kept.get(key);
        if (known == null) {
            known = new Kept<>(source, background);
            kept.put(key, known);
        }
        return known;
    }
}
