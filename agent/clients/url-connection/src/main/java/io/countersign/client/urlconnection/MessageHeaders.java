package io.countersign.client.urlconnection;

import io.countersign.request.Headers;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.net.Proxy;

/**
 * {@code sun.net.www.MessageHeader}, the request line and header fields of a connection, the same from JDK 8 to 25. Its
 * first key is the request line ({@code GET /a HTTP/1.1}) with no value.
 */
final class MessageHeaders {
    private final MethodHandle create;
    private final MethodHandle key;
    private final MethodHandle value;
    private final MethodHandle add;
    private final MethodHandle userHeaders;
    private final MethodHandle client;
    private final MethodHandle proxy;

    MessageHeaders() {
        try {
            Class<?> type = Class.forName("sun.net.www.MessageHeader", false, null);
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            create = lookup.findConstructor(type, MethodType.methodType(void.class)).asType(MethodType.methodType(Object.class));
            MethodType text = MethodType.methodType(String.class, int.class);
            key = lookup.findVirtual(type, "getKey", text).asType(text.insertParameterTypes(0, Object.class));
            value = lookup.findVirtual(type, "getValue", text).asType(text.insertParameterTypes(0, Object.class));
            add = lookup.findVirtual(type, "add", MethodType.methodType(void.class, String.class, String.class))
                    .asType(MethodType.methodType(void.class, Object.class, String.class, String.class));
            Class<?> connection = Class.forName("sun.net.www.protocol.http.HttpURLConnection", false, null);
            userHeaders = getter(connection, "userHeaders");
            client = getter(connection, "http");
            proxy = getter(Class.forName("sun.net.NetworkClient", false, null), "proxy");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's HttpURLConnection is not as expected", e);
        }
    }

    private static MethodHandle getter(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(Object.class, Object.class));
    }

    String method(Object headers) {
        String line = key(headers, 0);
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    /**
     * Whether the application has set a header. The connection adds some of itself, which are in {@code headers} but not
     * among the user's; an answer of the application's authenticator is in {@code headers} alone and does count.
     */
    boolean carries(Object connection, Object headers, String name) {
        return isIn(headers, name) && (!isAddedByTheClient(name) || isIn(userHeaders(connection), name));
    }

    private static boolean isAddedByTheClient(String name) {
        return name.equalsIgnoreCase("User-Agent") || name.equalsIgnoreCase("Accept") || name.equalsIgnoreCase("Content-Type")
                || name.equalsIgnoreCase("Cache-Control") || name.equalsIgnoreCase("Pragma");
    }

    private boolean isIn(Object headers, String name) {
        if (headers == null) {
            return false;
        }
        String k = key(headers, 0);
        for (int i = 0; k != null || value(headers, i) != null; k = key(headers, ++i)) {
            if (name.equalsIgnoreCase(k)) {
                return true;
            }
        }
        return false;
    }

    /** A copy in which every spelling of the signed headers is replaced. */
    Object copyWith(Object headers, Headers signed) {
        Object copy = create();
        String k = key(headers, 0);
        for (int i = 0; k != null || value(headers, i) != null; k = key(headers, ++i)) {
            if (!names(signed, k)) {
                add(copy, k, value(headers, i));
            }
        }
        for (int i = 0; i < signed.size(); i++) {
            add(copy, signed.name(i), signed.value(i));
        }
        return copy;
    }

    private static boolean names(Headers signed, String name) {
        for (int i = 0; i < signed.size(); i++) {
            if (signed.name(i).equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private Object create() {
        try {
            return (Object) create.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private String key(Object headers, int index) {
        try {
            return (String) key.invokeExact(headers, index);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private String value(Object headers, int index) {
        try {
            return (String) value.invokeExact(headers, index);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(Object headers, String name, String text) {
        try {
            add.invokeExact(headers, name, text);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asked of the client that holds the socket: {@code usingProxy()} knows of no SOCKS. */
    boolean viaProxy(Object connection) {
        try {
            Proxy used = (Proxy) (Object) proxy.invokeExact((Object) client.invokeExact(connection));
            return used != null && used.type() != Proxy.Type.DIRECT;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private Object userHeaders(Object connection) {
        try {
            return (Object) userHeaders.invokeExact(connection);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
