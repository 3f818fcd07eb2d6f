package io.countersign.match;

/** IP addresses as text, without a look-up. */
final class IpAddress {
    private IpAddress() {}

    /** Four decimal numbers without leading zeros. */
    static boolean isCanonicalV4(String text) {
        int parts = 0;
        int value = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c == '.') {
                if (value < 0 || value > 255) {
                    return false;
                }
                parts++;
                value = -1;
            } else if (c < '0' || c > '9' || value == 0 || value > 25 && value > 255) {
                return false;
            } else {
                value = value < 0 ? c - '0' : value * 10 + c - '0';
            }
        }
        return parts == 4;
    }

    /** As {@code inet_aton} reads it: one to four parts, decimal, octal or hexadecimal; null if it is none. */
    static String v4(String name) {
        String[] parts = name.split("\\.", -1);
        if (parts.length > 4) {
            return null;
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            long part = number(parts[i]);
            int bytes = i == parts.length - 1 ? 5 - parts.length : 1;
            if (part < 0 || part >= 1L << 8 * bytes) {
                return null;
            }
            address = address << 8 * bytes | part;
        }
        return quad(address);
    }

    private static String quad(long address) {
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static long number(String text) {
        try {
            if (text.startsWith("0x")) {
                return text.length() > 2 ? unsigned(text.substring(2), 16) : 0;
            }
            return text.length() > 1 && text.startsWith("0") ? unsigned(text, 8) : unsigned(text, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static long unsigned(String text, int radix) {
        if (text.startsWith("-") || text.startsWith("+")) {
            throw new NumberFormatException();
        }
        return Long.parseLong(text, radix);
    }

    /** Eight groups, or the IPv4 address that it maps (RFC 4291, section 2.5.5.2). */
    static String v6(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        int[] groups = new int[8];
        int gap = address.indexOf("::");
        if (gap >= 0 && address.indexOf("::", gap + 1) >= 0) {
            throw notAnAddress(text);
        }
        int head = groups(gap < 0 ? address : address.substring(0, gap), groups, 0, text);
        if (gap < 0) {
            if (head != 8) {
                throw notAnAddress(text);
            }
        } else {
            int[] tail = new int[8];
            int count = groups(address.substring(gap + 2), tail, 0, text);
            if (head + count > 7) {
                throw notAnAddress(text);
            }
            System.arraycopy(tail, 0, groups, 8 - count, count);
        }
        boolean mapped = groups[5] == 0xffff;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            mapped &= i == 5 || i > 5 || groups[i] == 0;
            out.append(i == 0 ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return mapped ? quad((long) groups[6] << 16 | groups[7]) : out.toString();
    }

    private static int groups(String text, int[] into, int at, String whole) {
        if (text.isEmpty()) {
            return at;
        }
        for (String part : text.split(":", -1)) {
            if (part.indexOf('.') >= 0 && isCanonicalV4(part) && at < 7) {
                String[] quad = part.split("\\.");
                into[at++] = Integer.parseInt(quad[0]) << 8 | Integer.parseInt(quad[1]);
                into[at++] = Integer.parseInt(quad[2]) << 8 | Integer.parseInt(quad[3]);
                continue;
            }
            if (part.isEmpty() || part.length() > 4 || at > 7) {
                throw notAnAddress(whole);
            }
            try {
                into[at++] = (int) unsigned(part, 16);
            } catch (NumberFormatException e) {
                throw notAnAddress(whole);
            }
        }
        return at;
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("'" + text + "' is not an IPv6 address");
    }
}
