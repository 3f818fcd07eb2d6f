package io.countersign.launcher;

import java.lang.instrument.Instrumentation;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/** Opens packages of the JDK's modules to the agent, on Java 9 and later; on 8 there is nothing to open. */
final class Modules {
    private Modules() {}

    /** @param modulePackage {@code java.base/java.lang}; a module that this JVM does not have is passed over */
    static void open(Instrumentation instrumentation, String modulePackage) throws ReflectiveOperationException {
        Class<?> moduleClass;
        try {
            moduleClass = Class.forName("java.lang.Module");
        } catch (ClassNotFoundException java8) {
            return;
        }
        int slash = modulePackage.indexOf('/');
        Class<?> layerClass = Class.forName("java.lang.ModuleLayer");
        Object found = layerClass.getMethod("findModule", String.class)
                .invoke(layerClass.getMethod("boot").invoke(null), modulePackage.substring(0, slash));
        Object module = found.getClass().getMethod("orElse", Object.class).invoke(found, (Object) null);
        if (module == null) {
            return;
        }
        Object own = Class.class.getMethod("getModule").invoke(Modules.class);
        Set<?> nothing = Collections.emptySet();
        Map<?, ?> noMap = Collections.emptyMap();
        Instrumentation.class.getMethod("redefineModule", moduleClass, Set.class, Map.class, Map.class, Set.class, Map.class)
                .invoke(instrumentation, module, nothing, noMap,
                        Collections.singletonMap(modulePackage.substring(slash + 1), Collections.singleton(own)), nothing, noMap);
    }
}
