package io.countersign.transport;

import io.countersign.text.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A proxy of HTTP, as its URL names it: {@code http://user:password@proxy.example.com:3128}. */
final class ProxyAddress {
    static final String EXPECTED = "http://HOST:PORT is expected";

    final String host;
    final int port;

    /** {@code Basic …} for the proxy; null if there are no user and password. */
    final String authorization;

    private ProxyAddress(String host, int port, String authorization) {
        this.host = host;
        this.port = port;
        this.authorization = authorization;
    }

    /** The scheme may be left out, and the port (80); user and password are percent-encoded. @return null if the text is none */
    static ProxyAddress of(String text) {
        String rest = text;
        int scheme = text.indexOf("://");
        if (scheme >= 0) {
            if (!text.substring(0, scheme).equalsIgnoreCase("http")) {
                return null;
            }
            rest = text.substring(scheme + 3);
        }
        int at = rest.lastIndexOf('@');
        String user = at < 0 ? null : rest.substring(0, at);
        String place = rest.substring(at + 1);
        if (place.endsWith("/")) {
            place = place.substring(0, place.length() - 1);
        }
        int colon = place.lastIndexOf(':');
        boolean hasPort = colon > place.lastIndexOf(']');
        return of(hasPort ? place.substring(0, colon) : place, hasPort ? place.substring(colon + 1) : "80", user);
    }

    /** @return null if they are no host and port */
    static ProxyAddress of(String host, String port, String user) {
        String name = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        int number;
        try {
            number = Integer.parseInt(port);
        } catch (NumberFormatException e) {
            return null;
        }
        return isHost(name) && number > 0 && number < 0x10000
                ? new ProxyAddress(name, number, user == null ? null : basic(PercentEncoding.decode(user))) : null;
    }

    private static boolean isHost(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || "/\\?#@[]\"<>^`{|}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static String basic(String userAndPassword) {
        String both = userAndPassword.indexOf(':') < 0 ? userAndPassword + ":" : userAndPassword;
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
