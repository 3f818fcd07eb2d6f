package io.countersign.client.tls;

import io.countersign.background.KeyAndChain;
import io.countersign.credential.certificate.TrustedCertificates.Anchors;
import io.countersign.engine.Engine;
import io.countersign.log.Log;
import io.countersign.policy.Outcome;
import io.countersign.policy.Rule;
import io.countersign.request.CredentialUnavailable;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** Which rule is for a connection, and whether one that is there already is still as that rule has it. For any number of threads. */
public final class Connections {
    static final String OLDER = "its connection was made before the policy or the certificate that is in force now; the next one is made by these";

    private final Engine engine;

    /** Null where nothing is told. */
    private final Log log;

    public Connections(Engine engine) {
        this(engine, null);
    }

    Connections(Engine engine, Log log) {
        this.engine = engine;
        this.log = log;
    }

    /** The rule for a connection in its handshake; null if there is none, or nobody has said where it goes. */
    Rule rule(Socket socket) {
        SSLSession session = socket instanceof SSLSocket ? ((SSLSocket) socket).getHandshakeSession() : null;
        return session == null ? null : session.getPeerHost() != null ? engine.identityRule(session.getPeerHost(), port(socket, session))
                : ruleOfAddress(socket);
    }

    /** The port that a connection goes to, behind a tunnel too. */
    static int port(Socket socket, SSLSession session) {
        return TargetPorts.of(socket, session.getPeerPort());
    }

    /** BouncyCastle does not say where a socket goes that was connected by its address, or by itself. No name is looked up. */
    private Rule ruleOfAddress(Socket socket) {
        SocketAddress remote = socket.getRemoteSocketAddress();
        return remote instanceof InetSocketAddress
                ? engine.identityRule(((InetSocketAddress) remote).getHostString(), ((InetSocketAddress) remote).getPort()) : null;
    }

    Rule rule(SSLEngine tls) {
        return tls == null ? null : engine.identityRule(tls.getPeerHost(), tls.getPeerPort());
    }

    void tell(Outcome outcome, Rule rule, SSLSession session, int port) {
        engine.connection(outcome, session.getPeerHost(), port, rule, null);
    }

    /** A server that then refuses it says little of why. */
    void shown(Rule rule, SSLSession session, int port, KeyAndChain pair) {
        tell(Outcome.CERTIFICATE_SHOWN, rule, session, port);
        if (log != null && log.debug()) {
            log.debug("connection to " + session.getPeerHost() + ":" + port + ": the certificate of " + pair + " is shown");
        }
    }

    String refused(Outcome outcome, Rule rule, SSLSession session, int port, String why) {
        return engine.refusedConnection(outcome, session.getPeerHost(), port, rule, why);
    }

    /**
     * A session of before that a new connection may resume: none whose certificate or trusted certificates have been renewed, for
     * nothing of either would be asked again. It is found by host and port, the latter a proxy's behind a tunnel: where ports have
     * certificates of their own, one that is not known to be direct is none.
     */
    Object resumable(Object sessions, Object found) {
        SSLSession session = (SSLSession) found;
        if (session == null || !mayHaveOne(session)) {
            return session;
        }
        Mark mark = Mark.of(session);
        if (engine.identityDependsOnPort(session.getPeerHost()) && (mark == null || mark.port != session.getPeerPort())) {
            return null;
        }
        return isCurrent(session, mark) ? session : null;
    }

    /** Whether a connection is as the rule has it that is for where it was made to, so that it may carry more to there. */
    public boolean isCurrent(SSLSession session) {
        return !mayHaveOne(session) || isCurrent(session, Mark.of(session));
    }

    /** Whether it may have a certificate of the policy's, or of one that was in force before. */
    private boolean mayHaveOne(SSLSession session) {
        return engine.isReplaced() || engine.hasIdentity(session.getPeerHost());
    }

    private boolean isCurrent(SSLSession session, Mark mark) {
        Rule rule = engine.identityRule(session.getPeerHost(), mark == null ? session.getPeerPort() : mark.port);
        return rule == null ? mark == null : mark != null && mark.isCurrent(rule);
    }

    /**
     * Whether a connection that is there may carry another request.
     *
     * @param session the connection's
     * @param host where the request goes, which need not be where the connection was made to
     */
    public boolean mayCarry(SSLSession session, String host, int port) {
        Rule rule = engine.identityRule(host, port);
        if (rule == null) {
            return !mayHaveOne(session) || Mark.of(session) == null;
        }
        Mark mark = Mark.of(session);
        return mark != null && mark.isCurrent(rule);
    }

    /**
     * Why a request must not go out over its connection; null if it may. That may have been made by another rule, or before there was one,
     * since a client connects long before it sends. What has been renewed since does not matter: requests under way go on.
     */
    String mistake(Rule rule, Socket socket) {
        if (!(socket instanceof SSLSocket)) {
            return OLDER;
        }
        SSLSession session = ((SSLSocket) socket).getSession();
        Mark mark = Mark.of(session);
        if (mark == null && !isJdks(session)) {
            return judge(rule, session);
        }
        if (mark == null && !isMadeFor(rule, session)) {
            return "the program has made its connection to " + (session.getPeerHost() == null ? "an address" : "'" + session.getPeerHost() + "'")
                    + ", and not to the host of the request: neither the certificate nor 'trust' was seen to";
        }
        if (mark == null || !mark.isFor(rule)) {
            // Nothing resumes it, be it of a provider that asks nobody.
            session.invalidate();
            return OLDER;
        }
        return null;
    }

    /** Whether a handshake with that peer would be the rule's, as far as it is known who the peer is. */
    private boolean isMadeFor(Rule rule, SSLSession session) {
        Rule made = engine.identityRule(session.getPeerHost(), session.getPeerPort());
        return made != null && made.identity() == rule.identity() || engine.identityDependsOnPort(session.getPeerHost());
    }

    private static boolean isJdks(SSLSession session) {
        return session.getClass().getName().startsWith("sun.security.ssl.");
    }

    /**
     * Conscrypt's sessions forget what they were marked with, and it resumes them without a word: of those is known who the server is, and not whether
     * it has been shown a certificate, which is then for the server to say.
     */
    private static String judge(Rule rule, SSLSession session) {
        try {
            Anchors anchors = rule.identity().trusted();
            if (anchors != null) {
                Certificate[] chain = session.getPeerCertificates();
                Trusting.only(anchors).checkServerTrusted(Arrays.copyOf(chain, chain.length, X509Certificate[].class), Trusting.authType("GENERIC"));
            }
            return null;
        } catch (CredentialUnavailable e) {
            return e.getMessage();
        } catch (CertificateException | SSLPeerUnverifiedException e) {
            session.invalidate();
            return "its connection is to a server that is not trusted by 'trust'";
        }
    }
}
