package io.countersign.launcher;

import io.countersign.client.Handler;
import io.countersign.log.Log;
import io.countersign.request.ApplicationFailure;
import java.io.IOException;
import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.atomic.AtomicBoolean;

/** The agent's side of the bridge: hands a call from woven code to the handler of its joinpoint. */
final class Dispatch extends CountersignBridge {
    private final Log log;
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile Handler[] handlers = new Handler[0];

    Dispatch(Log log) {
        this.log = log;
    }

    /** @return false if another agent is there already */
    boolean install() {
        return install(this);
    }

    /** Adds the handlers of a client; the first of them gets the number that is returned. */
    synchronized int add(Handler[] more) {
        Handler[] all = java.util.Arrays.copyOf(handlers, handlers.length + more.length);
        System.arraycopy(more, 0, all, handlers.length, more.length);
        int first = handlers.length;
        handlers = all;
        return first;
    }

    /** What fails here for any other reason than a refusal does not reach the application: the request goes as it is. */
    @Override
    protected Object handle(int joinpoint, Object self, Object argument) throws IOException {
        try {
            Handler handler = handlers[joinpoint];
            return System.getSecurityManager() == null ? handler.at(self, argument) : privileged(handler, self, argument);
        } catch (ApplicationFailure e) {
            throw Dispatch.<RuntimeException>asIs(e.getCause());
        } catch (RuntimeException | LinkageError e) {
            if (failed.compareAndSet(false, true)) {
                log.error("a request was left as it is, because the agent failed on it; said once: "
                        + (e.getCause() == null ? e : e.getCause()));
            }
            return argument;
        }
    }

    /** The application's failure as it is, which its own code may have thrown without declaring it. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E asIs(Throwable failure) throws E {
        throw (E) failure;
    }

    /** With the agent's own rights: those of the application need not suffice for what the agent does on its threads. */
    private static Object privileged(Handler handler, Object self, Object argument) throws IOException {
        try {
            return AccessController.doPrivileged(new PrivilegedExceptionAction<Object>() {
                @Override
                public Object run() throws IOException {
                    return handler.at(self, argument);
                }
            });
        } catch (PrivilegedActionException e) {
            throw (IOException) e.getException();
        }
    }
}
