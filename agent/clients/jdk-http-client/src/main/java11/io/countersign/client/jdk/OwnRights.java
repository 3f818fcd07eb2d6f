package io.countersign.client.jdk;

import java.io.IOException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;

/** Under a security manager, what the agent does on the application's threads it does with its own rights. */
final class OwnRights {
    private OwnRights() {}

    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    static void run(Runnable action) {
        if (System.getSecurityManager() == null) {
            action.run();
        } else {
            AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
                action.run();
                return null;
            });
        }
    }

    static <T> T call(Action<T> action) throws IOException {
        if (System.getSecurityManager() == null) {
            return action.run();
        }
        try {
            return AccessController.doPrivileged((PrivilegedExceptionAction<T>) action::run);
        } catch (PrivilegedActionException e) {
            throw (IOException) e.getException();
        }
    }
}
