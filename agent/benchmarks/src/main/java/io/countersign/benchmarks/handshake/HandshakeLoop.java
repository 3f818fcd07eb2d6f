package io.countersign.benchmarks.handshake;

import com.sun.management.ThreadMXBean;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Enumeration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes whole handshakes, none resumed, until the JVM is warm, then in batches that take turns: {@code TRUST-STORE KEY-STORE WARM-UP-SECONDS
 * BATCHES WAY…}, a way being {@code HOST:PORT} or {@code HOST:PORT=own} with a key manager of its own. Prints for each batch and way the wall time in
 * nanoseconds and the bytes that the calling thread has allocated, per handshake.
 */
public final class HandshakeLoop {
    private static final int BATCH = 20;
    private static final String PASSWORD = "changeit";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final SSLContext context = SSLContext.getInstance("TLS");
    private final String host;
    private final int port;

    private HandshakeLoop(String way, KeyStore trusted, KeyStore own) throws GeneralSecurityException {
        boolean isOwn = way.endsWith("=own");
        host = way.substring(0, way.indexOf(':'));
        port = Integer.parseInt(way.substring(way.indexOf(':') + 1, isOwn ? way.indexOf('=') : way.length()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        context.init(isOwn ? keyManagers(own) : null, trust.getTrustManagers(), null);
    }

    private static KeyManager[] keyManagers(KeyStore own) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }

    public static void main(String[] arguments) throws Exception {
        KeyStore trusted = read(arguments[0]);
        KeyStore own = read(arguments[1]);
        HandshakeLoop[] ways = new HandshakeLoop[arguments.length - 4];
        for (int i = 0; i < ways.length; i++) {
            ways[i] = new HandshakeLoop(arguments[4 + i], trusted, own);
        }
        long warm = System.nanoTime() + Long.parseLong(arguments[2]) * 1_000_000_000;
        while (System.nanoTime() < warm) {
            for (HandshakeLoop way : ways) {
                way.batch();
            }
        }
        StringBuilder figures = new StringBuilder();
        for (int batch = 0; batch < Integer.parseInt(arguments[3]); batch++) {
            long[][] all = new long[ways.length][];
            for (int turn = 0; turn < ways.length; turn++) {
                // Each is first as often as the others.
                int i = (batch + turn) % ways.length;
                all[i] = ways[i].batch();
            }
            for (long[] one : all) {
                figures.append(one[0]).append(' ').append(one[1]).append(' ');
            }
            figures.append('\n');
        }
        System.out.print(figures);
        System.exit(0);
    }

    private static KeyStore read(String file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private long[] batch() throws IOException {
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        long start = System.nanoTime();
        for (int i = 0; i < BATCH; i++) {
            handshake();
        }
        return new long[] {(System.nanoTime() - start) / BATCH, (THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated) / BATCH};
    }

    private void handshake() throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(host, port)) {
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            if (socket.getInputStream().read() != '.') {
                throw new IOException("the server has ended the connection");
            }
        }
        // The next is to be a whole one: TLS 1.3 has left tickets.
        for (Enumeration<byte[]> ids = context.getClientSessionContext().getIds(); ids.hasMoreElements(); ) {
            SSLSession session = context.getClientSessionContext().getSession(ids.nextElement());
            if (session != null) {
                session.invalidate();
            }
        }
    }
}
