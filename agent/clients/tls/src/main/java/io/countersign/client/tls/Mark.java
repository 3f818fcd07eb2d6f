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

    /** Null where it has not been shown: the server did not ask, or the application's own went first. */
    volatile KeyAndChain shown;

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

    boolean isCurrent(TlsIdentity now) {
        try {
            return identity == now && trusted == now.trusted() && (shown == null || shown == now.current());
        } catch (CredentialUnavailable e) {
            return false;
        }
    }
}
