package io.countersign.transport;

import io.countersign.background.Route;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;

/**
 * Which proxy leads to a host: the route's own, else that of the environment, else that of the JVM's system properties. Both
 * are looked at once, when the agent starts, so that nothing that the application sets later leads the agent's calls astray.
 */
final class Proxies {
    private static final String DIRECT = "direct";

    /** Where the proxy is named: {@code HTTPS_PROXY}; null for nowhere. */
    private final String source;

    /** As it stands there, and null for none. It may hold a password. */
    private final String named;
    private final String port;
    private final NoProxy exceptions;

    Proxies(Map<String, String> environment, Properties properties) {
        String variable = isSet(environment.get("HTTPS_PROXY")) ? "HTTPS_PROXY" : "https_proxy";
        if (isSet(environment.get(variable))) {
            source = variable;
            named = environment.get(variable);
            port = null;
            exceptions = NoProxy.ofEnvironment(environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", "")));
        } else if (isSet(properties.getProperty("https.proxyHost"))) {
            source = "https.proxyHost";
            named = properties.getProperty("https.proxyHost");
            port = properties.getProperty("https.proxyPort", "443");
            exceptions = NoProxy.ofProperty(properties.getProperty("http.nonProxyHosts", ""));
        } else {
            source = null;
            named = null;
            port = null;
            exceptions = null;
        }
    }

    private static boolean isSet(String value) {
        return value != null && !value.trim().isEmpty();
    }

    /**
     * @param host canonical
     * @return null for none
     * @throws IOException if what is named as a proxy is none
     */
    ProxyAddress of(Route route, String host, int hostPort) throws IOException {
        if (route.proxy != null) {
            ProxyAddress address = route.proxy.equals(DIRECT) ? null : ProxyAddress.of(route.proxy);
            if (address == null && !route.proxy.equals(DIRECT)) {
                throw new IOException("the proxy to " + host + " is not named as one: " + ProxyAddress.EXPECTED + ", or " + DIRECT);
            }
            return address;
        }
        if (source == null || exceptions.contains(host, hostPort)) {
            return null;
        }
        ProxyAddress address = port == null ? ProxyAddress.of(named.trim()) : ProxyAddress.of(named.trim(), port.trim(), null);
        if (address == null) {
            throw new IOException("the proxy in " + source + " cannot be used to get to " + host + ": "
                    + (port == null ? ProxyAddress.EXPECTED : "a host, and a number in https.proxyPort, are expected"));
        }
        return address;
    }

    /** What is wrong with the route's own proxy; null if nothing is. */
    static String mistake(Route route) {
        return route.proxy == null || route.proxy.equals(DIRECT) || ProxyAddress.of(route.proxy) != null ? null
                : "is not a proxy: " + ProxyAddress.EXPECTED + ", or " + DIRECT;
    }
}
