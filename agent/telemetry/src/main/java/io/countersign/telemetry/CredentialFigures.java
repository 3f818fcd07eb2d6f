package io.countersign.telemetry;

import io.countersign.credential.Validity;
import java.util.Date;
import java.util.Locale;

/** A credential that has a token or a certificate, for management tools, which have it as a CompositeData. */
public final class CredentialFigures {
    private final String name;
    private final Validity validity;

    CredentialFigures(String name, Validity validity) {
        this.name = name;
        this.validity = validity;
    }

    public String getName() {
        return name;
    }

    /** {@code token} or {@code certificate} */
    public String getKind() {
        return validity.kind.name().toLowerCase(Locale.ROOT);
    }

    /** Null if there is none to expire. */
    public Date getExpires() {
        return validity.expires == 0 ? null : new Date(validity.expires);
    }

    /** Why there is none, or none that is newer; null if nothing has failed. */
    public String getFailure() {
        return validity.why;
    }
}
