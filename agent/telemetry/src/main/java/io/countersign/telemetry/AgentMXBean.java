package io.countersign.telemetry;

import java.util.Date;
import java.util.List;
import java.util.Map;

/** The agent as management tools see it. */
public interface AgentMXBean {
    String getVersion();

    /** The file or folder of the policy. */
    String getPolicySource();

    String getPolicyVersion();

    /** Since when that policy is in force. */
    Date getPolicySince();

    /** How often another policy has been put in force. */
    long getReloads();

    /** What is wrong with what is in the policy's files now; empty if that is in force. */
    List<String> getMistakes();

    /** How often each outcome was. */
    Map<String, Long> getOutcomes();

    /** In the order of the policy. */
    List<RuleFigures> getRules();

    /** Those that have a token or a certificate. */
    List<CredentialFigures> getCredentials();

    /** Reads the policy now, and puts it in force unless it has mistakes, which it returns. */
    List<String> reload();
}
