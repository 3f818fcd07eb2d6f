package io.countersign.it;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a client offers (RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2). */
final class ClientHello {
    private static final int KEY_SHARE = 51;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SESSION_TICKET = 35;

    private ClientHello() {}

    /**
     * Every field, in its order, a line each; all in full but for what is new in each hello, of which the length stands there: the
     * random, the session's number, the keys that are shared; and but for tickets, whose length is the server's affair.
     *
     * @param record as it came
     */
    static List<String> fields(byte[] record) {
        List<String> fields = new ArrayList<>();
        fields.add("record " + hex(record, 0, 3) + ", handshake " + record[5]);
        fields.add("version " + hex(record, 9, 2));
        int at = 43;
        fields.add("session id of " + record[at]);
        at += 1 + record[at];
        int length = at(record, at, 2);
        fields.add("cipher suites " + hex(record, at + 2, length));
        at += 2 + length;
        fields.add("compression " + hex(record, at + 1, record[at]));
        at += 1 + record[at];
        for (at += 2; at < record.length; at += 4 + length) {
            int type = at(record, at, 2);
            length = at(record, at + 2, 2);
            String value = type == PRE_SHARED_KEY || type == SESSION_TICKET ? length == 0 ? "empty" : "full"
                    : type == KEY_SHARE ? shares(record, at + 6, at(record, at + 4, 2)) : hex(record, at + 4, length);
            fields.add("extension " + type + " " + value);
        }
        return fields;
    }

    private static String shares(byte[] record, int from, int length) {
        StringBuilder groups = new StringBuilder();
        for (int at = from; at < from + length; at += 4 + at(record, at + 2, 2)) {
            groups.append(hex(record, at, 2)).append(" of ").append(at(record, at + 2, 2)).append(' ');
        }
        return groups.toString();
    }

    /** A number of so many bytes. */
    static int at(byte[] bytes, int from, int size) {
        int number = 0;
        for (int i = from; i < from + size; i++) {
            number = number << 8 | bytes[i] & 0xff;
        }
        return number;
    }

    static String hex(byte[] bytes) {
        return hex(bytes, 0, bytes.length);
    }

    private static String hex(byte[] bytes, int from, int length) {
        return HexFormat.of().formatHex(bytes, from, from + length);
    }
}
