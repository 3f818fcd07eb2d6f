package io.countersign.transport;

import io.countersign.background.Identity;
import io.countersign.background.KeyAndChain;
import io.countersign.key.EncodedCertificate;
import io.countersign.request.CredentialUnavailable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import okhttp3.OkHttpClient;

/** The client for hosts that are trusted by the same certificates and shown the same one, made anew when those change. */
final class TrustingClient {
    private final OkHttpClient base;

    /** Null for the JVM's own trust store. */
    private final Path file;

    // Guarded by this object.
    private Client client;
    private String pem;

    /** What is shown by it goes with it: the identity may have been renewed by the time that it is used. */
    static final class Client {
        final OkHttpClient http;
        final OwnKeyManager keys;

        Client(OkHttpClient http, OwnKeyManager keys) {
            this.http = http;
            this.keys = keys;
        }
    }

    TrustingClient(OkHttpClient base, Path file) {
        this.base = base;
        this.file = file;
    }

    /**
     * The file is read each time: calls are minutes apart, and a stamp may lie.
     *
     * @param identity the same each time, which is not held, for it holds this; null for none
     */
    synchronized Client current(Identity identity) throws IOException {
        String now = file == null ? "" : TrustFile.readToUse(file);
        KeyAndChain shown = shown(identity);
        if (client == null || !now.equals(pem) || shown != client.keys.pair) {
            // Neither a pooled connection nor a TLS session of before is used again: those have another socket factory.
            client = trusting(file == null ? null : anchors(now), new OwnKeyManager(shown));
            pem = now;
        }
        return client;
    }

    private static KeyAndChain shown(Identity identity) throws IOException {
        try {
            return identity == null ? null : identity.current();
        } catch (CredentialUnavailable e) {
            throw new IOException("credential '" + identity + "' cannot be had: " + e.getMessage());
        }
    }

    private KeyStore anchors(String text) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (EncodedCertificate certificate : TrustFile.certificates(file, text)) {
                store.setCertificateEntry(String.valueOf(store.size()), factory.generateCertificate(new ByteArrayInputStream(certificate.der())));
            }
            return store;
        } catch (TrustFile.Wrong e) {
            throw new IOException("'trust' " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates that 'trust' names cannot be used on this JVM: " + e);
        }
    }

    /** @param store null for the JVM's own */
    private Client trusting(KeyStore store, OwnKeyManager keys) throws IOException {
        try {
            // The JDK's own, by name: an application can put another first for all of the JVM, and some do so to trust everyone.
            Provider jdk = Security.getProvider("SunJSSE");
            TrustManagerFactory factory = jdk == null ? TrustManagerFactory.getInstance("PKIX") : TrustManagerFactory.getInstance("PKIX", jdk);
            factory.init(store);
            OwnTrustManager trusted = new OwnTrustManager((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
            SSLContext context = jdk == null ? SSLContext.getInstance("TLS") : SSLContext.getInstance("TLS", jdk);
            context.init(new KeyManager[] {keys}, new TrustManager[] {trusted}, null);
            return new Client(base.newBuilder().sslSocketFactory(context.getSocketFactory(), trusted).build(), keys);
        } catch (GeneralSecurityException e) {
            throw new IOException((store == null ? "the JVM's own trust store" : "'trust'") + " cannot be used: " + e.getMessage());
        }
    }
}
