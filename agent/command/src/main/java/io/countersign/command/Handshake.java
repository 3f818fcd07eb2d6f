package io.countersign.command;

import io.countersign.background.KeyAndChain;
import io.countersign.command.Found.Outcome;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.credential.certificate.TrustedCertificates;
import io.countersign.request.CredentialUnavailable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;

/** One TLS handshake in which a rule's client certificate is shown, as a client without a proxy would make it. Nothing is sent behind it. */
final class Handshake {
    /** Milliseconds to connect, and for each answer. */
    private static final int LIMIT = 10_000;

    /**
     * Milliseconds for the server's word on the certificate: in TLS 1.3 the client is done before the server has looked at it
     * (RFC 8446, section 4.4.2.4). One that accepts it says nothing, and waits for a request.
     */
    private static final int WORD_LIMIT = 1_000;

    private final String host;
    private final int port;
    private final TlsIdentity identity;

    Handshake(String host, int port, TlsIdentity identity) {
        this.host = host;
        this.port = port;
        this.identity = identity;
    }

    Found make() {
        Shown shown = null;
        try {
            shown = new Shown(identity.current());
            connect(shown);
            return found(Outcome.OK, shown.isAsked ? "a handshake with the certificate of " + shown.pair
                    : "a handshake, in which the server did not ask for a certificate");
        } catch (CredentialUnavailable e) {
            return found(Outcome.FAILED, e.getMessage());
        } catch (IOException | GeneralSecurityException e) {
            return found(Outcome.FAILED, "no handshake (" + reason(e) + ")" + (shown.isAsked ? "; it was shown the certificate of " + shown.pair : ""));
        }
    }

    private Found found(Outcome outcome, String message) {
        return new Found(host + ":" + port + ", credential '" + identity.name() + "'", outcome, message);
    }

    private void connect(Shown shown) throws IOException, GeneralSecurityException, CredentialUnavailable {
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(anchors());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {shown}, trusted.getTrustManagers(), null);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), LIMIT);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(LIMIT);
            socket.startHandshake();
            if (shown.isAsked) {
                awaitWord(socket);
            }
        }
    }

    private static void awaitWord(SSLSocket socket) throws IOException {
        socket.setSoTimeout(WORD_LIMIT);
        try {
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the server ended the connection");
            }
        } catch (SocketTimeoutException e) {
            // It waits.
        }
    }

    /** Null for the JVM's own. */
    private KeyStore anchors() throws GeneralSecurityException, IOException, CredentialUnavailable {
        TrustedCertificates.Anchors anchors = identity.trusted();
        if (anchors == null) {
            return null;
        }
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (byte[] certificate : anchors.encoded) {
            store.setCertificateEntry(String.valueOf(store.size()), factory.generateCertificate(new ByteArrayInputStream(certificate)));
        }
        return store;
    }

    private static String reason(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage() == null ? innermost.getClass().getSimpleName() : innermost.getMessage();
    }

    /** Shows the one certificate to a server that asks for any, whichever authorities it lists. */
    private static final class Shown implements X509KeyManager {
        final KeyAndChain pair;
        volatile boolean isAsked;

        Shown(KeyAndChain pair) {
            this.pair = pair;
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            isAsked = true;
            return Arrays.asList(keyTypes).contains(pair.key().getAlgorithm()) ? pair.alias : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return alias.equals(pair.alias) ? pair.chain() : null;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return alias.equals(pair.alias) ? pair.key() : null;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {pair.alias};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
