package io.countersign.it;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * What a {@link Recorder} is, for HTTP/2 and WebSocket ({@code /…/ws}, which says back what it is told), over plain TCP
 * (HTTP/1.1, its upgrade, or HTTP/2 at once) and TLS (by ALPN). Answers with the body that it got.
 */
final class ModernServer implements AutoCloseable {
    private final Server server = new Server(new QueuedThreadPool(8));
    private final ServerConnector plain;
    private final ServerConnector secure;

    /** Each {@code METHOD PATH PROTOCOL} and the fields as they came. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    /** The SHA-256 of each body that came whole, in hex. */
    final List<String> bodies = new CopyOnWriteArrayList<>();

    /** Of each request the subject and the serial number of the client's certificate, as a {@link TlsPeer} says them. */
    final List<String> peers = new CopyOnWriteArrayList<>();

    /** How many of TLS there have been. */
    final AtomicInteger connections = new AtomicInteger();

    ModernServer(String address) throws Exception {
        this(address, withoutClients());
    }

    private static SslContextFactory.Server withoutClients() {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(Tls.context());
        return factory;
    }

    /** Whatever {@code tls} says of the two, it resumes sessions and has HTTP/2. */
    ModernServer(String address, ServerTls tls) throws Exception {
        this(address, factory(tls));
    }

    private static SslContextFactory.Server factory(ServerTls tls) {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(tls.context());
        factory.setNeedClientAuth(tls.asks() == ServerTls.Asks.NEEDS);
        factory.setWantClientAuth(tls.asks() == ServerTls.Asks.WANTS);
        factory.setIncludeProtocols(tls.protocols().toArray(new String[0]));
        return factory;
    }

    private ModernServer(String address, SslContextFactory.Server tls) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer(false));
        plain = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        secure = new ServerConnector(server, 1, 1, new SslConnectionFactory(tls, "alpn"), new ALPNServerConnectionFactory(),
                new HTTP2ServerConnectionFactory(http), new HttpConnectionFactory(http));
        for (ServerConnector connector : List.of(plain, secure)) {
            connector.setHost(address);
            server.addConnector(connector);
        }
        secure.addBean(new Connection.Listener() {
            @Override
            public void onOpened(Connection connection) {
                if (connection instanceof SslConnection) {
                    connections.incrementAndGet();
                }
            }
        });
        WebSocketUpgradeHandler webSocket = WebSocketUpgradeHandler.from(server,
                container -> container.addMapping("regex|.*/ws", (request, response, callback) -> new Echo()));
        webSocket.setHandler(new Answer());
        Handler.Wrapper recording = new Handler.Wrapper(webSocket) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                peers.add(peer(request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData()));
                heads.add(head(request));
                return super.handle(request, response, callback);
            }
        };
        server.setHandler(recording);
        server.start();
    }

    String url(String path) {
        return "http://" + plain.getHost() + ":" + plain.getLocalPort() + path;
    }

    int securePort() {
        return secure.getLocalPort();
    }

    String secureUrl(String path) {
        return "https://" + secure.getHost() + ":" + secure.getLocalPort() + path;
    }

    static String head(Request request) {
        StringBuilder head = new StringBuilder().append(request.getMethod()).append(' ')
                .append(request.getHttpURI().getPathQuery())
                .append(' ').append(request.getConnectionMetaData().getProtocol()).append("\r\n");
        for (HttpField field : request.getHeaders()) {
            head.append(field.getName()).append(": ").append(field.getValue()).append("\r\n");
        }
        return head.toString();
    }

    /** @param session null without TLS */
    private static String peer(EndPoint.SslSessionData session) {
        X509Certificate[] chain = session == null ? null : session.peerCertificates();
        return chain == null ? "- -" : chain[0].getSubjectX500Principal().getName() + " "
                + chain[0].getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
    }

    private final class Answer extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            ByteBuffer body = Content.Source.asByteBuffer(request);
            bodies.add(Recorder.sha256(body.duplicate()));
            String target = request.getHttpURI().getPathQuery();
            int to = target.indexOf("?to=");
            response.setStatus(to < 0 ? 200 : Integer.parseInt(target.substring(1, 4)));
            if (to >= 0) {
                response.getHeaders().put("Location", target.substring(to + 4));
            }
            response.write(true, body, callback);
            return true;
        }
    }

    /** Jetty calls it from outside of this package. */
    public static final class Echo extends Session.Listener.AbstractAutoDemanding {
        @Override
        public void onWebSocketText(String message) {
            getSession().sendText(message, org.eclipse.jetty.websocket.api.Callback.NOOP);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
