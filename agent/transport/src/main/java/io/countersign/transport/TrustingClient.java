package io.countersign.transport;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** The client for hosts that are trusted by the same certificates, made anew when those change. */
final class TrustingClient {
    private final OkHttpClient base;

    /** Null for the JVM's own trust store. */
    private final Path file;

    // Guarded by this object.
    private OkHttpClient client;
    private String pem;

    TrustingClient(OkHttpClient base, Path file) {
        this.base = base;
        this.file = file;
    }

    /** The file is read each time: calls are minutes apart, and a stamp may lie. */
    synchronized OkHttpClient current() throws IOException {
        String now = file == null ? "" : TrustFile.readToUse(file);
        if (client == null || !now.equals(pem)) {
            client = trusting(file == null ? null : anchors(now));
            pem = now;
        }
        return client;
    }

    private KeyStore anchors(String text) throws IOException {
        List<X509Certificate> certificates;
        try {
            certificates = TrustFile.certificates(file, text);
        } catch (TrustFile.Wrong e) {
            throw new IOException("'trust' " + e.getMessage());
        }
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            for (X509Certificate certificate : certificates) {
                store.setCertificateEntry(String.valueOf(store.size()), certificate);
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates that 'trust' names cannot be used on this JVM: " + e);
        }
    }

    /** @param store null for the JVM's own */
    private OkHttpClient trusting(KeyStore store) throws IOException {
        try {
            // The JDK's own, by name: an application can put another first for all of the JVM, and some do so to trust everyone.
            Provider jdk = Security.getProvider("SunJSSE");
            TrustManagerFactory factory = jdk == null ? TrustManagerFactory.getInstance("PKIX") : TrustManagerFactory.getInstance("PKIX", jdk);
            factory.init(store);
            TrustManager[] managers = factory.getTrustManagers();
            SSLContext context = jdk == null ? SSLContext.getInstance("TLS") : SSLContext.getInstance("TLS", jdk);
            context.init(null, managers, null);
            return base.newBuilder().sslSocketFactory(context.getSocketFactory(), (X509TrustManager) managers[0]).build();
        } catch (GeneralSecurityException e) {
            throw new IOException((store == null ? "the JVM's own trust store" : "'trust'") + " cannot be used: " + e.getMessage());
        }
    }
}
