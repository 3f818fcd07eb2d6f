package io.countersign.transport;

import io.countersign.match.HostName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The hosts that are called without the proxy. */
final class NoProxy {
    private final List<String> entries = new ArrayList<>();

    /** Whether an entry is a host and all below it, rather than a pattern. */
    private final boolean hasSuffixes;

    private NoProxy(String text, String separators, boolean hasSuffixes) {
        this.hasSuffixes = hasSuffixes;
        for (String entry : text.split(separators)) {
            if (!entry.isEmpty()) {
                entries.add(entry.toLowerCase(Locale.ROOT));
            }
        }
    }

    /**
     * {@code NO_PROXY}, as curl and others read it: {@code example.com} and {@code .example.com} (both with what is below it),
     * with a port or without, {@code 10.1.2.3}, {@code 10.0.0.0/8}, {@code *}.
     */
    static NoProxy ofEnvironment(String text) {
        return new NoProxy(text, "[,\\s]+", true);
    }

    /** {@code http.nonProxyHosts} of the JDK: {@code localhost|*.example.com|10.*}. */
    static NoProxy ofProperty(String text) {
        return new NoProxy(text, "\\|", false);
    }

    /** @param host canonical */
    boolean contains(String host, int port) {
        for (String entry : entries) {
            if (entry.equals("*") || (hasSuffixes ? isOrIsBelow(host, port, entry) : isLike(host, entry))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOrIsBelow(String host, int port, String entry) {
        int slash = entry.indexOf('/');
        if (slash > 0) {
            return HostName.isAddress(host) && isWithin(host, entry.substring(0, slash), entry.substring(slash + 1));
        }
        String name = entry;
        int colon = entry.lastIndexOf(':');
        // More than one colon without brackets is an IPv6 address.
        if (colon > entry.lastIndexOf(']') && colon == entry.indexOf(':') || colon > 0 && entry.charAt(colon - 1) == ']') {
            if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
                return false;
            }
            name = entry.substring(0, colon);
        }
        name = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
        String canonical = canonical(name);
        return host.equals(canonical) || !HostName.isAddress(host) && host.endsWith("." + canonical);
    }

    private static String canonical(String name) {
        try {
            return HostName.canonical(name);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /** CIDR (RFC 4632). */
    private static boolean isWithin(String host, String network, String prefix) {
        try {
            byte[] left = bytes(host);
            byte[] right = bytes(network);
            int bits = Integer.parseInt(prefix);
            if (left.length != right.length || bits < 0 || bits > 8 * left.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                if (((left[i / 8] ^ right[i / 8]) >> 7 - i % 8 & 1) != 0) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException | IllegalArgumentException e) {
            return false;
        }
    }

    /** @throws IllegalArgumentException if it is no address: nothing is looked up */
    private static byte[] bytes(String address) throws UnknownHostException {
        String canonical = HostName.canonical(address);
        if (!HostName.isAddress(canonical)) {
            throw new IllegalArgumentException(address);
        }
        return InetAddress.getByName(canonical).getAddress();
    }

    /** With an asterisk at either end. */
    private static boolean isLike(String host, String pattern) {
        boolean opens = pattern.startsWith("*");
        boolean ends = pattern.endsWith("*");
        String middle = pattern.substring(opens ? 1 : 0, pattern.length() - (ends && pattern.length() > 1 ? 1 : 0));
        return opens && ends ? host.contains(middle) : opens ? host.endsWith(middle) : ends ? host.startsWith(middle)
                : host.equals(canonical(middle));
    }
}
