package io.countersign.client.tls;

import io.countersign.credential.certificate.TrustedCertificates.Anchors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.WeakHashMap;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The JDK's own trust managers, one for each state of the certificates that a policy trusts. */
final class Trusting {
    private static final Map<Anchors, X509ExtendedTrustManager> MADE = new WeakHashMap<>();

    private Trusting() {}

    /** One that trusts these, and no other. */
    static synchronized X509ExtendedTrustManager only(Anchors anchors) throws CertificateException {
        X509ExtendedTrustManager made = MADE.get(anchors);
        if (made == null) {
            try {
                made = make(anchors);
            } catch (GeneralSecurityException | IOException e) {
                throw new CertificateException("the certificates cannot be used on this Java runtime: " + e, e);
            }
            MADE.put(anchors, made);
        }
        return made;
    }

    /** As the JDK calls the key exchange of TLS 1.3, which names none; Conscrypt has another word for it. */
    static String authType(String given) {
        return "GENERIC".equals(given) ? "UNKNOWN" : given;
    }

    private static X509ExtendedTrustManager make(Anchors anchors) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (byte[] each : anchors.encoded) {
            store.setCertificateEntry(String.valueOf(store.size()), factory.generateCertificate(new ByteArrayInputStream(each)));
        }
        // By name: an application can put another first for all of the JVM, and some do so to trust everyone.
        Provider jdk = Security.getProvider("SunJSSE");
        TrustManagerFactory managers = jdk == null ? TrustManagerFactory.getInstance("PKIX") : TrustManagerFactory.getInstance("PKIX", jdk);
        managers.init(store);
        return (X509ExtendedTrustManager) managers.getTrustManagers()[0];
    }
}
