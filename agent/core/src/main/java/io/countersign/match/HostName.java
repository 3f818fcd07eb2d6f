package io.countersign.match;

import java.net.IDN;
import java.util.Locale;

/** Host names in the one form in which they are compared. Nothing is ever looked up in DNS. */
public final class HostName {
    private HostName() {}

    /**
     * Lower case, punycode, without a trailing dot; an IPv4 address of any spelling ({@code 127.1}, {@code 0x7f.1}) as
     * four decimal numbers, an IPv6 address as eight hexadecimal groups without brackets and zone. The same object comes
     * back, and nothing is allocated, where a name is canonical already.
     *
     * @throws IllegalArgumentException if it cannot be a host
     */
    public static String canonical(String host) {
        if (isCanonicalName(host)) {
            return host;
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            return IpAddress.v6(host.substring(1, host.length() - 1));
        }
        if (host.indexOf(':') >= 0) {
            return IpAddress.v6(host);
        }
        String name = IDN.toASCII(host.replace('\u3002', '.'), 0).toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("'" + host + "' is not a host");
        }
        String address = IpAddress.v4(name);
        return address == null ? name : address;
    }

    /** A name of lower-case letters, digits, hyphens, underscores and dots, or a dotted quad as it is canonical. */
    private static boolean isCanonicalName(String host) {
        int length = host.length();
        if (length == 0 || host.charAt(length - 1) == '.') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = host.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_')) {
                return false;
            }
        }
        char last = host.charAt(host.lastIndexOf('.') + 1);
        return last < '0' || last > '9' || IpAddress.isCanonicalV4(host);
    }

    /** Whether a canonical host is an address. */
    public static boolean isAddress(String canonical) {
        return canonical.indexOf(':') >= 0 || IpAddress.isCanonicalV4(canonical);
    }

    /** {@code localhost}, {@code *.localhost}, {@code 127.0.0.0/8} and {@code ::1}, of a canonical host. */
    public static boolean isLoopback(String canonical) {
        return canonical.equals("localhost") || canonical.endsWith(".localhost")
                || canonical.equals("0:0:0:0:0:0:0:1") || canonical.startsWith("127.") && IpAddress.isCanonicalV4(canonical);
    }
}
