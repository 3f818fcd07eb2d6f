package io.countersign.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.security.AccessControlContext;
import java.security.AccessController;
import java.security.CodeSource;
import java.security.Permission;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A thread of the agent's has nothing of the application on whose thread it happened to be started. */
class AgentThreadTest {
    @Test
    void itKeepsNoProtectionDomainOfItsStarterWhichHoldsAClassLoader() throws Exception {
        AtomicBoolean isThere = new AtomicBoolean();
        ProtectionDomain application = new ProtectionDomain(new CodeSource(null, (Certificate[]) null), null) {
            @Override
            public boolean implies(Permission permission) {
                isThere.set(true);
                return true;
            }
        };
        FutureTask<Void> task = new FutureTask<>(() -> {
            // What every class of the class path has, so that whoever else is asked is asked.
            AccessController.getContext().checkPermission(new RuntimePermission("exitVM"));
            return null;
        });
        AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
            AgentThread.of(task, "test").start();
            return null;
        }, new AccessControlContext(new ProtectionDomain[] {application}));
        task.get();
        assertFalse(isThere.get());
    }

    @Test
    void itKeepsNoContextClassLoader() throws Exception {
        FutureTask<ClassLoader> task = new FutureTask<>(() -> Thread.currentThread().getContextClassLoader());
        Thread thread = AgentThread.of(task, "test");
        thread.start();
        assertNull(task.get());
        assertEquals(true, thread.isDaemon());
    }

    /** An application server may have one for its threads, which names the application that they work for. */
    @Test
    void itInheritsNoThreadLocalOfItsStarter() throws Exception {
        InheritableThreadLocal<String> application = new InheritableThreadLocal<>();
        application.set("application");
        FutureTask<String> task = new FutureTask<>(application::get);
        Thread thread = AgentThread.of(task, "test");
        application.remove();
        thread.start();
        assertNull(task.get());
    }
}
