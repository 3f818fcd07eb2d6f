package io.countersign.launcher;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.security.ProtectionDomain;

/** Defines the bridge class into {@code java.lang} by the boot loader. */
final class BridgeDefinition {
    static final String NAME = "java.lang.CountersignBridge";

    private BridgeDefinition() {}

    static void define(Instrumentation instrumentation, byte[] bytes) throws ReflectiveOperationException {
        if (Modules.THERE) {
            Modules.open(instrumentation, "java.base/java.lang");
            Java9.defineIntoJavaLang(bytes);
        } else {
            defineByUnsafe(bytes);
        }
    }

    private static void defineByUnsafe(byte[] bytes) throws ReflectiveOperationException {
        Class<?> unsafeClass = Class.forName("sun.misc.Unsafe");
        Field theUnsafe = unsafeClass.getDeclaredField("theUnsafe");
        theUnsafe.setAccessible(true);
        unsafeClass.getMethod("defineClass", String.class, byte[].class, int.class, int.class, ClassLoader.class, ProtectionDomain.class)
                .invoke(theUnsafe.get(null), NAME, bytes, 0, bytes.length, null, null);
    }
}
