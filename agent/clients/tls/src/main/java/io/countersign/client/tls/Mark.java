package io.countersign.client.tls;

import io.countersign.background.KeyAndChain;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.credential.certificate.TrustedCertificates.Anchors;
import io.countersign.policy.Rule;
import io.countersign.policy.Settings.Existing;
import io.countersign.request.CredentialUnavailable;
import java.security.AccessController;
import java.security.PrivilegedAction;
import javax.net.ssl.SSLSession;

/** Which state of a client certificate a session was made with. It goes with the session, and with those that resume it. */
final class Mark {
    private static final String NAME = "io.countersign.identity";

    private final TlsIdentity identity;
    private final Existing existing;

    /** That the connection goes to, behind a tunnel too, where the session has the proxy's. */
    final int port;

    /** Null until the server has been judged, and where that is left to the application. */
    volatile Anchors trusted;

    /** Whether the server asked for a certificate, and the application's own did not go first. */
    private volatile boolean asked;

    /** What was there to be shown then; null for nothing. */
    private volatile KeyAndChain had;

    private Mark(Rule rule, int port) {
        this.identity = rule.identity();
        this.existing = rule.settings.existing;
        this.port = port;
    }

    /** @return null if the session was made without this agent, or for a host without a rule */
    static Mark of(SSLSession session) {
        Object value = System.getSecurityManager() == null ? session.getValue(NAME)
                : AccessController.doPrivileged((PrivilegedAction<Object>) () -> session.getValue(NAME));
        return value instanceof Mark ? (Mark) value : null;
    }

    /** @param port that the connection goes to */
    static Mark on(SSLSession session, Rule rule, int port) {
        Mark mark = of(session);
        if (mark == null || mark.identity != rule.identity()) {
            Mark made = new Mark(rule, port);
            if (System.getSecurityManager() == null) {
                session.putValue(NAME, made);
            } else {
                // A session keeps values by the rights of who asks, too: those of the agent, whoever makes the connection.
                AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
                    session.putValue(NAME, made);
                    return null;
                });
            }
            mark = made;
        }
        return mark;
    }

    /** @param had null for nothing */
    void asked(KeyAndChain had) {
        this.had = had;
        asked = true;
    }

    boolean isCurrent(Rule rule) {
        TlsIdentity now = rule.identity();
        try {
            return identity == now && existing == rule.settings.existing && trusted == now.trusted() && (!asked || had == currentOf(now));
        } catch (CredentialUnavailable e) {
            return false;
        }
    }

    /** As {@link #isCurrent}, but what has been renewed since does not matter. */
    boolean isFor(Rule rule) {
        return identity == rule.identity() && existing == rule.settings.existing && (trusted != null || !identity.trusts()) && (!asked || had != null);
    }

    private static KeyAndChain currentOf(TlsIdentity now) {
        try {
            return now.current();
        } catch (CredentialUnavailable e) {
            return null;
        }
    }
}
