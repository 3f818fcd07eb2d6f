package io.countersign.client.okhttp;

import io.countersign.request.ApplicationFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * {@code RequestBody}, most of which are the application's own, and the sinks of Okio 1.9 to 3 that they are written to. What
 * a body throws comes out as an {@link ApplicationFailure}.
 */
final class BodyTypes {
    private static final MethodType TEST = MethodType.methodType(boolean.class, Object.class);
    private static final MethodType OBJECT = MethodType.methodType(Object.class, Object.class);

    /** By the body's own class. It alone is needed for a body that is not signed. */
    private static final ClassValue<MethodHandle> WRITE_TO = new ClassValue<MethodHandle>() {
        @Override
        protected MethodHandle computeValue(Class<?> body) {
            if (!isRequestBody(body)) {
                return get(superclass(body));
            }
            try {
                Class<?> sink = Class.forName("okio.BufferedSink", false, body.getClassLoader());
                return Types.lookup(body).findVirtual(body, "writeTo", MethodType.methodType(void.class, sink))
                        .asType(MethodType.methodType(void.class, Object.class, Object.class));
            } catch (ReflectiveOperationException e) {
                throw Types.unexpected(e);
            }
        }
    };

    /** By the body's own class, the same for all of one OkHttp. */
    private static final ClassValue<BodyTypes> ALL = new ClassValue<BodyTypes>() {
        @Override
        protected BodyTypes computeValue(Class<?> body) {
            return isRequestBody(body) ? new BodyTypes(body) : get(superclass(body));
        }
    };

    private final MethodHandle contentLength;
    private final MethodHandle isOneShot;
    private final MethodHandle isDuplex;
    private final MethodHandle sink;
    private final MethodHandle buffer;
    private final MethodHandle write;

    private BodyTypes(Class<?> requestBody) {
        try {
            ClassLoader loader = requestBody.getClassLoader();
            Class<?> okio = Class.forName("okio.Okio", false, loader);
            Class<?> sinkType = Class.forName("okio.Sink", false, loader);
            Class<?> buffered = Class.forName("okio.BufferedSink", false, loader);
            MethodHandles.Lookup lookup = Types.lookup(requestBody);
            contentLength = lookup.findVirtual(requestBody, "contentLength", MethodType.methodType(long.class))
                    .asType(MethodType.methodType(long.class, Object.class));
            isOneShot = isOneShot(requestBody, lookup);
            isDuplex = test(requestBody, "isDuplex", lookup);
            sink = lookup.findStatic(okio, "sink", MethodType.methodType(sinkType, OutputStream.class))
                    .asType(MethodType.methodType(Object.class, OutputStream.class));
            buffer = lookup.findStatic(okio, "buffer", MethodType.methodType(buffered, sinkType)).asType(OBJECT);
            write = lookup.findVirtual(buffered, "write", MethodType.methodType(buffered, byte[].class, int.class, int.class))
                    .asType(MethodType.methodType(Object.class, Object.class, byte[].class, int.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw Types.unexpected(e);
        }
    }

    private static boolean isRequestBody(Class<?> type) {
        return type.getName().equals("okhttp3.RequestBody");
    }

    private static Class<?> superclass(Class<?> body) {
        if (body.getSuperclass() == null) {
            throw new IllegalStateException("this OkHttp is not as expected: a body is no RequestBody");
        }
        return body.getSuperclass();
    }

    /** Before 3.14 no body said so but the few that carried a mark of OkHttp's own, those of its HttpURLConnection. */
    private static MethodHandle isOneShot(Class<?> requestBody, MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        try {
            Class<?> mark = Class.forName("okhttp3.internal.http.UnrepeatableRequestBody", false, requestBody.getClassLoader());
            return lookup.findVirtual(Class.class, "isInstance", MethodType.methodType(boolean.class, Object.class)).bindTo(mark);
        } catch (ClassNotFoundException e) {
            return test(requestBody, "isOneShot", lookup);
        }
    }

    /** No version before 3.14 has these. */
    private static MethodHandle test(Class<?> requestBody, String method, MethodHandles.Lookup lookup)
            throws ReflectiveOperationException {
        try {
            return lookup.findVirtual(requestBody, method, MethodType.methodType(boolean.class)).asType(TEST);
        } catch (NoSuchMethodException e) {
            return MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, Object.class);
        }
    }

    static BodyTypes of(Object body) {
        return ALL.get(body.getClass());
    }

    static void writeTo(Object body, Object bufferedSink) {
        MethodHandle writeTo = WRITE_TO.get(body.getClass());
        try {
            writeTo.invokeExact(body, bufferedSink);
        } catch (Throwable e) {
            throw new ApplicationFailure(e);
        }
    }

    /** In bytes; -1 if it is not known. */
    long contentLength(Object body) {
        try {
            return (long) contentLength.invokeExact(body);
        } catch (Throwable e) {
            throw new ApplicationFailure(e);
        }
    }

    boolean isOneShot(Object body) {
        return test(isOneShot, body);
    }

    boolean isDuplex(Object body) {
        return test(isDuplex, body);
    }

    private static boolean test(MethodHandle handle, Object body) {
        try {
            return (boolean) handle.invokeExact(body);
        } catch (Throwable e) {
            throw new ApplicationFailure(e);
        }
    }

    /** A {@code BufferedSink} that writes into the stream. */
    Object bufferedSink(OutputStream stream) {
        try {
            return (Object) buffer.invokeExact((Object) sink.invokeExact(stream));
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }

    void write(Object bufferedSink, byte[] bytes, int offset, int count) throws IOException {
        try {
            Object same = (Object) write.invokeExact(bufferedSink, bytes, offset, count);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }
}
