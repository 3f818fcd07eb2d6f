package io.countersign.policy;

import io.countersign.credential.Credential;
import io.countersign.match.HostTable;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A policy as it was read and found without a mistake. Immutable. */
public final class Policy {
    private final HostTable<HostRules> hosts;
    private final int ruleCount;
    private final Map<String, Credential> credentials;
    private final List<String> warnings;
    private final List<String> advice;
    private final String source;
    private final boolean learns;
    private final boolean readsEveryAnswer;
    private final boolean waits;
    private final boolean hasIdentities;
    private final boolean identitiesDependOnPorts;

    Policy(HostTable<HostRules> hosts, boolean hasIdentities, boolean identitiesDependOnPorts, int ruleCount, Map<String, Credential> credentials, List<String> warnings, List<String> advice,
            String source) {
        this.hosts = hosts;
        this.hasIdentities = hasIdentities;
        this.identitiesDependOnPorts = identitiesDependOnPorts;
        this.ruleCount = ruleCount;
        this.credentials = credentials;
        this.warnings = Collections.unmodifiableList(warnings);
        this.advice = Collections.unmodifiableList(advice);
        this.source = source;
        boolean any = false;
        boolean every = false;
        boolean anyWaits = false;
        for (Credential credential : credentials.values()) {
            any |= credential.readsAnswers();
            every |= credential.readsEveryAnswer();
            anyWaits |= credential.waits();
        }
        this.learns = any || every;
        this.readsEveryAnswer = every;
        this.waits = anyWaits;
    }

    /** The credential of that name, whether or not a rule names it; null if there is none. */
    public Credential credential(String name) {
        return credentials.get(name);
    }

    /** In the order of the files. */
    public Collection<String> credentialNames() {
        return Collections.unmodifiableSet(credentials.keySet());
    }

    /** Whether any of its credentials may have to wait for something. */
    public boolean waits() {
        return waits;
    }

    /** Whether any rule has a client certificate: if none does, {@link HostRules#identityRule} need not be asked. */
    public boolean hasIdentities() {
        return hasIdentities;
    }

    /** Whether {@link HostRules#identityDependsOnPort} anywhere. */
    public boolean identitiesDependOnPorts() {
        return identitiesDependOnPorts;
    }

    /** Whether any of its credentials wants to be told of answers at all. */
    public boolean learns() {
        return learns;
    }

    /** Whether any wants to be told of those with a status below 400. */
    public boolean readsEveryAnswer() {
        return readsEveryAnswer;
    }

    /** The rules of the most specific pattern that matches the host, however it is written; null if none does, or it is no host. */
    public HostRules rulesFor(String host) {
        try {
            return hosts.find(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    public int ruleCount() {
        return ruleCount;
    }

    /** What may go wrong when it is used: secrets that are not there yet. */
    public List<String> warnings() {
        return warnings;
    }

    /** What a careful author would change: secrets in the policy itself, credentials that no rule names. */
    public List<String> advice() {
        return advice;
    }

    /** The file or folder that it was read from. */
    public String source() {
        return source;
    }
}
