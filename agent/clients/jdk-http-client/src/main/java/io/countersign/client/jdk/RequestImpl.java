package io.countersign.client.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * {@code jdk.internal.net.http.HttpRequestImpl}, by method handles, so that this is Java 8 code. It has user headers, the
 * application's, which redirects carry on, and system headers, which belong to the one hop. The handles are constants, which
 * the compiler sees through.
 */
final class RequestImpl {
    private static final MethodType NO_ARGUMENT = MethodType.methodType(Object.class, Object.class);

    private static final MethodHandle URI;
    private static final MethodHandle METHOD;
    private static final MethodHandle PROXY;
    private static final MethodHandle IS_CONNECT;
    private static final MethodHandle USER_HEADERS;
    private static final MethodHandle SET_USER_HEADERS;
    private static final MethodHandle SYSTEM_HEADERS;
    private static final MethodHandle SET_SYSTEM_HEADER;
    private static final MethodHandle SYSTEM_MAP;
    private static final MethodHandle HEADERS_MAP;
    private static final MethodHandle REQUEST_OF;
    private static final MethodHandle HEADERS_OF;

    static {
        try {
            Class<?> type = Class.forName("jdk.internal.net.http.HttpRequestImpl");
            Class<?> headers = Class.forName("java.net.http.HttpHeaders");
            URI = get(type, "uri");
            METHOD = get(type, "method");
            PROXY = get(type, "proxy");
            IS_CONNECT = get(type, "isConnect").asType(MethodType.methodType(boolean.class, Object.class));
            Field field = type.getDeclaredField("userHeaders");
            field.setAccessible(true);
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            USER_HEADERS = lookup.unreflectGetter(field).asType(NO_ARGUMENT);
            SET_USER_HEADERS = lookup.unreflectSetter(field).asType(MethodType.methodType(void.class, Object.class, Object.class));
            SYSTEM_HEADERS = get(type, "getSystemHeadersBuilder");
            Method set = type.getDeclaredMethod("setSystemHeader", String.class, String.class);
            set.setAccessible(true);
            SET_SYSTEM_HEADER = lookup.unreflect(set)
                    .asType(MethodType.methodType(void.class, Object.class, String.class, String.class));
            SYSTEM_MAP = get(Class.forName("jdk.internal.net.http.common.HttpHeadersBuilder"), "map");
            HEADERS_MAP = get(headers, "map");
            REQUEST_OF = get(Class.forName("jdk.internal.net.http.Response"), "request");
            HEADERS_OF = lookup.findStatic(headers, "of",
                    MethodType.methodType(headers, Map.class, java.util.function.BiPredicate.class))
                    .asType(MethodType.methodType(Object.class, Map.class, java.util.function.BiPredicate.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's HttpClient is not as expected: " + e.getMessage(), e);
        }
    }

    private RequestImpl() {}

    /** Fails if this JDK is not as expected: asked when its client is woven, not at the first request. */
    static void check() {}

    private static MethodHandle get(Class<?> type, String name) throws ReflectiveOperationException {
        Method m = type.getDeclaredMethod(name);
        m.setAccessible(true);
        return MethodHandles.lookup().unreflect(m).asType(NO_ARGUMENT);
    }

    static URI uri(Object request) {
        return (URI) call(URI, request);
    }

    static String method(Object request) {
        return (String) call(METHOD, request);
    }

    static Object proxy(Object request) {
        return call(PROXY, request);
    }

    static boolean isConnect(Object request) {
        try {
            return (boolean) IS_CONNECT.invokeExact(request);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static Object requestOf(Object response) {
        return call(REQUEST_OF, response);
    }

    static Object userHeaders(Object request) {
        return call(USER_HEADERS, request);
    }

    static void setUserHeaders(Object request, Object headers) {
        try {
            SET_USER_HEADERS.invokeExact(request, headers);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** These headers without those of one name, in any case. */
    static Object without(Object headers, String name) {
        java.util.function.BiPredicate<String, String> keep = (n, v) -> !n.equalsIgnoreCase(name);
        Map<String, List<String>> all = map(HEADERS_MAP, headers);
        try {
            return (Object) HEADERS_OF.invokeExact(all, keep);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void setSystemHeader(Object request, String name, String value) {
        try {
            SET_SYSTEM_HEADER.invokeExact(request, name, value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static boolean userHeader(Object request, String name) {
        return map(HEADERS_MAP, userHeaders(request)).containsKey(name);
    }

    /** Set by the application: among its own headers, or its authenticator's answer, which is a system header. */
    static boolean carries(Object request, String name) {
        return userHeader(request, name)
                || name.equalsIgnoreCase("Authorization")
                && map(SYSTEM_MAP, call(SYSTEM_HEADERS, request)).containsKey(name);
    }

    /** Both kinds of headers keep theirs in a map that ignores case. */
    @SuppressWarnings("unchecked")
    private static Map<String, List<String>> map(MethodHandle handle, Object headers) {
        return (Map<String, List<String>>) call(handle, headers);
    }

    private static Object call(MethodHandle handle, Object target) {
        try {
            return (Object) handle.invokeExact(target);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("this JDK's HttpClient is not as expected", e);
    }
}
