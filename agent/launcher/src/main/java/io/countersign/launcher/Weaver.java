package io.countersign.launcher;

import io.countersign.client.Client;
import io.countersign.client.Joinpoint;
import io.countersign.engine.Engine;
import io.countersign.log.Log;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weaves the clients' classes as they are loaded. A class that is no target costs one hash look-up; ASM is loaded with
 * the first that is.
 */
final class Weaver implements ClassFileTransformer {
    private final Instrumentation instrumentation;
    private final Engine engine;
    private final Dispatch dispatch;
    private final Log log;

    /** By the class's internal name. Not changed after construction. */
    private final Map<String, Client> targets = new HashMap<>();

    /** The same by their binary names: hundreds of classes are asked for at the start, and nothing is compiled then. */
    private final Set<String> targetNames = new HashSet<>();

    /** The number of each client's first joinpoint, once it has handlers. Guarded by this map. */
    private final Map<Client, Integer> connected = new HashMap<>();

    Weaver(Instrumentation instrumentation, List<Client> clients, Engine engine, Dispatch dispatch, Log log) {
        this.instrumentation = instrumentation;
        this.engine = engine;
        this.dispatch = dispatch;
        this.log = log;
        for (Client client : clients) {
            for (Joinpoint joinpoint : client.joinpoints()) {
                targets.put(joinpoint.className.replace('.', '/'), client);
                targetNames.add(joinpoint.className);
            }
        }
    }

    boolean isTarget(Class<?> loaded) {
        return targetNames.contains(loaded.getName());
    }

    @Override
    public byte[] transform(ClassLoader loader, String internalName, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        Client client = internalName == null ? null : targets.get(internalName);
        if (client == null || loader instanceof AgentClassLoader) {
            return null;
        }
        try {
            return weave(client, internalName, classFile);
        } catch (Throwable e) {
            client.unknown(internalName.replace('/', '.'));
            log.error(client.name() + " is not signed for: " + internalName.replace('/', '.') + " could not be woven: "
                    + (e instanceof ExceptionInInitializerError ? e.getCause() : e));
            return null;
        }
    }

    private byte[] weave(Client client, String internalName, byte[] classFile) throws ReflectiveOperationException {
        int first = connect(client);
        List<ClassWeaving.Numbered> wanted = new ArrayList<>();
        Joinpoint[] joinpoints = client.joinpoints();
        for (int i = 0; i < joinpoints.length; i++) {
            if (joinpoints[i].className.replace('.', '/').equals(internalName)) {
                wanted.add(new ClassWeaving.Numbered(first + i, joinpoints[i]));
            }
        }
        ClassWeaving weaving = new ClassWeaving(wanted);
        byte[] woven = weaving.weave(classFile);
        for (Joinpoint missing : weaving.missing()) {
            client.unknown(missing.className);
            log.error(client.name() + " may not be signed for: this version has no " + missing + missing.descriptor + " as it is expected");
        }
        if (log.debug()) {
            log.debug("woven: " + internalName.replace('/', '.'));
        }
        return woven;
    }

    private int connect(Client client) throws ReflectiveOperationException {
        synchronized (connected) {
            Integer first = connected.get(client);
            if (first == null) {
                for (String modulePackage : client.opens()) {
                    Modules.open(instrumentation, modulePackage);
                }
                first = dispatch.add(client.handlers(engine));
                connected.put(client, first);
            }
            return first;
        }
    }
}
