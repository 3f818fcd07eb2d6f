package io.countersign.background;

import java.io.ByteArrayInputStream;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One state of an {@link Identity}: a private key, and the chain of its certificate. Its {@code toString} tells nothing of the key. */
public final class KeyAndChain {
    /** What each one's {@link #alias} begins with. */
    public static final String ALIAS = "io.countersign:";
    private static final AtomicLong NUMBER = new AtomicLong();

    /** Of no other. */
    public final String alias = ALIAS + NUMBER.incrementAndGet();
    private final PrivateKey key;
    private final List<byte[]> encoded;
    private final String subject;

    /** Made when a connection first needs it: the JDK's reader of certificates asks System.Logger for a logger, which an agent must not before the application has set that up. */
    private volatile X509Certificate[] chain;

    /**
     * @param encoded the chain in DER, the key's own certificate first, each followed by its issuer's
     * @param subject of the key's own certificate (RFC 4514)
     */
    public KeyAndChain(PrivateKey key, List<byte[]> encoded, String subject) {
        this.key = key;
        this.encoded = encoded;
        this.subject = subject;
    }

    public PrivateKey key() {
        return key;
    }

    /** A copy: who gets it may write to it. */
    public X509Certificate[] chain() {
        X509Certificate[] made = chain;
        if (made == null) {
            try {
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                made = new X509Certificate[encoded.size()];
                for (int i = 0; i < made.length; i++) {
                    made[i] = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded.get(i)));
                }
            } catch (CertificateException e) {
                throw new IllegalStateException("this Java runtime cannot read the certificate of " + subject, e);
            }
            chain = made;
        }
        return made.clone();
    }

    /** The subject of the key's own certificate. */
    @Override
    public String toString() {
        return subject;
    }
}
