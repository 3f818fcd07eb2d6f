package io.countersign.launcher;

import io.countersign.client.Client;
import io.countersign.client.Joinpoint;
import io.countersign.engine.Engine;
import io.countersign.log.Log;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Weaves the clients' classes as they are loaded. A class that is no target costs two hash look-ups; ASM is loaded with
 * the first that is.
 */
final class Weaver implements ClassFileTransformer {
    private final Instrumentation instrumentation;
    private final Engine engine;
    private final Dispatch dispatch;
    private final Log log;

    /** By the class's internal name. Not changed but replaced. */
    private volatile Map<String, List<Client>> targets = new HashMap<>();

    /** Classes of which it matters whether the program has loaded them, by their internal names, and those that it has. */
    private final Set<String> noted = new HashSet<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** The number of each client's first joinpoint, once it has handlers. Guarded by this map. */
    private final Map<Client, Integer> connected = new HashMap<>();

    /** What has become of each client so far. */
    private final Map<Client, Woven> woven = Collections.synchronizedMap(new LinkedHashMap<Client, Woven>());

    /** The classes of a client that have been woven, and what could not be. */
    static final class Woven {
        private final Set<String> classes = new LinkedHashSet<>();
        private final List<String> mistakes = new ArrayList<>();

        synchronized void add(String className) {
            classes.add(className);
        }

        synchronized void mistake(String mistake) {
            mistakes.add(mistake);
        }

        synchronized List<String> classes() {
            return new ArrayList<>(classes);
        }

        synchronized List<String> mistakes() {
            return new ArrayList<>(mistakes);
        }
    }

    /** @param noted internal names of classes that it {@link #hasSeen} */
    Weaver(Instrumentation instrumentation, Engine engine, Dispatch dispatch, Log log, String... noted) {
        Collections.addAll(this.noted, noted);
        this.instrumentation = instrumentation;
        this.engine = engine;
        this.dispatch = dispatch;
        this.log = log;
    }

    /** Weaves more clients from now on, and what of them is loaded already. */
    synchronized void add(List<? extends Client> clients) {
        boolean isFirst = targets.isEmpty();
        Map<String, List<Client>> more = new HashMap<>(targets);
        // Hundreds of classes are asked for at the start, and nothing is compiled then: by the names that they have.
        Set<String> names = new HashSet<>();
        for (Client client : clients) {
            woven.put(client, new Woven());
            for (Joinpoint joinpoint : client.joinpoints()) {
                String internalName = joinpoint.className.replace('.', '/');
                List<Client> ofClass = new ArrayList<>(more.getOrDefault(internalName, Collections.emptyList()));
                if (!ofClass.contains(client)) {
                    ofClass.add(client);
                }
                more.put(internalName, ofClass);
                names.add(joinpoint.className);
            }
        }
        targets = more;
        if (isFirst) {
            instrumentation.addTransformer(this, true);
        }
        Set<String> also = new HashSet<>();
        for (String name : noted) {
            also.add(name.replace('/', '.'));
        }
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (also.contains(loaded.getName())) {
                seen.add(loaded.getName().replace('.', '/'));
            }
            if (names.contains(loaded.getName()) && !(loaded.getClassLoader() instanceof AgentClassLoader)) {
                retransform(loaded);
            }
        }
    }

    /** Whether the program has loaded one of the classes that are noted, or is about to: nothing is loaded to find out. */
    boolean hasSeen(String internalName) {
        return seen.contains(internalName);
    }

    /**
     * A loaded class that is below another and of none of these packages; null if there is none.
     *
     * @param above its name
     */
    String loadedBelow(String above, String... except) {
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            boolean isOne = false;
            for (Class<?> type = loaded.getSuperclass(); type != null && !isOne; type = type.getSuperclass()) {
                isOne = type.getName().equals(above);
            }
            for (String prefix : except) {
                isOne &= !loaded.getName().startsWith(prefix);
            }
            if (isOne && !(loaded.getClassLoader() instanceof AgentClassLoader)) {
                return loaded.getName();
            }
        }
        return null;
    }

    /** What cannot be woven is said, and known to its client, which refuses what it cannot see to; the others are woven. */
    private void retransform(Class<?> loaded) {
        try {
            instrumentation.retransformClasses(loaded);
        } catch (UnmodifiableClassException | RuntimeException | Error e) {
            for (Client client : targets.get(loaded.getName().replace('.', '/'))) {
                failed(client, loaded.getName(), client.name() + " is not signed for: " + loaded.getName() + " could not be woven: " + e);
            }
        }
    }

    /** What has become of each client so far, in the order in which they were added. */
    Map<Client, Woven> woven() {
        synchronized (woven) {
            return new LinkedHashMap<>(woven);
        }
    }

    private void failed(Client client, String className, String mistake) {
        client.unknown(className);
        woven.get(client).mistake(mistake);
        log.error(mistake);
    }

    @Override
    public byte[] transform(ClassLoader loader, String internalName, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (internalName == null) {
            return null;
        }
        if (noted.contains(internalName)) {
            seen.add(internalName);
        }
        List<Client> clients = targets.get(internalName);
        if (clients == null || loader instanceof AgentClassLoader) {
            return null;
        }
        byte[] result = null;
        for (Client client : clients) {
            try {
                result = weave(client, internalName, result == null ? classFile : result);
            } catch (Throwable e) {
                String className = internalName.replace('/', '.');
                failed(client, className, client.name() + " is not signed for: " + className + " could not be woven: "
                        + (e instanceof ExceptionInInitializerError ? e.getCause() : e));
            }
        }
        return result;
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
        byte[] result = weaving.weave(classFile);
        for (Joinpoint missing : weaving.missing()) {
            failed(client, missing.className, client.name() + " may not be signed for: this version has no " + missing + missing.descriptor
                    + " as it is expected");
        }
        woven.get(client).add(internalName.replace('/', '.'));
        if (log.debug()) {
            log.debug("woven: " + internalName.replace('/', '.'));
        }
        return result;
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
