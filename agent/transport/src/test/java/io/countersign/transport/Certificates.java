package io.countersign.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate of its own, and the key to it, made by the JDK's keytool once per run. */
final class Certificates {
    static final String PASSWORD = "changeit";

    /** For 127.0.0.1, localhost and idp.example.test. */
    static final Certificates SERVER = new Certificates("server", "ip:127.0.0.1,dns:localhost,dns:idp.example.test");

    /** For the same names, by nobody whom the other knows. */
    static final Certificates OTHER = new Certificates("other", "ip:127.0.0.1,dns:localhost,dns:idp.example.test");

    /** Of a host elsewhere. */
    static final Certificates ELSEWHERE = new Certificates("elsewhere", "dns:elsewhere.example.test");

    /** A key store of JKS, which every JDK reads. */
    final Path store;
    final String pem;

    private Certificates(String subject, String names) {
        try {
            Path folder = Files.createTempDirectory("countersign-transport");
            store = folder.resolve("store.jks");
            List<String> command = Arrays.asList(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-alias", "it",
                    "-keyalg", "EC", "-keysize", "256", "-validity", "30", "-dname", "CN=" + subject, "-ext", "san=" + names,
                    "-storetype", "JKS", "-keystore", store.toString(), "-storepass", PASSWORD, "-keypass", PASSWORD);
            Path said = folder.resolve("keytool");
            Process keytool = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(new String(Files.readAllBytes(said), StandardCharsets.UTF_8));
            }
            folder.toFile().deleteOnExit();
            store.toFile().deleteOnExit();
            said.toFile().deleteOnExit();
            pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(keyStore().getCertificate("it").getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (IOException | InterruptedException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore keyStore() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("JKS");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** As a server that has this certificate. */
    SSLContext context() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file that holds this certificate alone. */
    Path file(Path folder) throws IOException {
        return Files.write(Files.createTempFile(folder, "trust", ".pem"), pem.getBytes(StandardCharsets.US_ASCII));
    }
}
