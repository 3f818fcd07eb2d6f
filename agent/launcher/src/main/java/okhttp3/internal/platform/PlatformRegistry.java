package okhttp3.internal.platform;

/**
 * Stands in the agent's jar for OkHttp's class of this name, which looks for Conscrypt, BouncyCastle, OpenJSSE and Jetty's ALPN in
 * the order of the application's security providers. The agent's calls have the JDK's TLS, whatever else is there.
 */
public final class PlatformRegistry {
    public static final PlatformRegistry INSTANCE = new PlatformRegistry();

    private PlatformRegistry() {}

    public Platform findPlatform() {
        Platform withAlpn = Jdk9Platform.Companion.buildIfSupported();
        return withAlpn != null ? withAlpn : new Platform();
    }

    public boolean isAndroid() {
        return false;
    }
}
