package io.countersign.launcher;

import io.countersign.engine.Engine;
import io.countersign.engine.Reload;
import io.countersign.log.Log;
import io.countersign.telemetry.AgentBean;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import javax.management.JMException;

/** The platform's MBean server, once the program has it. Loaded when it has loaded those classes itself. */
final class PlatformBeans {
    private static Field server;

    private PlatformBeans() {}

    /** Whether it is there; asking for it in the ordinary way would make it. */
    static synchronized boolean areThere(Instrumentation instrumentation) throws ReflectiveOperationException {
        if (server == null) {
            Modules.open(instrumentation, "java.management/java.lang.management");
            Field field = ManagementFactory.class.getDeclaredField("platformMBeanServer");
            field.setAccessible(true);
            server = field;
        }
        return server.get(null) != null;
    }

    /** Waits for the platform's own MBeans, if they are just being registered. */
    static void add(Engine engine, Reload reload, Log log) {
        try {
            AgentBean.register(ManagementFactory.getPlatformMBeanServer(), Version.TEXT, engine, reload);
            log.debug("MBean " + AgentBean.NAME + " is registered");
        } catch (JMException | RuntimeException | LinkageError e) {
            log.warn("MBean " + AgentBean.NAME + " could not be registered (" + e + ")");
        }
    }
}
