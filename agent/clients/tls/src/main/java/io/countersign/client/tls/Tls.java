package io.countersign.client.tls;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.engine.Engine;

/**
 * TLS connections of the JDK's own provider, SunJSSE, whichever client makes them: {@code SSLSocket} and {@code SSLEngine}. Woven
 * where a handshake gets its context's key manager and trust manager, whenever that context was made, and where a session of
 * before is looked for that could be resumed. The handshake itself, and what it offers, is not touched.
 */
public final class Tls implements Client {
    private static final String CONTEXT = "sun.security.ssl.SSLContextImpl";
    private static final String SESSIONS = "sun.security.ssl.SSLSessionContextImpl";

    private volatile boolean contextIsWoven;
    private volatile boolean sessionsAreWoven;

    @Override
    public String name() {
        return "TLS";
    }

    @Override
    public Joinpoint[] joinpoints() {
        return new Joinpoint[] {
            Joinpoint.of(Kind.RESULT, CONTEXT, "getX509KeyManager", "()Ljavax/net/ssl/X509ExtendedKeyManager;"),
            Joinpoint.of(Kind.RESULT, CONTEXT, "getX509TrustManager", "()Ljavax/net/ssl/X509TrustManager;"),
            Joinpoint.of(Kind.RESULT, SESSIONS, "get", "(Ljava/lang/String;I)Lsun/security/ssl/SSLSessionImpl;")
        };
    }

    @Override
    public String[] opens() {
        return new String[] {"java.base/sun.security.ssl"};
    }

    @Override
    public Handler[] handlers(Engine engine) {
        Connections connections = new Connections(engine);
        Managers managers = new Managers(connections);
        return new Handler[] {managers::key, managers::trust, connections::resumable};
    }

    @Override
    public void woven(String className, boolean whole) {
        if (className.equals(CONTEXT)) {
            contextIsWoven = whole;
        } else {
            sessionsAreWoven = whole;
        }
    }

    /** Whether the connections that are made have what the policy says. */
    public boolean isWoven() {
        return contextIsWoven && sessionsAreWoven;
    }
}
