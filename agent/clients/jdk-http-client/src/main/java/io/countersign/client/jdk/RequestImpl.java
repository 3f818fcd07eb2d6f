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
 * application's, which redirects carry on, and system headers, which belong to the one hop.
 */
final class RequestImpl {
    private static final MethodType NO_ARGUMENT = MethodType.methodType(Object.class, Object.class);

    private final MethodHandle uri;
    private final MethodHandle method;
    private final MethodHandle proxy;
    private final MethodHandle isConnect;
    private final MethodHandle userHeaders;
    private final MethodHandle setUserHeaders;
    private final MethodHandle systemHeaders;
    private final MethodHandle setSystemHeader;
    private final MethodHandle systemMap;
    private final MethodHandle headersMap;
    private final MethodHandle requestOf;
    private final MethodHandle headersOf;

    RequestImpl() {
        try {
            Class<?> type = Class.forName("jdk.internal.net.http.HttpRequestImpl");
            Class<?> headers = Class.forName("java.net.http.HttpHeaders");
            uri = get(type, "uri");
            method = get(type, "method");
            proxy = get(type, "proxy");
            isConnect = get(type, "isConnect").asType(MethodType.methodType(boolean.class, Object.class));
            Field field = type.getDeclaredField("userHeaders");
            field.setAccessible(true);
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            userHeaders = lookup.unreflectGetter(field).asType(NO_ARGUMENT);
            setUserHeaders = lookup.unreflectSetter(field).asType(MethodType.methodType(void.class, Object.class, Object.class));
            systemHeaders = get(type, "getSystemHeadersBuilder");
            Method set = type.getDeclaredMethod("setSystemHeader", String.class, String.class);
            set.setAccessible(true);
            setSystemHeader = lookup.unreflect(set)
                    .asType(MethodType.methodType(void.class, Object.class, String.class, String.class));
            systemMap = get(Class.forName("jdk.internal.net.http.common.HttpHeadersBuilder"), "map");
            headersMap = get(headers, "map");
            requestOf = get(Class.forName("jdk.internal.net.http.Response"), "request");
            headersOf = lookup.findStatic(headers, "of",
                    MethodType.methodType(headers, Map.class, java.util.function.BiPredicate.class))
                    .asType(MethodType.methodType(Object.class, Map.class, java.util.function.BiPredicate.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's HttpClient is not as expected: " + e.getMessage(), e);
        }
    }

    private static MethodHandle get(Class<?> type, String name) throws ReflectiveOperationException {
        Method m = type.getDeclaredMethod(name);
        m.setAccessible(true);
        return MethodHandles.lookup().unreflect(m).asType(NO_ARGUMENT);
    }

    URI uri(Object request) {
        return (URI) call(uri, request);
    }

    String method(Object request) {
        return (String) call(method, request);
    }

    Object proxy(Object request) {
        return call(proxy, request);
    }

    boolean isConnect(Object request) {
        try {
            return (boolean) isConnect.invokeExact(request);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    Object requestOf(Object response) {
        return call(requestOf, response);
    }

    Object userHeaders(Object request) {
        return call(userHeaders, request);
    }

    void setUserHeaders(Object request, Object headers) {
        try {
            setUserHeaders.invokeExact(request, headers);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** These headers without those of one name, in any case. */
    Object without(Object headers, String name) {
        java.util.function.BiPredicate<String, String> keep = (n, v) -> !n.equalsIgnoreCase(name);
        Map<String, List<String>> all = map(headersMap, headers);
        try {
            return (Object) headersOf.invokeExact(all, keep);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    void setSystemHeader(Object request, String name, String value) {
        try {
            setSystemHeader.invokeExact(request, name, value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    boolean userHeader(Object request, String name) {
        return map(headersMap, userHeaders(request)).containsKey(name);
    }

    /** Set by the application: among its own headers, or its authenticator's answer, which is a system header. */
    boolean carries(Object request, String name) {
        return userHeader(request, name)
                || name.equalsIgnoreCase("Authorization")
                && map(systemMap, call(systemHeaders, request)).containsKey(name);
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
