package io.countersign.benchmarks.handshake;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Makes one TLS handshake for each connection, says one byte, and counts the clients that have shown a certificate. */
final class HandshakeServer implements AutoCloseable {
    private final SSLServerSocket socket;
    private final AtomicLong handshakes = new AtomicLong();
    private final AtomicLong shown = new AtomicLong();

    /** @param clients whose certificates it asks for; null to ask for none */
    HandshakeServer(String address, Identity server, Authority clients) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(server.keyManagers(), clients == null ? null : clients.trustManagers(), null);
        socket = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName(address));
        socket.setNeedClientAuth(clients != null);
        Thread thread = new Thread(this::accept);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (SSLSocket connection = (SSLSocket) socket.accept()) {
                connection.setTcpNoDelay(true);
                connection.startHandshake();
                handshakes.incrementAndGet();
                try {
                    connection.getSession().getPeerCertificates();
                    shown.incrementAndGet();
                } catch (SSLPeerUnverifiedException e) {
                    // It has shown none.
                }
                connection.getOutputStream().write('.');
                connection.getInputStream().read();
            } catch (IOException e) {
                // The client says so.
            }
        }
    }

    /** {@code 127.0.0.1:4711}. */
    String place() {
        return socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    /** Handshakes in which the client has shown no certificate. */
    long without() {
        return handshakes.get() - shown.get();
    }

    long handshakes() {
        return handshakes.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
