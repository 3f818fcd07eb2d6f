package io.countersign.client.jdk;

import io.countersign.client.tls.Connections;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;

/**
 * Connections that are there, each found for the very host and port that it was made for: those are in the keys by which the
 * client looks. What is handed back in the place of one is what was found: null for none.
 */
final class KeptConnections {
    private final Connections connections;

    /** Those of HTTP/2 that carry nothing new, and are not closed yet. */
    private final Set<Object> retired = ConcurrentHashMap.newKeySet();

    KeptConnections(Connections connections) {
        this.connections = connections;
    }

    /** Called under the pool's lock, when the connection has been taken out of it. */
    Object http1(Object connection) {
        if (connection == null || isCurrent(connection)) {
            return connection;
        }
        try {
            Parts.call(Parts.CLOSE_HTTP1, connection);
        } catch (RuntimeException e) {
            // It is not used again all the same.
        }
        return null;
    }

    /** Called under the pool's lock, without which nobody reserves a stream. */
    Object http2(Object connection) {
        if (connection == null || isCurrent(Parts.get(Parts.CARRIER, connection))) {
            return connection;
        }
        try {
            Parts.remove(connection);
            retired.add(connection);
            closeUnlessUsed(connection);
        } catch (RuntimeException e) {
            // It is not used again all the same.
        }
        return null;
    }

    void streamEnded(Object connection) {
        if (!retired.isEmpty() && retired.contains(connection)) {
            closeUnlessUsed(connection);
        }
    }

    private boolean isCurrent(Object connection) {
        SSLEngine tls = Parts.engine(connection);
        return tls == null || connections.isCurrent(tls.getSession());
    }

    /**
     * Not before the last stream that somebody has reserved is over: the client's own way to do so looks at those alone that have
     * begun. Who takes one off that number, or puts this connection among the retired, sees what the other did: both have had
     * the connection's lock in between.
     */
    private void closeUnlessUsed(Object connection) {
        Parts.call(Parts.LOCK, connection);
        if (Parts.streams(connection) <= 0 && retired.remove(connection)) {
            Parts.call(Parts.SET_FINAL, connection);
            Parts.call(Parts.CLOSE_HTTP2, connection);
        }
    }

    /** Of {@code jdk.internal.net.http}. Asked for first at a connection, as {@link ExchangeParts} is. */
    private static final class Parts {
        private static final Class<?> SECURE;
        private static final MethodHandle ENGINE;
        private static final MethodHandle CLOSE_HTTP1;
        private static final MethodHandle CARRIER;
        private static final MethodHandle POOL;
        private static final MethodHandle REMOVE;
        private static final MethodHandle STREAMS;
        private static final MethodHandle LOCK;
        private static final MethodHandle SET_FINAL;
        private static final MethodHandle CLOSE_HTTP2;

        static {
            try {
                SECURE = Class.forName("jdk.internal.net.http.AbstractAsyncSSLConnection");
                Class<?> http2 = Class.forName("jdk.internal.net.http.Http2Connection");
                Class<?> pool = Class.forName("jdk.internal.net.http.Http2ClientImpl");
                ENGINE = ExchangeParts.ask(SECURE, "getEngine");
                CLOSE_HTTP1 = method(Class.forName("jdk.internal.net.http.HttpConnection").getDeclaredMethod("close"));
                CARRIER = ExchangeParts.get(http2, "connection");
                POOL = ExchangeParts.get(http2, "client2");
                REMOVE = method(remove(pool, http2));
                Field reserved = http2.getDeclaredField("numReservedClientStreams");
                reserved.setAccessible(true);
                STREAMS = MethodHandles.lookup().unreflectGetter(reserved).asType(MethodType.methodType(int.class, Object.class));
                LOCK = method(http2.getDeclaredMethod("shouldClose"));
                SET_FINAL = method(http2.getDeclaredMethod("setFinalStream"));
                CLOSE_HTTP2 = method(http2.getDeclaredMethod("close"));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this JDK's HttpClient is not as expected: " + e.getMessage(), e);
            }
        }

        /** As it has been called since 21, and before. */
        private static Method remove(Class<?> pool, Class<?> http2) throws NoSuchMethodException {
            try {
                return pool.getDeclaredMethod("removeFromPool", http2);
            } catch (NoSuchMethodException e) {
                return pool.getDeclaredMethod("deleteConnection", http2);
            }
        }

        private static MethodHandle method(Method method) throws IllegalAccessException {
            method.setAccessible(true);
            MethodHandle handle = MethodHandles.lookup().unreflect(method);
            return handle.asType(handle.type().generic().changeReturnType(void.class));
        }

        static void call(MethodHandle method, Object connection) {
            try {
                method.invokeExact(connection);
            } catch (Throwable e) {
                throw ExchangeParts.unexpected(e);
            }
        }

        static Object get(MethodHandle field, Object connection) {
            return ExchangeParts.call(field, connection);
        }

        /** @return null for one without TLS */
        static SSLEngine engine(Object connection) {
            return SECURE.isInstance(connection) ? (SSLEngine) ExchangeParts.call(ENGINE, connection) : null;
        }

        static int streams(Object connection) {
            try {
                return (int) STREAMS.invokeExact(connection);
            } catch (Throwable e) {
                throw ExchangeParts.unexpected(e);
            }
        }

        static void remove(Object connection) {
            try {
                REMOVE.invokeExact(ExchangeParts.call(POOL, connection), connection);
            } catch (Throwable e) {
                throw ExchangeParts.unexpected(e);
            }
        }
    }
}
