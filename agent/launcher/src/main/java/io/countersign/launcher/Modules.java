package io.countersign.launcher;

import java.lang.instrument.Instrumentation;

/** Opens packages of the JDK's modules to the agent, on Java 9 and later; on 8 there is nothing to open. */
final class Modules {
    /** Said of 8 alone by its version: {@code 1.8}, where later ones say {@code 11}. */
    static final boolean THERE = !System.getProperty("java.specification.version").startsWith("1.");

    private Modules() {}

    /** Whether this JVM has a module of the JDK; 8 has all of them. */
    static boolean has(String module) {
        return !THERE || Java9.has(module);
    }

    /** @param modulePackage {@code java.base/java.lang}; a module that this JVM does not have is passed over */
    static void open(Instrumentation instrumentation, String modulePackage) {
        if (THERE) {
            int slash = modulePackage.indexOf('/');
            Java9.open(instrumentation, modulePackage.substring(0, slash), modulePackage.substring(slash + 1));
        }
    }
}
