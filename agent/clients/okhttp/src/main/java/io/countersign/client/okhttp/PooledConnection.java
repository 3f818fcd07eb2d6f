package io.countersign.client.okhttp;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.net.Socket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** The {@code RealConnection} of one application's OkHttp, and the {@code Address} that it is asked for. */
final class PooledConnection {
    /** Longer ago than any pool keeps what is idle, in nanoseconds. */
    private static final long LONG_AGO = Long.MAX_VALUE / 2;

    private static final ClassValue<PooledConnection> BY_CLASS = new ClassValue<PooledConnection>() {
        @Override
        protected PooledConnection computeValue(Class<?> connection) {
            return new PooledConnection(connection);
        }
    };

    /** Of pools. */
    private static final ClassValue<Field> CONNECTIONS = new ClassValue<Field>() {
        @Override
        protected Field computeValue(Class<?> pool) {
            Field connections = field(pool, "connections");
            if (connections == null) {
                throw new IllegalStateException("this OkHttp is not as expected: " + pool + " has no connections");
            }
            return connections;
        }
    };

    private final MethodHandle socket;
    private final MethodHandle url;
    private final MethodHandle host;
    private final MethodHandle port;

    /** Null where they cannot be reached. */
    private final Field noNew;
    private final Field idleSince;

    private PooledConnection(Class<?> connection) {
        MethodType object = MethodType.methodType(Object.class, Object.class);
        MethodHandles.Lookup lookup = Types.lookup(connection);
        try {
            ClassLoader loader = connection.getClassLoader();
            Class<?> address = Class.forName("okhttp3.Address", false, loader);
            Class<?> httpUrl = Class.forName("okhttp3.HttpUrl", false, loader);
            socket = lookup.findVirtual(Class.forName("okhttp3.Connection", false, loader), "socket", MethodType.methodType(Socket.class))
                    .asType(MethodType.methodType(Socket.class, Object.class));
            url = lookup.findVirtual(address, "url", MethodType.methodType(httpUrl)).asType(object);
            host = lookup.findVirtual(httpUrl, "host", MethodType.methodType(String.class))
                    .asType(MethodType.methodType(String.class, Object.class));
            port = lookup.findVirtual(httpUrl, "port", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw Types.unexpected(e);
        }
        noNew = field(connection, "noNewExchanges", "noNewStreams");
        idleSince = field(connection, "idleAtNs", "idleAtNanos");
    }

    static PooledConnection of(Object connection) {
        return BY_CLASS.get(connection.getClass());
    }

    /** Called under the pool's lock. */
    static Iterable<?> allOf(Object pool) {
        try {
            return (Iterable<?>) CONNECTIONS.get(pool.getClass()).get(pool);
        } catch (IllegalAccessException e) {
            throw Types.unexpected(e);
        }
    }

    private static Field field(Class<?> type, String... names) {
        for (String name : names) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field;
            } catch (NoSuchFieldException e) {
                // It has the other name.
            } catch (RuntimeException e) {
                return null;
            }
        }
        return null;
    }

    /** @return null without TLS, or as long as it is being made */
    SSLSession session(Object connection) {
        try {
            Socket s = (Socket) socket.invokeExact(connection);
            return s instanceof SSLSocket ? ((SSLSocket) s).getSession() : null;
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }

    String host(Object address) {
        try {
            return (String) host.invokeExact((Object) url.invokeExact(address));
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }

    int port(Object address) {
        try {
            return (int) port.invokeExact((Object) url.invokeExact(address));
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }

    /**
     * Has the pool close it: when its last request is over, or at once if it is idle. Called where OkHttp looks for
     * one, which is under the lock of these fields.
     */
    void retire(Object connection) {
        try {
            if (noNew != null && idleSince != null && !noNew.getBoolean(connection)) {
                noNew.setBoolean(connection, true);
                idleSince.setLong(connection, System.nanoTime() - LONG_AGO);
            }
        } catch (IllegalAccessException | IllegalArgumentException e) {
            // It carries nothing new all the same, and is closed when it has been idle for long.
        }
    }
}
