package io.countersign.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * A server of TLS 1.2 that needs a certificate once it has read a request, by a second handshake (RFC 5246, section 7.4.1.1). It
 * answers with who it saw in the first, and {@code then} in the second.
 */
final class Renegotiating implements TlsPeer {
    private final SSLContext context;
    private final Acceptor acceptor;

    Renegotiating(String address, ServerTls tls) {
        context = tls.context();
        acceptor = new Acceptor(address, "renegotiating");
        acceptor.open(this::serve);
    }

    @Override
    public String url(String path) {
        return acceptor.url("https") + path;
    }

    private void serve(Socket socket) {
        try (Socket plain = socket; SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket(plain, null, false)) {
            s.setEnabledProtocols(new String[] {"TLSv1.2"});
            InputStream in = s.getInputStream();
            Recorder.head(in);
            String first = who(s.getSession());
            s.addHandshakeCompletedListener(second -> answer(s, first + " then " + who(second.getSession())));
            // Not only wanted: the ticket of the first would do then.
            s.setNeedClientAuth(true);
            s.getSession().invalidate();
            try {
                s.startHandshake();
                // It goes on while this waits for what the client never sends.
                in.read();
            } catch (IOException e) {
                MutualServer.letItBeRead(plain);
            }
        } catch (IOException gone) {
            // The client went away.
        }
    }

    private static void answer(SSLSocket socket, String line) {
        try {
            socket.getOutputStream().write(("HTTP/1.1 200 OK\r\n\r\n" + line).getBytes(StandardCharsets.ISO_8859_1));
            socket.close();
        } catch (IOException gone) {
            // The client went away.
        }
    }

    private static String who(SSLSession session) {
        try {
            X509Certificate peer = (X509Certificate) session.getPeerCertificates()[0];
            return peer.getSubjectX500Principal().getName() + " " + peer.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
        } catch (SSLPeerUnverifiedException none) {
            return "- -";
        }
    }

    @Override
    public void close() {
        acceptor.close();
    }
}
