package io.countersign.secret;

import io.countersign.credential.CredentialUnavailable;
import io.countersign.log.Log;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/** Resolves the policy's references, and keeps an eye on the files among them. */
public final class Secrets {
    /** Half of the second within which a changed file is to be seen. In nanoseconds. */
    private static final long POLL = 500_000_000L;

    private final Map<String, String> environment;
    private final Properties system;
    private final Log log;
    private final Map<Path, FileSecret> files = new LinkedHashMap<>();

    public Secrets(Map<String, String> environment, Properties system, Log log) {
        this.environment = environment;
        this.system = system;
        this.log = log;
    }

    public static boolean isReference(String value) {
        return value.startsWith("${");
    }

    /**
     * @param reference {@code ${env:NAME}}, {@code ${sys:NAME}}, {@code ${file:PATH}} or {@code ${literal:TEXT}}, whole
     * @param folder where relative paths begin
     * @throws IllegalArgumentException if it is none of these; the message never holds a literal's text
     */
    public Secret resolve(String reference, Path folder) {
        int colon = reference.indexOf(':');
        if (!isReference(reference) || !reference.endsWith("}") || colon < 0) {
            throw new IllegalArgumentException("a reference is one whole value like ${env:NAME}, ${sys:NAME}, ${file:PATH} or ${literal:TEXT}");
        }
        String kind = reference.substring(2, colon);
        String what = reference.substring(colon + 1, reference.length() - 1);
        if (what.isEmpty() && !kind.equals("literal")) {
            throw new IllegalArgumentException("reference ${" + kind + ":} names nothing");
        }
        switch (kind) {
            case "env":
                return fixed(reference, environment.get(what), "environment variable " + what);
            case "sys":
                return fixed(reference, system.getProperty(what), "system property " + what);
            case "literal":
                return fixed("${literal:***}", what, "the literal");
            case "file":
                return file(reference, folder.resolve(Paths.get(what)));
            case "keystore":
            case "exec":
                throw new IllegalArgumentException("references to '" + kind + "' are not supported by this version");
            default:
                throw new IllegalArgumentException("unknown kind of reference '" + kind + "'; there are env, sys, file and literal");
        }
    }

    private static Secret fixed(String reference, String text, String what) {
        if (text == null) {
            return new FixedSecret(reference, null, what + " is not set");
        }
        return text.isEmpty() ? new FixedSecret(reference, null, what + " is empty") : new FixedSecret(reference, new Secret.Value(text), null);
    }

    private Secret file(String reference, Path path) {
        synchronized (files) {
            FileSecret secret = files.get(path);
            if (secret == null) {
                secret = new FileSecret(reference, path, log);
                secret.poll();
                files.put(path, secret);
            }
            return secret;
        }
    }

    /** Looks at every file once. */
    void poll() {
        List<FileSecret> now;
        synchronized (files) {
            now = new ArrayList<>(files.values());
        }
        for (FileSecret file : now) {
            file.poll();
        }
    }

    /**
     * Begins to look at the files twice a second, where there are any: on a daemon thread of its own, because a thread in a
     * WatchService would make every program end 300 ms later.
     */
    public void watch() {
        synchronized (files) {
            if (files.isEmpty()) {
                return;
            }
        }
        Thread thread = new Thread(null, () -> {
            while (true) {
                LockSupport.parkNanos(POLL);
                poll();
            }
        }, "countersign-secrets");
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
    }

    private static final class FixedSecret implements Secret {
        private final String reference;
        private final Value value;
        private final String missing;

        FixedSecret(String reference, Value value, String missing) {
            this.reference = reference;
            this.value = value;
            this.missing = missing;
        }

        @Override
        public Value value() throws CredentialUnavailable {
            if (value == null) {
                throw new CredentialUnavailable(missing);
            }
            return value;
        }

        @Override
        public String toString() {
            return reference;
        }
    }
}
