package io.countersign.credential.oauth1;

import io.countersign.request.Message;
import io.countersign.text.Octets;
import io.countersign.text.PercentEncoding;
import java.util.Locale;

/** The signature base string (RFC 5849, section 3.4.1). */
final class BaseString {
    private BaseString() {}

    /** Section 3.4.1.1. */
    static Octets of(Message message, Parameters parameters) {
        Octets text = new Octets();
        text.add(PercentEncoding.encode(message.method()));
        text.add('&');
        text.add(PercentEncoding.encode(uri(message)));
        text.add('&');
        text.add(PercentEncoding.encode(parameters.normalized()));
        return text;
    }

    /** Section 3.4.1.2: scheme and authority in lower case, no default port; the path as it is sent, no query. */
    static String uri(Message message) {
        String authority = message.authority().toLowerCase(Locale.ROOT);
        String port = message.scheme().equals("https") ? ":443" : ":80";
        // An IPv6 address without brackets has no port behind it.
        boolean mayHavePort = authority.indexOf(':') == authority.lastIndexOf(':') || authority.indexOf(']') >= 0;
        return message.scheme() + "://" + (mayHavePort && authority.endsWith(port)
                ? authority.substring(0, authority.length() - port.length()) : authority) + message.rawPath();
    }
}
