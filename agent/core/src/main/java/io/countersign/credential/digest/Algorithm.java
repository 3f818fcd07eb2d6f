package io.countersign.credential.digest;

import io.countersign.key.Digests;

/** The digest algorithms of RFC 7616, sections 3.3 and 6.1, the weakest first. */
enum Algorithm {
    MD5("MD5", Digests.MD5, false),
    MD5_SESS("MD5-sess", Digests.MD5, true),
    SHA_256("SHA-256", Digests.SHA_256, false),
    SHA_256_SESS("SHA-256-sess", Digests.SHA_256, true),

    /** SHA-512/256 of FIPS 180-4, not SHA-512 cut short, with which the RFC's own example was computed (erratum 4897). */
    SHA_512_256("SHA-512-256", Digests.SHA_512_256, false),
    SHA_512_256_SESS("SHA-512-256-sess", Digests.SHA_512_256, true);

    final Digests hash;

    /** Whether A1 is made for an authentication session (RFC 7616, section 3.4.2). */
    final boolean ofSession;
    private final String rfcName;

    Algorithm(String rfcName, Digests hash, boolean ofSession) {
        this.rfcName = rfcName;
        this.hash = hash;
        this.ofSession = ofSession;
    }

    /** @return null if there is none of that name, in any case, or this Java runtime does not have it */
    static Algorithm named(String name) {
        for (Algorithm algorithm : values()) {
            if (algorithm.rfcName.equalsIgnoreCase(name)) {
                return algorithm.hash.isThere() ? algorithm : null;
            }
        }
        return null;
    }

    /** By the hash alone. */
    boolean isStrongerThan(Algorithm other) {
        return hash.compareTo(other.hash) > 0;
    }

    @Override
    public String toString() {
        return rfcName;
    }
}
