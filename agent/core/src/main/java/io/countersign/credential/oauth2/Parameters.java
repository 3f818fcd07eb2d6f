package io.countersign.credential.oauth2;

import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

/** The parameters of a request to an authorization server, in their order; a name may stand there several times. */
public final class Parameters {
    private final List<String> pairs = new ArrayList<>();

    /** Nothing is added where there is no value. */
    public Parameters add(String name, String value) {
        if (value != null) {
            pairs.add(name);
            pairs.add(value);
        }
        return this;
    }

    public Parameters addAll(Parameters more) {
        pairs.addAll(more.pairs);
        return this;
    }

    /** The value of that name that stands first; null if there is none. */
    public String get(String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                return pairs.get(i + 1);
            }
        }
        return null;
    }

    /** As {@code application/x-www-form-urlencoded} (RFC 6749, appendix B), for a body or a query. */
    public String encoded() {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.size(); i += 2) {
            form.append(i == 0 ? "" : "&").append(encoded(pairs.get(i))).append('=').append(encoded(pairs.get(i + 1)));
        }
        return form.toString();
    }

    /** In UTF-8, a space as a plus. */
    static String encoded(String text) {
        try {
            return URLEncoder.encode(text, "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError(e);
        }
    }

    /** The names alone. */
    @Override
    public String toString() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < pairs.size(); i += 2) {
            names.append(i == 0 ? "" : ", ").append(pairs.get(i));
        }
        return names.toString();
    }
}
