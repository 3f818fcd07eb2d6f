package io.countersign.it.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * An application whose TLS is of another provider than the JDK's. Arguments: {@code Conscrypt} or {@code BCJSSE}; {@code own} for that
 * provider's trust manager, {@code default} for what it takes by itself, {@code plain} for one of the older kind that trusts everyone; URLs,
 * whose answers it prints, or why there is none, and {@code -}, where it waits until it is told to go on.
 */
public final class OtherProvider implements X509TrustManager {
    public static void main(String[] arguments) throws Exception {
        Provider provider = arguments[0].equals("Conscrypt") ? conscrypt() : bouncyCastle();
        SSLContext context = SSLContext.getInstance("TLS", provider);
        context.init(null, trustManagers(arguments[1], provider), null);
        for (int i = 2; i < arguments.length; i++) {
            if (arguments[i].equals("-")) {
                System.in.read();
                continue;
            }
            HttpsURLConnection connection = (HttpsURLConnection) new URL(arguments[i]).openConnection();
            connection.setSSLSocketFactory(context.getSocketFactory());
            try (BufferedReader answer = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                System.out.println(answer.readLine());
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static TrustManager[] trustManagers(String kind, Provider provider) throws GeneralSecurityException {
        if (!kind.equals("own")) {
            return kind.equals("plain") ? new TrustManager[] {new OtherProvider()} : null;
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", provider);
        factory.init((KeyStore) null);
        return factory.getTrustManagers();
    }

    private static Provider conscrypt() throws ReflectiveOperationException {
        Object builder = Class.forName("org.conscrypt.Conscrypt").getMethod("newProviderBuilder").invoke(null);
        builder.getClass().getMethod("provideTrustManager", boolean.class).invoke(builder, true);
        return (Provider) builder.getClass().getMethod("build").invoke(builder);
    }

    private static Provider bouncyCastle() throws ReflectiveOperationException {
        Security.addProvider((Provider) Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider").getConstructor().newInstance());
        return (Provider) Class.forName("org.bouncycastle.jsse.provider.BouncyCastleJsseProvider").getConstructor().newInstance();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
