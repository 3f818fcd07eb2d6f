package io.countersign.credential.httpsignature;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A component that is made of the request and not of its header fields (RFC 9421, section 2.2). */
final class DerivedComponent extends Component {
    /** Those of requests, in the RFC's order. {@code @query-param} is a class of its own. */
    enum Kind {
        METHOD, TARGET_URI, AUTHORITY, SCHEME, REQUEST_TARGET, PATH, QUERY;

        final String componentName = '@' + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private final Kind kind;

    DerivedComponent(Kind kind) {
        super('"' + kind.componentName + '"');
        this.kind = kind;
    }

    /** @return null if there is none of that name */
    static Kind named(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.componentName.equals(name)) {
                return kind;
            }
        }
        return null;
    }

    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            names.add(kind.componentName);
        }
        return names;
    }

    @Override
    String value(Message message) throws CredentialUnavailable {
        switch (kind) {
            case METHOD: return message.method();
            case TARGET_URI: return message.scheme() + "://" + message.authority() + message.target();
            case AUTHORITY: return authority(message);
            case SCHEME: return message.scheme();
            case REQUEST_TARGET: return requestTarget(message);
            case PATH: return message.rawPath();
            default: return message.rawQuery() == null ? "?" : '?' + message.rawQuery();
        }
    }

    /** In lower case and without the port that the scheme has of itself (section 2.2.3; RFC 9110, section 4.2.3). */
    private static String authority(Message message) {
        String authority = message.authority();
        String port = "https".equals(message.scheme()) ? ":443" : ":80";
        return lowerCase(authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority);
    }

    /** Of ASCII alone: what is not ASCII is refused when it is written. */
    private static String lowerCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
                return text.toLowerCase(Locale.ROOT);
            }
        }
        return text;
    }

    /**
     * Path and query (section 2.2.5). Plain http through a proxy has another form on the wire: the whole URI for an HTTP
     * proxy, which the server behind it does not get to see, path and query for a SOCKS proxy; none is right for whoever
     * verifies it.
     */
    private String requestTarget(Message message) throws CredentialUnavailable {
        if (message.viaProxy() && !"https".equals(message.scheme())) {
            throw cannot("is not the same before and behind a proxy for plain http; cover @method and @target-uri instead");
        }
        return message.target();
    }
}
