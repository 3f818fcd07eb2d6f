package io.countersign.secret;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What a credential is made of: a secret, a key, or several of them. It may have to be got first, and may become another. */
public interface Material {
    /** Of all that are not null. */
    static Material of(Material... parts) {
        Set<Material> there = new LinkedHashSet<>();
        Collections.addAll(there, parts);
        there.remove(null);
        return there.size() == 1 ? there.iterator().next() : new Parts(there.toArray(new Material[0]));
    }

    /** Whether it may become another while the JVM runs. */
    default boolean canChange() {
        return false;
    }

    /** Whether it may have to be waited for, because it is got from elsewhere in the background. */
    default boolean waits() {
        return false;
    }

    /**
     * Has it got, if it has never been; several are all begun at once.
     *
     * @return null if it is there now, or it is known now that it is not; else what completes when that is so. It is shared by
     *         those who wait for it, and not to be completed or cancelled by any of them
     */
    default CompletableFuture<?> pending() {
        return null;
    }

    /**
     * Looks at what it refers to now, on the caller's thread if that takes no waiting: asked when a server has refused what was made of
     * it. What is got from elsewhere is begun to be got anew.
     *
     * @return whether it has changed since a minute ago, so that what was refused may have been made of what it was before
     */
    default boolean refresh() {
        return false;
    }
}
