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
    /** The looks, half a second or so from one to the next, at which it is looked for classes that were being loaded when their client was added. */
    private static final int FIRST_LOOK = 2;
    private static final int LAST_LOOK = 20;

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

    /** Looks since clients were added while the program ran. */
    private volatile int looks = LAST_LOOK;

    /** What has become of each client so far. */
    private final Map<Client, Woven> woven = Collections.synchronizedMap(new LinkedHashMap<Client, Woven>());

    /** The classes of a client that have been woven, and what could not be. */
    static final class Woven {
        private final Set<String> classes = new LinkedHashSet<>();
        private final Set<String> mistakes = new LinkedHashSet<>();

        synchronized void add(String className) {
            classes.add(className);
        }

        synchronized void remove(String className) {
            classes.remove(className);
        }

        /** Whether it is new: a server meets the same class in each application that has it. */
        synchronized boolean mistake(String mistake) {
            return mistakes.add(mistake);
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

    /**
     * Weaves more clients from now on, and what of them is loaded already. One that failed half way may be asked for again.
     *
     * @param isLate whether the program runs already, and may be loading their classes just now
     */
    synchronized void add(List<? extends Client> clients, boolean isLate) {
        boolean isFirst = targets.isEmpty();
        Map<String, List<Client>> more = new HashMap<>(targets);
        // Hundreds of classes are asked for at the start, and nothing is compiled then: by the names that they have.
        Set<String> names = new HashSet<>();
        for (Client client : clients) {
            woven.putIfAbsent(client, new Woven());
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
        if (isLate) {
            looks = 0;
            names.forEach(Weaver::loadOfJdk);
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

    /**
     * A class that is read before there is a target of its name, and listed once its superclass is there, is met by neither the transformer nor
     * the list of what is loaded. For the JDK's classes that is waited for: who loads one waits for who is loading it.
     */
    private static void loadOfJdk(String name) {
        try {
            Class.forName(name, false, ClassLoader.getSystemClassLoader().getParent());
        } catch (ClassNotFoundException | LinkageError e) {
            // It is not of the JDK, or not there to be woven.
        }
    }

    /** Looks, as it is to be done twice a second. */
    void poll() {
        if (looks < LAST_LOOK) {
            looks++;
            if (looks == FIRST_LOOK || looks == LAST_LOOK) {
                again();
            }
        }
    }

    /**
     * Weaves once more what is loaded, some time after clients were added late, but for classes of the JDK that are woven, which there is one of each:
     * the program's own class loaders are not asked for classes that they may not want to load, and memory may have run out at the first try.
     */
    private synchronized void again() {
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            List<Client> clients = targets.get(loaded.getName().replace('.', '/'));
            if (clients != null && !(loaded.getClassLoader() instanceof AgentClassLoader) && !(loaded.getClassLoader() == null && isWoven(loaded, clients))) {
                retransform(loaded);
            }
        }
    }

    private boolean isWoven(Class<?> loaded, List<Client> clients) {
        boolean all = true;
        for (Client client : clients) {
            all &= woven.get(client).classes().contains(loaded.getName());
        }
        return all;
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
                couldNotBeWoven(client, loaded.getName(), e);
            }
        }
    }

    /** What has become of each client so far, in the order in which they were added. */
    Map<Client, Woven> woven() {
        synchronized (woven) {
            return new LinkedHashMap<>(woven);
        }
    }

    /** The client knows of it before it is told: memory may have run out, and not suffice for the telling. */
    private void couldNotBeWoven(Client client, String className, Throwable why) {
        client.unknown(className);
        woven.get(client).remove(className);
        mistake(client, client.name() + " is not signed for: " + className + " could not be woven: "
                + (why instanceof ExceptionInInitializerError ? why.getCause() : why));
    }

    private void mistake(Client client, String mistake) {
        if (woven.get(client).mistake(mistake)) {
            log.error(mistake);
        }
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
                couldNotBeWoven(client, internalName.replace('/', '.'), e);
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
            client.unknown(missing.className);
            mistake(client, client.name() + " may not be signed for: this version has no " + missing + missing.descriptor + " as it is expected");
        }
        String className = internalName.replace('/', '.');
        if (weaving.missing().isEmpty()) {
            client.known(className);
        }
        woven.get(client).add(className);
        if (log.debug()) {
            log.debug("woven: " + className);
        }
        return result;
    }

    /** What is loaded here for the first time is met by no transformer: no client's handlers may load a class that is woven. */
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
