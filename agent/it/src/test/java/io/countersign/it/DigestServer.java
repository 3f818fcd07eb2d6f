package io.countersign.it;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.SecurityHandler;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.DigestAuthenticator;
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
import org.eclipse.jetty.util.security.Credential;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A server that asks everyone for Digest and lets Jetty judge what it is told; over HTTP/1.1, and over TLS HTTP/2 too. To those
 * whom it knows the path says what it answers: {@code /digest/STATUS}, {@code /digest/STATUS?to=URL}, {@code /digest/next} names
 * the next nonce; all else is well.
 */
final class DigestServer implements AutoCloseable {
    private final Server server = new Server(new QueuedThreadPool(8));
    private final ServerConnector plain;
    private final ServerConnector secure;
    final DigestAuthenticator authenticator = new DigestAuthenticator();

    /** Each {@code METHOD PATH PROTOCOL} and the fields as they came. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    /** The SHA-256 of each request's body, in hex, in the order of the heads. */
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final Set<String> connections = ConcurrentHashMap.newKeySet();

    /** The next nonce that was named last. */
    volatile String next;

    DigestServer(String address, String username, String password) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer(false));
        plain = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(Tls.context());
        secure = new ServerConnector(server, 1, 1, new SslConnectionFactory(tls, "alpn"), new ALPNServerConnectionFactory(),
                new HTTP2ServerConnectionFactory(http), new HttpConnectionFactory(http));
        for (ServerConnector connector : List.of(plain, secure)) {
            connector.setHost(address);
            server.addConnector(connector);
        }
        UserStore users = new UserStore();
        users.addUser(username, Credential.getCredential(password), new String[] {"caller"});
        HashLoginService login = new HashLoginService("Cameras, ground floor");
        login.setUserStore(users);
        authenticator.setAlgorithm("SHA-256");
        SecurityHandler.PathMapped guard = new SecurityHandler.PathMapped(new Answer());
        guard.setLoginService(login);
        guard.setAuthenticator(authenticator);
        guard.put("/*", Constraint.ANY_USER);
        server.setHandler(new Handler.Wrapper(guard) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                heads.add(ModernServer.head(request));
                connections.add(request.getConnectionMetaData().getId());
                ByteBuffer content = Content.Source.asByteBuffer(request);
                byte[] body = new byte[content.remaining()];
                content.get(body);
                bodies.add(String.format("%064x", new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(body))));
                return super.handle(request, response, callback);
            }
        });
        server.start();
    }

    String url(String path) {
        return "http://" + plain.getHost() + ":" + plain.getLocalPort() + path;
    }

    String secureUrl(String path) {
        return "https://" + secure.getHost() + ":" + secure.getLocalPort() + path;
    }

    private final class Answer extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String target = request.getHttpURI().getPathQuery().substring("/digest/".length());
            int to = target.indexOf("?to=");
            response.setStatus(Character.isDigit(target.charAt(0)) ? Integer.parseInt(target.substring(0, 3)) : 200);
            if (to >= 0) {
                response.getHeaders().put("Location", target.substring(to + 4));
            }
            if (target.equals("next")) {
                next = authenticator.newNonce(request);
                response.getHeaders().put("Authentication-Info", "nextnonce=\"" + next + "\"");
            }
            Content.Sink.write(response, true, "well", callback);
            return true;
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
