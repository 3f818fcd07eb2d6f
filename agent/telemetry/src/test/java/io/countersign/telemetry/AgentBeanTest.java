package io.countersign.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Date;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What management tools see, who know none of the agent's classes. */
class AgentBeanTest {
    @TempDir
    Path folder;

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private Fixture agent;
    private ObjectName name;

    @BeforeEach
    void register() throws Exception {
        agent = new Fixture(folder, "- {host: a.example, credentials: [key, token]}", "- {host: b.example, mode: observe, credentials: [none]}");
        AgentBean.register(server, "0.1.0", agent.engine, agent.reload);
        name = new ObjectName("io.countersign:type=Agent");
    }

    private Object get(String attribute) throws Exception {
        return server.getAttribute(name, attribute);
    }

    @Test
    void rulesAndCredentialsAreAttributesOfOneBean() throws Exception {
        agent.get("https://a.example/");
        agent.get("http://a.example:80/");
        agent.get("https://b.example/");
        assertEquals(1, server.queryNames(new ObjectName("io.countersign:*"), null).size());
        CompositeData[] rules = (CompositeData[]) get("Rules");
        assertEquals(2, rules.length);
        assertEquals("a.example", rules[0].get("host"));
        assertEquals(folder.resolve("p.yaml") + ":7", rules[0].get("place"));
        assertEquals("enforce", rules[0].get("mode"));
        assertEquals("[key, token]", Arrays.toString((String[]) rules[0].get("credentials")));
        assertEquals(1L, rules[0].get("signed"));
        assertEquals(1L, rules[0].get("refused"));
        assertTrue(rules[0].get("lastFailure").toString().contains("plain http"));
        assertEquals(new Date(agent.millis), rules[0].get("lastFailureTime"));
        assertEquals("observe", rules[1].get("mode"));
        assertEquals(1L, rules[1].get("observedRefusal"));
        CompositeData[] credentials = (CompositeData[]) get("Credentials");
        assertEquals(1, credentials.length);
        assertEquals("token", credentials[0].get("name"));
        assertEquals("token", credentials[0].get("kind"));
        assertEquals(new Date(agent.millis + 595_000), credentials[0].get("expires"));
        TabularData outcomes = (TabularData) get("Outcomes");
        assertEquals(1L, outcomes.get(new Object[] {"signed"}).get("value"));
        assertEquals(0L, outcomes.get(new Object[] {"refused-failed"}).get("value"));
    }

    @Test
    void reloadReadsThePolicyAndAnswersWithItsMistakes() throws Exception {
        assertEquals(0L, get("Reloads"));
        assertEquals("0.1.0", get("Version"));
        String before = (String) get("PolicyVersion");
        agent.millis += 1000;
        agent.write("- {hots: a.example, credentials: [key]}");
        String[] mistakes = (String[]) server.invoke(name, "reload", null, null);
        assertTrue(mistakes[0].contains("p.yaml:7:"), mistakes[0]);
        assertEquals(Arrays.toString(mistakes), Arrays.toString((String[]) get("Mistakes")));
        assertEquals(before, get("PolicyVersion"));
        agent.write("- {host: a.example, credentials: [key]}");
        assertEquals(0, ((String[]) server.invoke(name, "reload", null, null)).length);
        assertEquals(1L, get("Reloads"));
        assertEquals(new Date(agent.millis), get("PolicySince"));
        assertEquals(1, ((CompositeData[]) get("Rules")).length);
    }

    @Test
    void noAttributeHoldsASecret() throws Exception {
        agent.get("https://a.example/");
        for (MBeanAttributeInfo each : server.getMBeanInfo(name).getAttributes()) {
            Object value = get(each.getName());
            String text = value instanceof Object[] ? Arrays.toString((Object[]) value) : String.valueOf(value);
            assertFalse(text.contains(Fixture.CANARY), text);
            assertFalse(text.isEmpty());
        }
    }
}
