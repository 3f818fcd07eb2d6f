package io.countersign.client.tls;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.engine.Engine;
import io.countersign.log.Log;
import io.countersign.policy.Rule;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * TLS connections, whichever client makes them, by {@code SSLSocket} or {@code SSLEngine}. Those of the JDK's own provider, SunJSSE, are woven
 * where a handshake gets its context's key manager and trust manager, whenever that context was made, and where a session of
 * before is looked for that could be resumed. The handshake itself, and what it offers, is not touched. Of other providers' contexts
 * the managers are replaced when an application initializes one.
 */
public final class Tls implements Client {
    private static final String CONTEXT = "sun.security.ssl.SSLContextImpl";
    private static final String SESSIONS = "sun.security.ssl.SSLSessionContextImpl";

    private static final String ANY_CONTEXT = "javax.net.ssl.SSLContext";
    private static final String INIT = "([Ljavax/net/ssl/KeyManager;[Ljavax/net/ssl/TrustManager;Ljava/security/SecureRandom;)V";

    private final Log log;
    private volatile Connections connections;
    private volatile OtherProviders others;
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private volatile String older;

    public Tls(Log log) {
        this.log = log;
    }

    @Override
    public String name() {
        return "TLS";
    }

    @Override
    public Joinpoint[] joinpoints() {
        return new Joinpoint[] {
            Joinpoint.of(Kind.RESULT, CONTEXT, "getX509KeyManager", "()Ljavax/net/ssl/X509ExtendedKeyManager;"),
            Joinpoint.of(Kind.RESULT, CONTEXT, "getX509TrustManager", "()Ljavax/net/ssl/X509TrustManager;"),
            Joinpoint.of(Kind.RESULT, SESSIONS, "get", "(Ljava/lang/String;I)Lsun/security/ssl/SSLSessionImpl;"),
            Joinpoint.entryArgument(ANY_CONTEXT, "init", INIT, 0),
            Joinpoint.entryArgument(ANY_CONTEXT, "init", INIT, 1),
            Joinpoint.returnArgument("sun.security.ssl.SSLSocketImpl", "<init>",
                    "(Lsun/security/ssl/SSLContextImpl;Ljava/net/Socket;Ljava/lang/String;IZ)V", 3)
        };
    }

    @Override
    public String[] opens() {
        return new String[] {"java.base/sun.security.ssl"};
    }

    @Override
    public Handler[] handlers(Engine engine) {
        connections = new Connections(engine, log);
        Managers managers = new Managers(connections);
        others = new OtherProviders(connections);
        return new Handler[] {managers::key, managers::trust, connections::resumable, others::keyManagers, others::trustManagers,
            TargetPorts::made};
    }

    @Override
    public void unknown(String className) {
        unknown.add(className);
    }

    @Override
    public void known(String className) {
        unknown.remove(className);
    }

    /** There may be contexts of another provider of which this knows nothing, because it was woven later. */
    public void older(String provider) {
        older = provider;
    }

    /**
     * Why a connection may not have what the policy says, for the person who must act; null if it has.
     *
     * @param socket null for one that is yet to be made
     */
    public String mistake(Rule rule, Socket socket) {
        if (!unknown.isEmpty()) {
            return "the TLS of this Java runtime is not as this version knows it: there is no client certificate for it";
        }
        if (older != null) {
            return "the program may have TLS contexts of " + older + " that are older than the agent or than the first policy with client certificates:"
                    + " it has to be started again";
        }
        String provider = others == null || !rule.identity().trusts() ? null : others.unjudged();
        if (provider != null) {
            return "the program has a TLS context of provider " + provider + " with a trust manager that is not told where a connection goes:"
                    + " 'trust' cannot be seen to";
        }
        // A connection that is there, and no class woven that could have made it, is one of before.
        return socket == null ? null : connections == null ? Connections.OLDER : connections.mistake(rule, socket);
    }
}
