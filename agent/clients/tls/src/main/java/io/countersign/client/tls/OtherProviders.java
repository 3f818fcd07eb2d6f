package io.countersign.client.tls;

import io.countersign.background.OwnTls;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * The contexts of other providers than the JDK's (Conscrypt, BouncyCastle), met where an application initializes one: nothing
 * of theirs can be woven. They take the first key manager and the first trust manager that is for X.509.
 */
final class OtherProviders {
    /** By its name: on Java 8 and 11 its class is one of another package, which extends that of later ones. */
    private static final String JDKS = "SunJSSE";

    private final Connections connections;

    /** The name of one that has a trust manager which nobody tells of which connection; null if there is none. */
    private volatile String unjudged;

    OtherProviders(Connections connections) {
        this.connections = connections;
    }

    Object keyManagers(Object context, Object given) {
        KeyManager[] managers = (KeyManager[]) given;
        if (isJdks(context)) {
            return managers;
        }
        for (int i = 0; managers != null && i < managers.length; i++) {
            if (managers[i] instanceof OwnTls) {
                return managers;
            }
            if (managers[i] instanceof X509KeyManager) {
                KeyManager[] replaced = managers.clone();
                replaced[i] = new PolicyKeyManager(PlainKeyManager.extended((X509KeyManager) managers[i]), connections);
                return replaced;
            }
        }
        KeyManager[] more = managers == null ? new KeyManager[1] : Arrays.copyOf(managers, managers.length + 1);
        more[more.length - 1] = new PolicyKeyManager(PlainKeyManager.NONE, connections);
        return more;
    }

    Object trustManagers(Object context, Object given) {
        if (isJdks(context)) {
            return given;
        }
        TrustManager[] managers = (TrustManager[]) given;
        if (managers == null) {
            try {
                TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init((KeyStore) null);
                managers = factory.getTrustManagers();
            } catch (GeneralSecurityException e) {
                // The provider says so as it ever did.
                return given;
            }
        }
        for (int i = 0; i < managers.length; i++) {
            if (managers[i] instanceof OwnTls) {
                return given;
            }
            if (managers[i] instanceof X509ExtendedTrustManager) {
                TrustManager[] replaced = managers.clone();
                replaced[i] = new PolicyTrustManager((X509ExtendedTrustManager) managers[i], connections);
                return replaced;
            }
            if (managers[i] instanceof X509TrustManager) {
                // Each provider has additional checks of its own for such a one, host names among them, that would be lost.
                unjudged = ((SSLContext) context).getProvider().getName();
                return given;
            }
        }
        return given;
    }

    private static boolean isJdks(Object context) {
        return ((SSLContext) context).getProvider().getName().equals(JDKS);
    }

    /** Null if there is none. */
    String unjudged() {
        return unjudged;
    }
}
