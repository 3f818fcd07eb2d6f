package io.countersign.policy;

import io.countersign.credential.Credential;
import io.countersign.credential.Signature;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.match.PathPattern;
import io.countersign.yaml.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** One rule of the policy: what it asks of a request to its host, and the credentials that such a request gets. */
public final class Rule {
    /** The host pattern in canonical form, {@code api.example.com}, {@code *.example.com} or {@code *}. */
    public final String host;

    public final Place place;
    public final Settings settings;

    /** In the order in which they are put on; those that belong to the connection are not among them. */
    final Credential[] credentials;

    /** Null where the connection needs none. */
    private final TlsIdentity identity;

    /** Null means any. */
    private final int[] ports;
    private final String[] methods;
    private final PathPattern[] paths;
    private final boolean signs;
    private final boolean waits;
    private volatile Tally tally;

    /** @param identity the client certificate of its connections, null for none */
    public Rule(String host, Place place, int[] ports, String[] methods, PathPattern[] paths,
            Credential[] credentials, TlsIdentity identity, Settings settings) {
        this.host = host;
        this.place = place;
        this.ports = ports;
        this.methods = methods;
        this.paths = paths;
        this.credentials = credentials;
        this.identity = identity;
        this.settings = settings;
        boolean any = false;
        boolean anyWaits = identity != null && identity.waits();
        for (Credential credential : credentials) {
            any |= credential instanceof Signature;
            anyWaits |= credential.waits();
        }
        this.signs = any;
        this.waits = anyWaits;
    }

    /** What has become of its requests. */
    public Tally tally() {
        Tally there = tally;
        return there != null ? there : firstTally();
    }

    private synchronized Tally firstTally() {
        if (tally == null) {
            tally = new Tally();
        }
        return tally;
    }

    /** Goes on counting where a rule of the policy before stops, which was the same. */
    void follows(Rule before) {
        tally = before.tally();
    }

    /** Equal for two rules that ask the same of a request, treat it alike and put on credentials of the same names. */
    List<Object> shape() {
        return Arrays.asList(host, Arrays.toString(ports), Arrays.toString(methods), Arrays.toString(paths), names(), settings.mode,
                settings.plainHttp, settings.existing, settings.onFailure, settings.maxBody);
    }

    /** The names of its credentials, that of its connections first. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (identity != null) {
            names.add(identity.name());
        }
        for (Credential credential : credentials) {
            names.add(credential.name());
        }
        return names;
    }

    /** Whether the host is known and its requests are left alone. */
    public boolean leavesAlone() {
        return credentials.length == 0 && identity == null;
    }

    /** The client certificate of its connections; null for none. */
    public TlsIdentity identity() {
        return identity;
    }

    /** Whether it looks neither at methods nor at paths: no later rule has a request to its ports. */
    boolean takesAll() {
        return methods == null && paths == null;
    }

    /** Those that it is for, not to be changed; null for any. */
    public int[] ports() {
        return ports;
    }

    /** Those that it is for; null for any. */
    public List<String> methods() {
        return methods == null ? null : Collections.unmodifiableList(Arrays.asList(methods));
    }

    /** The patterns of the paths that it is for, in normal form; null for any. */
    public List<String> paths() {
        return paths == null ? null : Arrays.stream(paths).map(PathPattern::toString).collect(Collectors.toList());
    }

    /** Why it does not {@link #matches match}, to follow its name: {@code is for POST, PUT}; null if it does. */
    public String mismatch(int port, String method, String path) {
        return !matchesPort(port) ? "is for port " + Arrays.stream(ports).mapToObj(String::valueOf).collect(Collectors.joining(", "))
                : !matchesMethod(method) ? "is for " + String.join(", ", methods)
                : !matchesPath(path) ? "is for " + String.join(", ", paths()) : null;
    }

    /** Whether there can be a rule for this very host, which is in canonical form, and for no other. */
    public static boolean canName(String host) {
        return RuleFields.canName(host);
    }

    /** The same, enforced, with what may be shown in the place of its credentials. */
    Rule masked() {
        List<Credential> shown = new ArrayList<>();
        if (identity != null) {
            // Nothing to show, and yet it is one.
            shown.add(new MaskedCredential(identity));
        }
        for (Credential credential : credentials) {
            shown.add(new MaskedCredential(credential));
        }
        return new Rule(host, place, ports, methods, paths, shown.toArray(new Credential[0]), null, settings.enforced());
    }

    /** Whether any of its credentials is made of the request. */
    public boolean signs() {
        return signs;
    }

    /** Whether any of its credentials may have to wait for something. */
    public boolean waits() {
        return waits;
    }

    public int credentialCount() {
        return credentials.length;
    }

    public Credential credential(int index) {
        return credentials[index];
    }

    /** Whether the rule looks at paths at all. */
    public boolean hasPaths() {
        return paths != null;
    }

    int pathCount() {
        return paths.length;
    }

    PathPattern path(int index) {
        return paths[index];
    }

    /**
     * @param port the port that the connection goes to, the scheme's default filled in
     * @param path the path in {@link io.countersign.match.NormalPath normal form}; not looked at by a rule without paths
     */
    public boolean matches(int port, String method, String path) {
        return matchesPort(port) && matchesMethod(method) && matchesPath(path);
    }

    public boolean matchesPort(int port) {
        if (ports == null) {
            return true;
        }
        for (int p : ports) {
            if (p == port) {
                return true;
            }
        }
        return false;
    }

    public boolean matchesMethod(String method) {
        if (methods == null) {
            return true;
        }
        for (String m : methods) {
            if (m.equals(method)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesPath(String path) {
        if (paths == null) {
            return true;
        }
        for (PathPattern p : paths) {
            if (p.matches(path)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this rule, standing earlier, takes every request that the other would. */
    boolean covers(Rule other) {
        return (ports == null || other.ports != null && containsAll(ports, other.ports))
                && (methods == null || other.methods != null && Arrays.asList(methods).containsAll(Arrays.asList(other.methods)))
                && coversPaths(other.paths);
    }

    private static boolean containsAll(int[] all, int[] some) {
        for (int one : some) {
            boolean found = false;
            for (int p : all) {
                found |= p == one;
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private boolean coversPaths(PathPattern[] others) {
        if (paths == null) {
            return true;
        }
        if (others == null) {
            return false;
        }
        for (PathPattern other : others) {
            boolean covered = false;
            for (PathPattern path : paths) {
                covered |= path.covers(other);
            }
            if (!covered) {
                return false;
            }
        }
        return true;
    }

    /** As refusals and the log name it: {@code api.example.com (policy.yaml:12)}. */
    @Override
    public String toString() {
        return host + " (" + place.fileAndLine() + ")";
    }
}
