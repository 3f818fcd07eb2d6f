package io.countersign.credential.digest;

import io.countersign.request.Message;
import java.util.Locale;

/** Where a challenge came from, and where it is answered: scheme, host and port. */
final class Host {
    private final String scheme;
    private final String name;
    private final int port;

    Host(Message message) {
        scheme = message.scheme();
        name = message.host().toLowerCase(Locale.ROOT);
        port = message.port();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Host && ((Host) other).port == port && ((Host) other).name.equals(name)
                && ((Host) other).scheme.equals(scheme);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + port;
    }
}
