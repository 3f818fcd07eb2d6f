package io.countersign.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate of the tests' own servers, made by the JDK's keytool once per run, and one key store for both sides. */
final class Tls {
    static final String PASSWORD = "changeit";
    private static final Path STORE = create();

    private Tls() {}

    /** JKS, because that is what JDK 8 reads from a keytool of any later JDK. */
    private static Path create() {
        try {
            Path folder = Files.createTempDirectory("countersign-it");
            Path store = folder.resolve("store.jks");
            Process keytool = new ProcessBuilder(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-alias", "it",
                    "-keyalg", "RSA", "-keysize", "2048", "-validity", "30", "-dname", "CN=countersign-it", "-ext",
                    "san=ip:127.0.0.1,ip:127.0.0.2,ip:127.0.0.3,dns:localhost,dns:api.example.test", "-storetype", "JKS",
                    "-keystore", store.toString(), "-storepass", PASSWORD, "-keypass", PASSWORD)
                    .redirectErrorStream(true).redirectOutput(folder.resolve("keytool").toFile()).start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(Files.readString(folder.resolve("keytool")));
            }
            store.toFile().deleteOnExit();
            folder.resolve("keytool").toFile().deleteOnExit();
            folder.toFile().deleteOnExit();
            return store;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String store() {
        return STORE.toString();
    }

    /** What makes a JVM trust the tests' servers. */
    static String[] trust() {
        return new String[] {"-Djavax.net.ssl.trustStore=" + STORE, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
            "-Djavax.net.ssl.trustStoreType=JKS"};
    }

    static SSLContext context() {
        try (InputStream in = Files.newInputStream(STORE)) {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(in, PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
