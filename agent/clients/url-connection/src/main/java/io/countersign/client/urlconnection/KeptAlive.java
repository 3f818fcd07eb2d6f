package io.countersign.client.urlconnection;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.tls.Connections;
import io.countersign.engine.Engine;
import java.net.Socket;
import java.net.URL;
import javax.net.ssl.SSLSocket;

/**
 * The connections that {@code HttpsURLConnection} keeps, by host and port. Woven where it takes one of them, outside of that
 * cache's lock: one whose certificate has been renewed is closed, and there is none.
 */
public final class KeptAlive implements Client {
    private static final String CLIENT = "sun.net.www.protocol.https.HttpsClient";

    @Override
    public String name() {
        return "HttpURLConnection's pool";
    }

    @Override
    public Joinpoint[] joinpoints() {
        return new Joinpoint[] {
            Joinpoint.callResult(CLIENT, "New", "(Ljavax/net/ssl/SSLSocketFactory;Ljava/net/URL;Ljavax/net/ssl/HostnameVerifier;"
                    + "Ljava/net/Proxy;ZILsun/net/www/protocol/http/HttpURLConnection;)Lsun/net/www/http/HttpClient;",
                    "sun.net.www.http.KeepAliveCache", "get")
        };
    }

    @Override
    public String[] opens() {
        return new UrlConnection().opens();
    }

    @Override
    public Handler[] handlers(Engine engine) {
        Connections connections = new Connections(engine);
        return new Handler[] {(url, client) -> usable(connections, (URL) url, client)};
    }

    private static Object usable(Connections connections, URL url, Object client) {
        Socket socket = client == null ? null : SunConnection.socket(client);
        if (!(socket instanceof SSLSocket)) {
            return client;
        }
        int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
        if (connections.mayCarry(((SSLSocket) socket).getSession(), url.getHost(), port)) {
            return client;
        }
        try {
            SunConnection.close(client);
        } catch (RuntimeException e) {
            // It is not used again all the same.
        }
        return null;
    }
}
