package io.countersign.launcher;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.Collections;

/** What Java 9 and later have and 8 has not. Called as it is: by reflection it would cost each start some 10 ms. */
final class Java9 {
    private Java9() {}

    /** Opens a package to the agent. A module that this JVM does not have is passed over. */
    static void open(Instrumentation instrumentation, String module, String packageName) {
        Module opened = ModuleLayer.boot().findModule(module).orElse(null);
        if (opened != null) {
            instrumentation.redefineModule(opened, Collections.emptySet(), Collections.emptyMap(),
                    Collections.singletonMap(packageName, Collections.singleton(Java9.class.getModule())),
                    Collections.emptySet(), Collections.emptyMap());
        }
    }

    static boolean has(String module) {
        return ModuleLayer.boot().findModule(module).isPresent();
    }

    /** Defines a class into {@code java.lang}, which must be open to the agent. */
    static void defineIntoJavaLang(byte[] classFile) throws IllegalAccessException {
        MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(classFile);
    }

    /** The number of this process. */
    static long process() {
        return ProcessHandle.current().pid();
    }
}
