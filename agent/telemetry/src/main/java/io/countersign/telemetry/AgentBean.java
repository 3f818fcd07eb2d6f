package io.countersign.telemetry;

import io.countersign.credential.Validity;
import io.countersign.engine.Engine;
import io.countersign.engine.Reload;
import io.countersign.policy.HostRules;
import io.countersign.policy.Outcome;
import io.countersign.policy.Policy;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * The one MBean of the agent, {@value #NAME}: rules and credentials are its attributes, so that a large policy makes no more of them.
 * Loaded once the application has its MBean server and its log manager.
 */
public final class AgentBean implements AgentMXBean {
    public static final String NAME = "io.countersign:type=Agent";

    private final String agentVersion;
    private final Engine engine;
    private final Reload reload;

    private AgentBean(String agentVersion, Engine engine, Reload reload) {
        this.agentVersion = agentVersion;
        this.engine = engine;
        this.reload = reload;
    }

    public static void register(MBeanServer server, String agentVersion, Engine engine, Reload reload) throws JMException {
        server.registerMBean(new StandardMBean(new AgentBean(agentVersion, engine, reload), AgentMXBean.class, true), new ObjectName(NAME));
    }

    @Override
    public String getVersion() {
        return agentVersion;
    }

    @Override
    public String getPolicySource() {
        return reload.state().policy.source();
    }

    @Override
    public String getPolicyVersion() {
        return reload.state().policy.version();
    }

    @Override
    public Date getPolicySince() {
        return new Date(reload.state().since);
    }

    @Override
    public long getReloads() {
        return reload.state().reloads;
    }

    @Override
    public List<String> getMistakes() {
        return reload.state().mistakes;
    }

    @Override
    public Map<String, Long> getOutcomes() {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(Words.of(outcome), engine.outcomes().of(outcome));
        }
        return outcomes;
    }

    @Override
    public List<RuleFigures> getRules() {
        List<RuleFigures> figures = new ArrayList<>();
        for (HostRules rules : reload.state().policy.rules()) {
            for (int i = 0; i < rules.count(); i++) {
                figures.add(new RuleFigures(rules.rule(i)));
            }
        }
        return figures;
    }

    @Override
    public List<CredentialFigures> getCredentials() {
        List<CredentialFigures> figures = new ArrayList<>();
        Policy policy = reload.state().policy;
        for (String name : policy.credentialNames()) {
            Validity validity = policy.credential(name).validity();
            if (validity != null) {
                figures.add(new CredentialFigures(name, validity));
            }
        }
        return figures;
    }

    @Override
    public List<String> reload() {
        // With the agent's own rights: whoever may call this need not be one who may read the policy.
        return AccessController.doPrivileged((PrivilegedAction<List<String>>) () -> reload.now().mistakes);
    }
}
