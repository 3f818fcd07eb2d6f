package io.countersign.client.tls;

import io.countersign.background.KeyAndChain;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.credential.certificate.TrustedCertificates.Anchors;
import io.countersign.request.CredentialUnavailable;
import javax.net.ssl.SSLSession;

/** Which state of a client certificate a session was made with. It goes with the session, and with those that resume it. */
final class Mark {
    private static final String NAME = "io.countersign.identity";

    final TlsIdentity identity;

    /** Null until the server has been judged, and where that is left to the application. */
    volatile Anchors trusted;

    /** Whether the server asked for a certificate, and the application's own did not go first. */
    private volatile boolean asked;

    /** What was there to be shown then; null for nothing. */
    private volatile KeyAndChain had;

    private Mark(TlsIdentity identity) {
        this.identity = identity;
    }

    /** @return null if the session was made without this agent, or for a host without a rule */
    static Mark of(SSLSession session) {
        Object value = session.getValue(NAME);
        return value instanceof Mark ? (Mark) value : null;
    }

    static Mark on(SSLSession session, TlsIdentity identity) {
        Mark mark = of(session);
        if (mark == null || mark.identity != identity) {
            mark = new Mark(identity);
            session.putValue(NAME, mark);
        }
        return mark;
    }

    /** @param had null for nothing */
    void asked(KeyAndChain had) {
        this.had = had;
        asked = true;
    }

    boolean isCurrent(TlsIdentity now) {
        try {
            return identity == now && trusted == now.trusted() && (!asked || had == currentOf(now));
        } catch (CredentialUnavailable e) {
            return false;
        }
    }

    private static KeyAndChain currentOf(TlsIdentity now) {
        try {
            return now.current();
        } catch (CredentialUnavailable e) {
            return null;
        }
    }
}
