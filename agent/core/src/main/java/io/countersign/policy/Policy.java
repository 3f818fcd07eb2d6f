package io.countersign.policy;

import io.countersign.credential.Credential;
import io.countersign.match.HostTable;
import io.countersign.secret.Watched;
import java.util.ArrayList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A policy as it was read and found without a mistake. Immutable. */
public final class Policy {
    private final HostTable<HostRules> hosts;
    private final List<HostRules> rules;
    private final int ruleCount;
    private final Map<String, Definition> definitions;
    private final Version version;
    private final List<String> warnings;
    private final List<String> advice;
    private final String source;
    private final boolean learns;
    private final boolean readsEveryAnswer;
    private final boolean waits;
    private final boolean hasIdentities;

    Policy(HostTable<HostRules> hosts, List<HostRules> rules, Map<String, Definition> definitions, List<String> warnings, List<String> advice,
            String source, Version version) {
        this.hosts = hosts;
        this.rules = rules;
        this.definitions = definitions;
        this.warnings = Collections.unmodifiableList(warnings);
        this.advice = Collections.unmodifiableList(advice);
        this.source = source;
        this.version = version;
        int count = 0;
        boolean anyIdentity = false;
        for (HostRules ofHost : rules) {
            count += ofHost.count();
            anyIdentity |= ofHost.hasIdentity();
        }
        this.ruleCount = count;
        this.hasIdentities = anyIdentity;
        boolean any = false;
        boolean every = false;
        boolean anyWaits = false;
        for (Definition definition : definitions.values()) {
            Credential credential = definition.credential();
            any |= credential.readsAnswers();
            every |= credential.readsEveryAnswer();
            anyWaits |= credential.waits();
        }
        this.learns = any || every;
        this.readsEveryAnswer = every;
        this.waits = anyWaits;
    }

    /** One without rules, which leaves every request as it is. */
    public static Policy none() {
        return new Policy(new HostTable.Builder<HostRules>().build(), Collections.emptyList(), Collections.emptyMap(), Collections.emptyList(),
                Collections.emptyList(), "none", new Version());
    }

    /** The credential of that name, whether or not a rule names it; null if there is none. */
    public Credential credential(String name) {
        Definition definition = definitions.get(name);
        return definition == null ? null : definition.credential();
    }

    /** In the order of the files. */
    public Collection<String> credentialNames() {
        return Collections.unmodifiableSet(definitions.keySet());
    }

    /** Whether any of its credentials may have to wait for something. */
    public boolean waits() {
        return waits;
    }

    /** Whether any rule has a client certificate: if none does, {@link HostRules#identityRule} need not be asked. */
    public boolean hasIdentities() {
        return hasIdentities;
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

    /** By their host patterns, in the order in which these come up first in the files. */
    public List<HostRules> rules() {
        return Collections.unmodifiableList(rules);
    }

    /** As {@link #rulesFor}, and then those of the less specific patterns that match the host too; empty if it is no host. */
    public List<HostRules> rulesMatching(String host) {
        try {
            return hosts.findAll(host);
        } catch (IllegalArgumentException e) {
            return Collections.emptyList();
        }
    }

    /**
     * The same rules, enforced, with credentials that lack nothing and put on what may be shown of them: what an engine does by it, and
     * says, is what it does by this policy with a request whose credentials can be had.
     */
    public Policy masked() {
        HostTable.Builder<HostRules> table = new HostTable.Builder<>();
        List<HostRules> masked = new ArrayList<>(rules.size());
        for (HostRules each : rules) {
            masked.add(each.masked());
            table.put(each.first().host, masked.get(masked.size() - 1));
        }
        return new Policy(table.build(), masked, Collections.emptyMap(), Collections.emptyList(), Collections.emptyList(), source, version);
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

    /** Which version of its files it is: the first 12 hex digits of their SHA-256. */
    public String version() {
        return version.toString();
    }

    /** What has to be looked at while it is in force, for {@link io.countersign.secret.Secrets#inForce}. */
    public List<Watched> watched() {
        List<Watched> all = new ArrayList<>();
        for (Definition definition : definitions.values()) {
            all.addAll(definition.watched());
        }
        return all;
    }

    /** For the policy after it. */
    Map<String, Definition> definitions() {
        return definitions;
    }
}
