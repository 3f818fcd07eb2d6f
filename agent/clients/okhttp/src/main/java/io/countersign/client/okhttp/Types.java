package io.countersign.client.okhttp;

import io.countersign.request.Headers;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.Proxy;
import java.net.Socket;

/** The public API of one application's OkHttp, by method handles: the same from 3.4 to 5. */
final class Types {
    private static final MethodType OBJECT = MethodType.methodType(Object.class, Object.class);
    private static final MethodType TEXT = MethodType.methodType(String.class, Object.class);

    /** Chains by their own class: only {@code request()} is asked before the request's class is known. */
    private static final ClassValue<MethodHandle> REQUEST_OF = new ClassValue<MethodHandle>() {
        @Override
        protected MethodHandle computeValue(Class<?> chain) {
            for (Class<?> type : chain.getInterfaces()) {
                if (type.getName().equals("okhttp3.Interceptor$Chain")) {
                    try {
                        Class<?> request = Class.forName("okhttp3.Request", false, type.getClassLoader());
                        return lookup(type).findVirtual(type, "request", MethodType.methodType(request)).asType(OBJECT);
                    } catch (ReflectiveOperationException e) {
                        throw unexpected(e);
                    }
                }
            }
            throw new IllegalStateException("this OkHttp is not as expected: " + chain + " is no Interceptor.Chain");
        }
    };

    private final MethodHandle url;
    private final MethodHandle method;
    private final MethodHandle header;
    private final MethodHandle newBuilder;
    private final MethodHandle setHeader;
    private final MethodHandle build;
    private final MethodHandle scheme;
    private final MethodHandle host;
    private final MethodHandle port;
    private final MethodHandle path;
    private final MethodHandle connection;

    /** Null before 3.9, whose chains do not say. */
    private final MethodHandle call;
    private final MethodHandle socket;
    private final MethodHandle protocol;
    private final MethodHandle route;
    private final MethodHandle proxy;

    Types(Class<?> request) {
        try {
            ClassLoader loader = request.getClassLoader();
            Class<?> builder = Class.forName("okhttp3.Request$Builder", false, loader);
            Class<?> httpUrl = Class.forName("okhttp3.HttpUrl", false, loader);
            Class<?> chainType = Class.forName("okhttp3.Interceptor$Chain", false, loader);
            Class<?> connectionType = Class.forName("okhttp3.Connection", false, loader);
            Class<?> routeType = Class.forName("okhttp3.Route", false, loader);
            MethodHandles.Lookup lookup = lookup(request);
            call = call(lookup, chainType, loader);
            url = lookup.findVirtual(request, "url", MethodType.methodType(httpUrl)).asType(OBJECT);
            method = lookup.findVirtual(request, "method", MethodType.methodType(String.class)).asType(TEXT);
            header = lookup.findVirtual(request, "header", MethodType.methodType(String.class, String.class))
                    .asType(MethodType.methodType(String.class, Object.class, String.class));
            newBuilder = lookup.findVirtual(request, "newBuilder", MethodType.methodType(builder)).asType(OBJECT);
            setHeader = lookup.findVirtual(builder, "header", MethodType.methodType(builder, String.class, String.class))
                    .asType(MethodType.methodType(Object.class, Object.class, String.class, String.class));
            build = lookup.findVirtual(builder, "build", MethodType.methodType(request)).asType(OBJECT);
            scheme = lookup.findVirtual(httpUrl, "scheme", MethodType.methodType(String.class)).asType(TEXT);
            host = lookup.findVirtual(httpUrl, "host", MethodType.methodType(String.class)).asType(TEXT);
            port = lookup.findVirtual(httpUrl, "port", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, Object.class));
            path = lookup.findVirtual(httpUrl, "encodedPath", MethodType.methodType(String.class)).asType(TEXT);
            connection = lookup.findVirtual(chainType, "connection", MethodType.methodType(connectionType)).asType(OBJECT);
            socket = lookup.findVirtual(connectionType, "socket", MethodType.methodType(Socket.class))
                    .asType(MethodType.methodType(Socket.class, Object.class));
            protocol = lookup.findVirtual(connectionType, "protocol",
                    MethodType.methodType(Class.forName("okhttp3.Protocol", false, loader))).asType(OBJECT);
            route = lookup.findVirtual(connectionType, "route", MethodType.methodType(routeType)).asType(OBJECT);
            proxy = lookup.findVirtual(routeType, "proxy", MethodType.methodType(Proxy.class))
                    .asType(MethodType.methodType(Proxy.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw unexpected(e);
        }
    }

    private static MethodHandle call(MethodHandles.Lookup lookup, Class<?> chain, ClassLoader loader) throws ReflectiveOperationException {
        try {
            return lookup.findVirtual(chain, "call", MethodType.methodType(Class.forName("okhttp3.Call", false, loader))).asType(OBJECT);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** The call that a chain is of; null if it does not say. */
    Object call(Object chain) {
        try {
            return call == null ? null : (Object) call.invokeExact(chain);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Of what is public, on behalf of a class that sees this OkHttp. Java 8 and 11 have a lookup of no class hold every type to the one that
     * the boot loader has met by that name, and a second OkHttp in the JVM is another.
     */
    static MethodHandles.Lookup lookup(Class<?> okHttp) {
        return MethodHandles.publicLookup().in(okHttp);
    }

    static Object requestOf(Object chain) {
        try {
            return (Object) REQUEST_OF.get(chain.getClass()).invokeExact(chain);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    Object url(Object request) {
        try {
            return (Object) url.invokeExact(request);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    String method(Object request) {
        return text(method, request);
    }

    String scheme(Object httpUrl) {
        return text(scheme, httpUrl);
    }

    String host(Object httpUrl) {
        return text(host, httpUrl);
    }

    String path(Object httpUrl) {
        return text(path, httpUrl);
    }

    int port(Object httpUrl) {
        try {
            return (int) port.invokeExact(httpUrl);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    String header(Object request, String name) {
        try {
            return (String) header.invokeExact(request, name);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    boolean viaProxy(Object chain) {
        try {
            Object c = (Object) connection.invokeExact(chain);
            if (c == null) {
                return false;
            }
            Object r = (Object) route.invokeExact(c);
            return ((Proxy) proxy.invokeExact(r)).type() != Proxy.Type.DIRECT;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Of the connection; null if there is none yet. */
    Socket socket(Object chain) {
        try {
            Object c = (Object) connection.invokeExact(chain);
            return c == null ? null : (Socket) socket.invokeExact(c);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Closes the connection, unless other calls may be using it (HTTP/2). */
    void closeConnection(Object chain) {
        try {
            Object c = (Object) connection.invokeExact(chain);
            if (c != null && ((Object) protocol.invokeExact(c)).toString().startsWith("http/1")) {
                ((Socket) socket.invokeExact(c)).close();
            }
        } catch (Throwable e) {
            // What it is closed for is said already, and must not be lost for this.
        }
    }

    /** The request with these headers, which replace every spelling of theirs. */
    Object with(Object request, Headers headers) {
        try {
            Object builder = (Object) newBuilder.invokeExact(request);
            for (int i = 0; i < headers.size(); i++) {
                builder = (Object) setHeader.invokeExact(builder, headers.name(i), headers.value(i));
            }
            return (Object) build.invokeExact(builder);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static String text(MethodHandle handle, Object target) {
        try {
            return (String) handle.invokeExact(target);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("this OkHttp is not as expected: " + e.getClass().getName(), e);
    }
}
