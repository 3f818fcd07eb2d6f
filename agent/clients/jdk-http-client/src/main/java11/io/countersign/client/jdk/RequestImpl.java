package io.countersign.client.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.List;
import java.util.Map;

/**
 * What {@code jdk.internal.net.http.HttpRequestImpl} has and a {@code HttpRequest} has not: user headers, the application's,
 * which redirects carry on, and system headers, which belong to the one hop. By method handles, which are constants, so that
 * the compiler sees through them.
 */
final class RequestImpl {
    private static final MethodHandle PROXY;
    private static final MethodHandle SET_URI;
    private static final MethodHandle SET_USER_HEADERS;
    private static final MethodHandle SET_PUBLISHER;
    private static final MethodHandle SYSTEM_HEADERS;
    private static final MethodHandle SYSTEM_MAP;
    private static final MethodHandle FOR_AUTHENTICATION;

    static {
        try {
            Class<?> type = Class.forName("jdk.internal.net.http.HttpRequestImpl");
            PROXY = ExchangeParts.ask(type, "proxy");
            SET_URI = set(type, "uri");
            SET_USER_HEADERS = set(type, "userHeaders");
            SET_PUBLISHER = set(type, "requestPublisher");
            SYSTEM_HEADERS = ExchangeParts.ask(type, "getSystemHeadersBuilder");
            SYSTEM_MAP = ExchangeParts.ask(Class.forName("jdk.internal.net.http.common.HttpHeadersBuilder"), "map");
            Method again = type.getDeclaredMethod("newInstanceForAuthentication", type);
            again.setAccessible(true);
            FOR_AUTHENTICATION = MethodHandles.lookup().unreflect(again)
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's HttpClient is not as expected: " + e.getMessage(), e);
        }
    }

    private RequestImpl() {}

    private static MethodHandle set(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectSetter(field).asType(MethodType.methodType(void.class, Object.class, Object.class));
    }

    private static void set(MethodHandle handle, Object request, Object value) {
        try {
            handle.invokeExact(request, value);
        } catch (Throwable e) {
            throw ExchangeParts.unexpected(e);
        }
    }

    static Object proxy(HttpRequest request) {
        return ExchangeParts.call(PROXY, request);
    }

    static void setUri(HttpRequest request, URI uri) {
        set(SET_URI, request, uri);
    }

    static void setUserHeaders(HttpRequest request, HttpHeaders headers) {
        set(SET_USER_HEADERS, request, headers);
    }

    static void setPublisher(HttpRequest request, BodyPublisher publisher) {
        set(SET_PUBLISHER, request, publisher);
    }

    /** The system headers themselves, in a map that ignores case. */
    @SuppressWarnings("unchecked")
    static Map<String, List<String>> systemHeaders(HttpRequest request) {
        return (Map<String, List<String>>) ExchangeParts.call(SYSTEM_MAP, ExchangeParts.call(SYSTEM_HEADERS, request));
    }

    /** The same request for another round, as the client's own authentication makes it: without system headers. */
    static HttpRequest newInstanceForAuthentication(HttpRequest request) {
        return (HttpRequest) ExchangeParts.call(FOR_AUTHENTICATION, request);
    }
}
