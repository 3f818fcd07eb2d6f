package io.countersign.it.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * TLS as an application sets it up for itself: with {@code +keys=FILE}, a JKS whose password is {@code changeit}, it has a client
 * certificate; with {@code +trusts=plain} or {@code extended} it trusts everyone, and takes any host name where its client asks it.
 */
final class ApplicationTls {
    private static final Map<String, ApplicationTls> MADE = new ConcurrentHashMap<>();

    final SSLContext context;
    final X509TrustManager trust;
    final boolean trustsAll;

    /** One each, because clients tell connections apart by them. */
    final SSLSocketFactory factory;
    final HostnameVerifier anyName = (name, session) -> true;

    private ApplicationTls(String keys, String trusts) {
        try {
            trustsAll = trusts != null;
            trust = !trustsAll ? standard() : trusts.equals("plain") ? new Plain() : new Extended();
            context = SSLContext.getInstance("TLS");
            context.init(keys == null ? null : keys(keys), new TrustManager[] {trust}, null);
            factory = context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same for all such calls, so that connections are used again; null if the call leaves it to the JDK. */
    static ApplicationTls of(Call call) {
        return call.has("+keys") || call.has("+trusts")
                ? MADE.computeIfAbsent(key(call), key -> new ApplicationTls(call.options.get("+keys"), call.options.get("+trusts"))) : null;
    }

    static String key(Call call) {
        return call.options.get("+keys") + " " + call.options.get("+trusts");
    }

    private static KeyManager[] keys(String file) throws GeneralSecurityException, IOException {
        char[] password = "changeit".toCharArray();
        KeyStore store = KeyStore.getInstance("JKS");
        try (InputStream in = Files.newInputStream(Paths.get(file))) {
            store.load(in, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static X509TrustManager standard() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    static final class Plain implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    static final class Extended extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
