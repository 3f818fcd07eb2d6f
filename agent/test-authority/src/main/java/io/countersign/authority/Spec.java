package io.countersign.authority;

import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** What a certificate is to say. Immutable; each has a new key of P-256 and is valid from 2020 to 2049, unless it says otherwise. */
public final class Spec {
    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2049-12-31T23:59:59Z");

    final String name;
    final KeyPurposeId purpose;
    final List<GeneralName> alternatives;
    final Instant from;
    final Instant to;
    final KeyKind kind;
    private final KeyPair pair;

    private Spec(String name, KeyPurposeId purpose, List<GeneralName> alternatives, Instant from, Instant to, KeyKind kind,
            KeyPair pair) {
        this.name = name;
        this.purpose = purpose;
        this.alternatives = alternatives;
        this.from = from;
        this.to = to;
        this.kind = kind;
        this.pair = pair;
    }

    /** @param name the CN, which is all of the subject */
    public static Spec client(String name) {
        return of(name, KeyPurposeId.id_kp_clientAuth);
    }

    /** For no host yet: {@link #dns} and {@link #ip} say which. @param name the CN, which is all of the subject */
    public static Spec server(String name) {
        return of(name, KeyPurposeId.id_kp_serverAuth);
    }

    /** For {@link Authority#root(Spec)} and {@link Authority#intermediate(Spec)}. @param name the CN, which is all of the subject */
    public static Spec authority(String name) {
        return of(name, null);
    }

    private static Spec of(String name, KeyPurposeId purpose) {
        return new Spec(name, purpose, new ArrayList<>(), FROM, TO, KeyKind.EC_P256, null);
    }

    public Spec dns(String... names) {
        return with(GeneralName.dNSName, names);
    }

    public Spec ip(String... addresses) {
        return with(GeneralName.iPAddress, addresses);
    }

    private Spec with(int tag, String... values) {
        List<GeneralName> all = new ArrayList<>(alternatives);
        for (String value : values) {
            all.add(new GeneralName(tag, value));
        }
        return new Spec(name, purpose, all, from, to, kind, pair);
    }

    /** Both to the second, both included. */
    public Spec valid(Instant from, Instant to) {
        return new Spec(name, purpose, alternatives, from, to, kind, pair);
    }

    public Spec key(KeyKind kind) {
        return new Spec(name, purpose, alternatives, from, to, kind, null);
    }

    /** The key that another has already, as when a certificate is renewed. */
    public Spec keyOf(Identity other) {
        return new Spec(name, purpose, alternatives, from, to, other.kind(), other.pair());
    }

    KeyPair pair() {
        return pair == null ? kind.generate() : pair;
    }
}
