package io.countersign.command;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Stream;

/** The JDK's attach API, {@code com.sun.tools.attach}, which not every Java runtime has: in a module of the JDK, and on Java 8 in its tools.jar. */
final class AttachApi implements AutoCloseable {
    private final Object machine;

    private AttachApi(Object machine) {
        this.machine = machine;
    }

    /** It cannot be done; the message says why. */
    static final class Unattachable extends Exception {
        private static final long serialVersionUID = 1;

        Unattachable(String message) {
            super(message, null, false, false);
        }
    }

    static AttachApi to(long process) throws Unattachable {
        if (isNoJvm(process)) {
            throw new Unattachable("process " + process + " is no JVM");
        }
        try {
            return new AttachApi(type().getMethod("attach", String.class).invoke(null, String.valueOf(process)));
        } catch (InvocationTargetException e) {
            throw new Unattachable("process " + process + " cannot be attached to (" + reason(e) + "); it has to be a JVM of the user who attaches, and be"
                    + " started without -XX:+DisableAttachMechanism");
        } catch (ReflectiveOperationException e) {
            throw new Unattachable("the attach API of this JVM is another than expected (" + e + ")");
        }
    }

    /** The API of Java 8 would end one that is none, by the signal that it sends. Told by its libraries, where the system shows them. */
    private static boolean isNoJvm(long process) {
        try (Stream<String> libraries = Files.lines(Paths.get("/proc", String.valueOf(process), "maps"), StandardCharsets.ISO_8859_1)) {
            return libraries.noneMatch(line -> line.contains("/libjvm."));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static Class<?> type() throws Unattachable {
        String name = "com.sun.tools.attach.VirtualMachine";
        try {
            return Class.forName(name, true, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException e) {
            // Java 8, or a runtime without the tools.
        }
        String home = System.getProperty("java.home");
        for (String each : new String[] {home + "/../lib/tools.jar", home + "/lib/tools.jar"}) {
            File tools = new File(each);
            if (tools.exists()) {
                try {
                    // Not closed: what it has loaded loads more.
                    return Class.forName(name, true, new URLClassLoader(new URL[] {tools.toURI().toURL()}));
                } catch (ClassNotFoundException | MalformedURLException e) {
                    break;
                }
            }
        }
        throw new Unattachable("the Java runtime in " + home + " has no attach API, which is a part of JDKs: run this by the 'java' of one");
    }

    Properties systemProperties() throws Unattachable {
        return (Properties) call("getSystemProperties");
    }

    void loadAgent(String jar, String argument) throws Unattachable {
        call("loadAgent", jar, argument);
    }

    private Object call(String method, String... arguments) throws Unattachable {
        try {
            Class<?>[] types = new Class<?>[arguments.length];
            Arrays.fill(types, String.class);
            return type(machine.getClass()).getMethod(method, types).invoke(machine, (Object[]) arguments);
        } catch (InvocationTargetException e) {
            throw new Unattachable(reason(e));
        } catch (ReflectiveOperationException e) {
            throw new Unattachable("the attach API of this JVM is another than expected (" + e + ")");
        }
    }

    /** The public class: the one of the object is no part of the API. */
    private static Class<?> type(Class<?> of) {
        return of.getName().equals("com.sun.tools.attach.VirtualMachine") ? of : type(of.getSuperclass());
    }

    private static String reason(InvocationTargetException e) {
        Throwable cause = e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public void close() {
        try {
            call("detach");
        } catch (Unattachable e) {
            // It has ended.
        }
    }
}
