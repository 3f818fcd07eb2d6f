package io.countersign.client.urlconnection;

import io.countersign.request.Headers;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.net.Proxy;

/**
 * {@code sun.net.www.MessageHeader}, the request line and header fields of a connection, the same from JDK 8 to 25. Its
 * first key is the request line ({@code GET /a HTTP/1.1}) with no value. The handles are constants, which the compiler sees
 * through; the class is loaded at the first request, when the JDK's are there.
 */
final class MessageHeaders {
    private static final MethodHandle CREATE;
    private static final MethodHandle KEY;
    private static final MethodHandle VALUE;
    private static final MethodHandle ADD;
    private static final MethodHandle USER_HEADERS;
    private static final MethodHandle CLIENT;
    private static final MethodHandle PROXY;

    static {
        try {
            Class<?> type = Class.forName("sun.net.www.MessageHeader", false, null);
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CREATE = lookup.findConstructor(type, MethodType.methodType(void.class)).asType(MethodType.methodType(Object.class));
            MethodType text = MethodType.methodType(String.class, int.class);
            KEY = lookup.findVirtual(type, "getKey", text).asType(text.insertParameterTypes(0, Object.class));
            VALUE = lookup.findVirtual(type, "getValue", text).asType(text.insertParameterTypes(0, Object.class));
            ADD = lookup.findVirtual(type, "add", MethodType.methodType(void.class, String.class, String.class))
                    .asType(MethodType.methodType(void.class, Object.class, String.class, String.class));
            Class<?> connection = Class.forName("sun.net.www.protocol.http.HttpURLConnection", false, null);
            USER_HEADERS = getter(connection, "userHeaders");
            CLIENT = getter(connection, "http");
            PROXY = getter(Class.forName("sun.net.NetworkClient", false, null), "proxy");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's HttpURLConnection is not as expected", e);
        }
    }

    private MessageHeaders() {}

    private static MethodHandle getter(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(Object.class, Object.class));
    }

    static String method(Object headers) {
        String line = key(headers, 0);
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    /**
     * Whether the application has set a header. The connection adds some of itself, which are in {@code headers} but not
     * among the user's; an answer of the application's authenticator is in {@code headers} alone and does count.
     */
    static boolean carries(Object connection, Object headers, String name) {
        return isIn(headers, name) && (!isAddedByTheClient(name) || isIn(userHeaders(connection), name));
    }

    private static boolean isAddedByTheClient(String name) {
        return name.equalsIgnoreCase("User-Agent") || name.equalsIgnoreCase("Accept") || name.equalsIgnoreCase("Content-Type")
                || name.equalsIgnoreCase("Cache-Control") || name.equalsIgnoreCase("Pragma");
    }

    private static boolean isIn(Object headers, String name) {
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
    static Object copyWith(Object headers, Headers signed) {
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

    private static Object create() {
        try {
            return (Object) CREATE.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String key(Object headers, int index) {
        try {
            return (String) KEY.invokeExact(headers, index);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String value(Object headers, int index) {
        try {
            return (String) VALUE.invokeExact(headers, index);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(Object headers, String name, String text) {
        try {
            ADD.invokeExact(headers, name, text);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asked of the client that holds the socket: {@code usingProxy()} knows of no SOCKS. */
    static boolean viaProxy(Object connection) {
        try {
            Proxy used = (Proxy) (Object) PROXY.invokeExact((Object) CLIENT.invokeExact(connection));
            return used != null && used.type() != Proxy.Type.DIRECT;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object userHeaders(Object connection) {
        try {
            return (Object) USER_HEADERS.invokeExact(connection);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
