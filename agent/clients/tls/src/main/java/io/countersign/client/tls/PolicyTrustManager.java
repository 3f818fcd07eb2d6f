package io.countersign.client.tls;

import io.countersign.credential.certificate.TrustedCertificates.Anchors;
import io.countersign.policy.Outcome;
import io.countersign.policy.Rule;
import io.countersign.policy.Settings.OnFailure;
import io.countersign.request.CredentialUnavailable;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * An application's trust manager, but for hosts that have {@code trust} in a rule: there the JDK's own with those certificates
 * alone. Both check host names where the connection's parameters say so. What belongs to servers is the application's alone.
 */
final class PolicyTrustManager extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager applications;
    private final Connections connections;

    PolicyTrustManager(X509ExtendedTrustManager applications, Connections connections) {
        this.applications = applications;
        this.connections = connections;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        Rule rule = connections.rule(socket);
        if (rule == null) {
            applications.checkServerTrusted(chain, authType, socket);
            return;
        }
        SSLSession session = ((SSLSocket) socket).getHandshakeSession();
        check(rule, session, Connections.port(socket, session), chain, authType,
                (manager, type) -> manager.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        Rule rule = connections.rule(engine);
        if (rule == null) {
            applications.checkServerTrusted(chain, authType, engine);
            return;
        }
        check(rule, engine.getHandshakeSession(), engine.getPeerPort(), chain, authType,
                (manager, type) -> manager.checkServerTrusted(chain, type, engine));
    }

    /** What a trust manager is asked of a socket or an engine. */
    private interface Check {
        void by(X509ExtendedTrustManager manager, String authType) throws CertificateException;
    }

    private void check(Rule rule, SSLSession session, int port, X509Certificate[] chain, String authType, Check check) throws CertificateException {
        Anchors anchors = anchors(rule, session, port);
        if (anchors == null) {
            check.by(applications, authType);
        } else {
            try {
                check.by(Trusting.only(anchors), Trusting.authType(authType));
            } catch (CertificateException e) {
                throw refused(rule, session, port, anchors, chain, e);
            }
        }
        Mark.on(session, rule, port).trusted = anchors;
    }

    /** @return null where the policy leaves it to the application */
    private Anchors anchors(Rule rule, SSLSession session, int port) throws CertificateException {
        try {
            return rule.identity().trusted();
        } catch (CredentialUnavailable e) {
            if (rule.settings.onFailure == OnFailure.SEND_UNSIGNED) {
                return null;
            }
            throw new CertificateException(connections.refused(Outcome.REFUSED_UNAVAILABLE, rule, session, port, e.getMessage()));
        }
    }

    private CertificateException refused(Rule rule, SSLSession session, int port, Anchors anchors, X509Certificate[] chain, CertificateException why) {
        return new CertificateException(connections.refused(Outcome.REFUSED_UNTRUSTED, rule, session, port, "the server's certificate, "
                + chain[0].getSubjectX500Principal().getName() + " issued by " + chain[0].getIssuerX500Principal().getName()
                + (isOfItsChain(why) ? ", is not trusted by 'trust', " + anchors.file : ", is not for this host") + " (" + reason(why) + ")"), why);
    }

    /** Not of its names, or of what it may be used for. */
    private static boolean isOfItsChain(CertificateException why) {
        return why.getClass().getName().endsWith(".ValidatorException") || why.getCause() != null;
    }

    /** What the innermost cause says: the others say which classes found it. */
    private static String reason(Throwable why) {
        Throwable innermost = why;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage();
    }

    /** Nobody says of which connection: as the application has it. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        applications.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        applications.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        applications.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        applications.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return applications.getAcceptedIssuers();
    }
}
