package io.countersign.background;

import java.util.List;
import java.util.Map;

/** The whole answer to a {@link Call}. */
public final class Reply {
    public final int status;
    final Map<String, List<String>> headers;

    /** In UTF-8, unless its content type says otherwise. It may be secret. */
    public final String body;

    /** Who the route's identity was when the call was made, whatever it is now; null where the route has none. */
    public final KeyAndChain shown;

    /** @param headers by their names in lower case, in their order */
    public Reply(int status, Map<String, List<String>> headers, String body, KeyAndChain shown) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.shown = shown;
    }

    /** The first field of that name, given in lower case; null if there is none. */
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The status alone. */
    @Override
    public String toString() {
        return String.valueOf(status);
    }
}
