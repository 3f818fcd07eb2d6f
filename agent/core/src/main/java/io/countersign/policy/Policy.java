package io.countersign.policy;

import io.countersign.match.HostName;
import io.countersign.match.HostTable;
import java.util.List;

/** A policy as it was read and found without a mistake. Immutable. */
public final class Policy {
    private final HostTable<HostRules> hosts;
    private final int ruleCount;
    private final List<String> warnings;
    private final String source;

    Policy(HostTable<HostRules> hosts, int ruleCount, List<String> warnings, String source) {
        this.hosts = hosts;
        this.ruleCount = ruleCount;
        this.warnings = warnings;
        this.source = source;
    }

    /** The rules of the most specific pattern that matches the URL's host, however it is written; null if none does. */
    public HostRules rulesFor(String host) {
        return hosts.find(HostName.canonical(host));
    }

    public int ruleCount() {
        return ruleCount;
    }

    public List<String> warnings() {
        return warnings;
    }

    /** The file or folder that it was read from. */
    public String source() {
        return source;
    }
}
