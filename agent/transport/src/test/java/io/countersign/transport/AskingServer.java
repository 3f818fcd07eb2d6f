package io.countersign.transport;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server that asks for a client certificate, resumes sessions, and answers each request with the subject of what it was shown, or {@code -}. */
final class AskingServer implements AutoCloseable {
    private final SSLServerSocket server;

    /** Those whose handshake was done. */
    final AtomicInteger connections = new AtomicInteger();

    /** What happens between the next request and its answer. */
    volatile Runnable meanwhile = () -> { };

    /**
     * @param clients whose certificates it accepts; null if it asks for none
     * @param needs whether it goes on with nobody who has none
     */
    AskingServer(Identity identity, Authority clients, boolean needs, String protocol) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.keyManagers(), clients == null ? null : clients.trustManagers(), null);
            server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.setEnabledProtocols(new String[] {protocol});
        server.setNeedClientAuth(needs);
        if (clients != null && !needs) {
            server.setWantClientAuth(true);
        }
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    String url(String path) {
        return "https://127.0.0.1:" + port() + path;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "asking-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) server.accept();
                start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(SSLSocket socket) {
        try (SSLSocket s = socket) {
            s.startHandshake();
            connections.incrementAndGet();
            while (RawServer.request(s.getInputStream()) != null) {
                Runnable now = meanwhile;
                meanwhile = () -> { };
                now.run();
                s.getOutputStream().write(RawServer.ok(subject(s)).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException | UncheckedIOException | IllegalStateException gone) {
            // The client went away, or is sent away.
        }
    }

    private static String subject(SSLSocket socket) {
        try {
            return socket.getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException none) {
            return "-";
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
