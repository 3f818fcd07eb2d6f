package io.countersign.credential.aws;

import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Material;
import io.countersign.secret.Secret;
import java.util.Collections;
import java.util.List;

/**
 * An access key that may change while it is in use. Its parts may be files, which a platform writes one after the other; which
 * belong together, nothing tells. So an access key of which only some parts have changed is not used at once: the one before,
 * which was whole, is used until the rest follows, and for a second at most.
 */
final class AccessKeys {
    /** Two looks at the files. */
    private static final long SETTLED_AFTER_MILLIS = 1000;
    private final Secret id;
    private final Secret secret;

    /** Null if there is none. */
    private final Secret token;
    private final Material parts;

    /** Replaced as a whole, so that a race finds it twice and nothing worse. */
    private volatile State state;

    AccessKeys(Secret id, Secret secret, Secret token) {
        this.id = id;
        this.secret = secret;
        this.token = token;
        this.parts = Material.of(id, secret, token);
    }

    List<String> headerNames() {
        return token == null ? Collections.<String>emptyList() : Collections.singletonList(AccessKey.SESSION_TOKEN);
    }

    /**
     * The access key for a request: the same object until it changes.
     *
     * @param millis since 1970 UTC
     */
    AccessKey at(long millis) throws CredentialUnavailable {
        Secret.Value i = id.value();
        Secret.Value s = secret.value();
        Secret.Value t = token == null ? null : token.value();
        State now = state;
        if (now != null && now.used == now.seen && now.seen.isOf(i, s, t)) {
            return now.used;
        }
        AccessKey seen = now != null && now.seen.isOf(i, s, t) ? now.seen : new AccessKey(i, s, t);
        long since = now != null && now.seen == seen ? now.since : millis;
        // A clock that is set back must not make it wait for longer.
        boolean settled = now == null || seen.sharesNothingWith(now.used) || now.used.isOf(i, s, t)
                || Math.abs(millis - since) >= SETTLED_AFTER_MILLIS;
        state = now = new State(settled ? seen : now.used, seen, since);
        return now.used;
    }

    Material parts() {
        return parts;
    }

    private static final class State {
        final AccessKey used;
        final AccessKey seen;

        /** When that was first seen. */
        final long since;

        State(AccessKey used, AccessKey seen, long since) {
            this.used = used;
            this.seen = seen;
            this.since = since;
        }
    }
}
