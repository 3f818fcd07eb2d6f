package io.countersign.it;

import io.countersign.authority.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * What an {@link HaProxy} is, in this JVM and of HTTP/1.1 alone, which also keeps what it saw. The path says what it answers
 * as {@link Recorder}'s does: {@code /STATUS?to=URL} redirects; after {@code /close} it closes the connection.
 */
final class MutualServer implements TlsPeer {
    private final ServerTls tls;
    private final ServerSocket server;
    private final SSLContext shared;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Those in whose handshake a certificate was chosen: it was none of a session that is resumed. */
    private final Set<Socket> fresh = ConcurrentHashMap.newKeySet();

    /** Each request, in the order in which their heads came. */
    final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** Why each connection that came to no session did not; the client may know that it did not before this does. */
    final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    final AtomicInteger connections = new AtomicInteger();

    /**
     * One request.
     *
     * @param subject of the client's certificate, as RFC 2253 writes it, or {@code -}
     * @param serial of it, in hex, or {@code -}
     * @param connection 1 for the first that came
     */
    record Seen(String subject, String serial, String protocol, boolean resumed, int connection, String head) {
        String line() {
            return String.join(" ", subject, serial, protocol, resumed ? "resumed" : "new", Recorder.target(head));
        }
    }

    MutualServer(String address, ServerTls tls) {
        if (tls.http2()) {
            throw new IllegalArgumentException("HTTP/1.1 alone; ModernServer has HTTP/2");
        }
        this.tls = tls;
        shared = context();
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    @Override
    public String url(String path) {
        return "https://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + path;
    }

    SocketAddress address() {
        return server.getLocalSocketAddress();
    }

    int port() {
        return server.getLocalPort();
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Keys(tls.identity())}, tls.clients().trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "mutual-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                int number = connections.incrementAndGet();
                open.add(socket);
                start(() -> serve(socket, number));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket plain, int number) {
        // What another context made is resumed by none: neither a session that it keeps nor a ticket of its keys.
        SSLContext context = tls.resumption() ? shared : context();
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, false)) {
            socket.setEnabledProtocols(tls.protocols().toArray(new String[0]));
            socket.setNeedClientAuth(tls.asks() == ServerTls.Asks.NEEDS);
            if (tls.asks() == ServerTls.Asks.WANTS) {
                socket.setWantClientAuth(true);
            }
            try {
                socket.startHandshake();
            } catch (IOException e) {
                fresh.remove(socket);
                refused.add(String.valueOf(e.getMessage()));
                letItBeRead(plain);
                return;
            }
            answerAll(socket, number, !fresh.remove(socket));
        } catch (IOException gone) {
            // The client went away; what it sent is kept.
        } finally {
            open.remove(plain);
            close(plain);
        }
    }

    /** What was said last: a socket that is closed before all is read that came resets its connection, and takes that back. */
    static void letItBeRead(Socket plain) throws IOException {
        plain.shutdownOutput();
        plain.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answerAll(SSLSocket socket, int number, boolean resumed) throws IOException {
        InputStream in = socket.getInputStream();
        for (String head = Recorder.head(in); head != null; head = Recorder.head(in)) {
            Seen request = seen(socket.getSession(), number, resumed, head);
            seen.add(request);
            if (!Recorder.values(head, "Expect").isEmpty()) {
                socket.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            Recorder.digestOfBody(head, in);
            byte[] line = request.line().getBytes(StandardCharsets.ISO_8859_1);
            boolean last = Recorder.target(head).startsWith("/close") || Recorder.values(head, "Connection").contains("close");
            String answer = "HTTP/1.1 " + Recorder.answerTo(Recorder.target(head), head) + "\r\nContent-Length: " + line.length
                    + (last ? "\r\nConnection: close" : "") + "\r\n\r\n" + (head.startsWith("HEAD ") ? "" : request.line());
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            if (last) {
                return;
            }
        }
    }

    private static Seen seen(SSLSession session, int number, boolean resumed, String head) {
        String subject = "-";
        String serial = "-";
        try {
            X509Certificate peer = (X509Certificate) session.getPeerCertificates()[0];
            subject = peer.getSubjectX500Principal().getName();
            serial = peer.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
        } catch (SSLPeerUnverifiedException none) {
            // As it may where it is only wanted.
        }
        return new Seen(subject, serial, session.getProtocol(), resumed, number, head);
    }

    /** Its identity's, and notes which handshakes wanted it. */
    private final class Keys extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        Keys(Identity identity) {
            keys = (X509ExtendedKeyManager) identity.keyManagers()[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            fresh.add(socket);
            return keys.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
