package io.countersign.transport;

import io.countersign.background.AgentThread;
import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509TrustManager;

/**
 * An application that sets whatever can be set for all of its JVM, to trust everyone or to stop the JVM when it is asked. Then
 * it calls the URL that it is told as the agent does, twice, and prints what became of it.
 */
public final class Meddler {
    private static <T> T asked(String what) {
        System.out.println(what + " of the application was asked");
        Runtime.getRuntime().halt(1);
        return null;
    }

    /** Trusts everyone; not X509ExtendedTrustManager, so that host names are left to others. */
    private static final class Everyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    public static final class EveryoneFactory extends TrustManagerFactorySpi {
        @Override
        protected void engineInit(KeyStore store) {}

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) {}

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            return new TrustManager[] {new Everyone()};
        }
    }

    @SuppressWarnings("deprecation")
    private static final class EveryoneProvider extends Provider {
        EveryoneProvider() {
            super("Everyone", 1.0, "trusts everyone");
            put("TrustManagerFactory.PKIX", EveryoneFactory.class.getName());
            put("TrustManagerFactory.Everyone", EveryoneFactory.class.getName());
        }
    }

    private static void meddle() throws Exception {
        SSLContext everyone = SSLContext.getInstance("TLS");
        everyone.init(null, new TrustManager[] {new Everyone()}, null);
        SSLContext.setDefault(everyone);
        HttpsURLConnection.setDefaultSSLSocketFactory(everyone.getSocketFactory());
        HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
        Security.insertProviderAt(new EveryoneProvider(), 1);
        Security.setProperty("ssl.TrustManagerFactory.algorithm", "Everyone");
        if (!TrustManagerFactory.getInstance("PKIX").getProvider().getName().equals("Everyone")) {
            throw new AssertionError("the provider is not the first");
        }
        CookieHandler.setDefault(new CookieHandler() {
            @Override
            public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
                return asked("CookieHandler");
            }

            @Override
            public void put(URI uri, Map<String, List<String>> headers) {
                asked("CookieHandler");
            }
        });
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return asked("Authenticator");
            }
        });
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return asked("ProxySelector");
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                asked("ProxySelector");
            }
        });
        URL.setURLStreamHandlerFactory(protocol -> protocol.startsWith("http") ? asked("URLStreamHandlerFactory") : null);
        System.setProperty("https.proxyHost", "meddled.example.test");
        System.setProperty("socksProxyHost", "meddled.example.test");
    }

    public static void main(String[] arguments) throws Exception {
        OkHttpTransport transport = new OkHttpTransport(System.getenv(), System.getProperties());
        meddle();
        Thread.currentThread().setContextClassLoader(new ClassLoader(Meddler.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                return asked("context class loader");
            }
        });
        Route route = new Route(arguments[1].isEmpty() ? null : Paths.get(arguments[1]), null);
        for (int i = 0; i < 2; i++) {
            FutureTask<String> call = new FutureTask<>(() -> {
                try {
                    Reply reply = transport.send(new Call(URI.create(arguments[0]), "a=b", route));
                    return reply.status + " " + reply.body;
                } catch (IOException e) {
                    return e.getMessage();
                }
            });
            AgentThread.of(call, "countersign-tokens").start();
            System.out.println(call.get());
        }
        System.exit(0);
    }
}
