package io.countersign.launcher;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;

/** Defines the bridge class into {@code java.lang} by the boot loader. */
final class BridgeDefinition {
    static final String NAME = "java.lang.CountersignBridge";

    private BridgeDefinition() {}

    static void define(Instrumentation instrumentation, byte[] bytes) throws ReflectiveOperationException {
        Method privateLookupIn;
        try {
            privateLookupIn = MethodHandles.class.getMethod("privateLookupIn", Class.class, MethodHandles.Lookup.class);
        } catch (NoSuchMethodException java8) {
            defineByUnsafe(bytes);
            return;
        }
        Modules.open(instrumentation, "java.base/java.lang");
        Object lookup = privateLookupIn.invoke(null, Object.class, MethodHandles.lookup());
        MethodHandles.Lookup.class.getMethod("defineClass", byte[].class).invoke(lookup, (Object) bytes);
    }

    private static void defineByUnsafe(byte[] bytes) throws ReflectiveOperationException {
        Class<?> unsafeClass = Class.forName("sun.misc.Unsafe");
        Field theUnsafe = unsafeClass.getDeclaredField("theUnsafe");
        theUnsafe.setAccessible(true);
        unsafeClass.getMethod("defineClass", String.class, byte[].class, int.class, int.class, ClassLoader.class, ProtectionDomain.class)
                .invoke(theUnsafe.get(null), NAME, bytes, 0, bytes.length, null, null);
    }
}
