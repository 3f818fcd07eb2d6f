package io.countersign.background;

import java.lang.reflect.Field;
import java.security.AccessController;
import java.security.PrivilegedAction;

/** How the agent starts a thread of its own. */
public final class AgentThread {
    private AgentThread() {}

    /** A daemon that keeps nothing of who happened to start it: an application that may be undeployed later. Not started yet. */
    public static Thread of(Runnable task, String name) {
        // A thread keeps, up to Java 23, the protection domains of all who are on the stack when it is made, and these their class loaders.
        Thread thread = AccessController.doPrivileged((PrivilegedAction<Thread>) () -> made(task, name));
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(null);
        return thread;
    }

    private static Thread made(Runnable task, String name) {
        // The outermost group, which a virtual thread's group has as its parent too.
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group != null && group.getParent() != null) {
            group = group.getParent();
        }
        try {
            // The constructor that can leave out inheritable thread locals is there since Java 9.
            return Thread.class.getConstructor(ThreadGroup.class, Runnable.class, String.class, long.class, boolean.class)
                    .newInstance(group, task, name, 0L, false);
        } catch (ReflectiveOperationException e) {
            Thread thread = new Thread(group, task, name);
            forgetWhatItInherited(thread);
            return thread;
        }
    }

    /** On Java 8, where it has been inherited. */
    private static void forgetWhatItInherited(Thread thread) {
        try {
            Field field = Thread.class.getDeclaredField("inheritableThreadLocals");
            field.setAccessible(true);
            field.set(thread, null);
        } catch (ReflectiveOperationException e) {
            // Another JVM's, which has another name for it: it keeps what it has until it ends.
        }
    }
}
