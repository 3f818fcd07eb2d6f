package io.countersign.client.okhttp;

import io.countersign.request.ApplicationFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call whose thread, the only one that OkHttp has for it, waits for a credential: until it is cancelled, as a call's timeout
 * does too, or has waited as long as for any answer, the read timeout. Reflective, for who waits has the time.
 */
final class WaitingCall {
    /** Milliseconds between two looks at whether the call is cancelled: nobody is told of that. */
    private static final int LOOK = 25;

    private final long since = System.nanoTime();
    private final Object call;
    private final Method isCanceled;

    /** Milliseconds; 0 for none. */
    private final int readTimeout;

    WaitingCall(Object chain) {
        try {
            ClassLoader loader = chain.getClass().getClassLoader();
            Class<?> type = Class.forName("okhttp3.Interceptor$Chain", false, loader);
            Class<?> asked;
            if (has(type, "call")) {
                call = type.getMethod("call").invoke(chain);
                asked = Class.forName("okhttp3.Call", false, loader);
                readTimeout = (Integer) type.getMethod("readTimeoutMillis").invoke(chain);
            } else {
                // Before 3.9 two of its interceptors know.
                call = interceptor(chain, "okhttp3.internal.http.RetryAndFollowUpInterceptor");
                asked = call.getClass();
                Object connect = interceptor(chain, "okhttp3.internal.connection.ConnectInterceptor");
                Object client = connect.getClass().getField("client").get(connect);
                Class<?> clientType = Class.forName("okhttp3.OkHttpClient", false, loader);
                readTimeout = (Integer) clientType.getMethod("readTimeoutMillis").invoke(client);
            }
            isCanceled = asked.getMethod("isCanceled");
        } catch (ReflectiveOperationException e) {
            throw Types.unexpected(e);
        }
    }

    private static boolean has(Class<?> type, String name) {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static Object interceptor(Object chain, String name) throws ReflectiveOperationException {
        Field all = chain.getClass().getDeclaredField("interceptors");
        all.setAccessible(true);
        for (Object each : (List<?>) all.get(chain)) {
            if (each.getClass().getName().equals(name)) {
                return each;
            }
        }
        throw new ReflectiveOperationException("no " + name);
    }

    /** @throws ApplicationFailure with what OkHttp itself throws at the end of a call that it waits in */
    void await(CompletableFuture<?> pending) {
        try {
            while (!isOver(pending)) {
                if ((Boolean) isCanceled.invoke(call)) {
                    throw new IOException("Canceled");
                }
                if (readTimeout > 0 && left() <= 0) {
                    throw new SocketTimeoutException("timeout: " + readTimeout + " ms have passed, and a credential of the request is"
                            + " not there yet");
                }
            }
        } catch (IOException e) {
            throw new ApplicationFailure(e);
        } catch (ReflectiveOperationException e) {
            throw Types.unexpected(e);
        }
    }

    /** Milliseconds of the read timeout, rounded up. */
    private long left() {
        return readTimeout - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }

    private boolean isOver(CompletableFuture<?> pending) throws IOException {
        try {
            pending.get(readTimeout == 0 ? LOOK : Math.max(0, Math.min(LOOK, left())), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | CancellationException e) {
            // The credential says why.
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
