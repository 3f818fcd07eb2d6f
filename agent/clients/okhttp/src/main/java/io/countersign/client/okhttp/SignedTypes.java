package io.countersign.client.okhttp;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What signatures alone ask of a request, by method handles as in {@link Types}: looked up with the first signature. */
final class SignedTypes {
    private static final MethodType OBJECT = MethodType.methodType(Object.class, Object.class);
    private static final MethodType TEXT = MethodType.methodType(String.class, Object.class);

    private static final ClassValue<SignedTypes> ALL = new ClassValue<SignedTypes>() {
        @Override
        protected SignedTypes computeValue(Class<?> request) {
            return new SignedTypes(request);
        }
    };

    private final MethodHandle body;
    private final MethodHandle headers;
    private final MethodHandle size;
    private final MethodHandle name;
    private final MethodHandle value;
    private final MethodHandle query;

    private SignedTypes(Class<?> request) {
        try {
            ClassLoader loader = request.getClassLoader();
            Class<?> headersType = Class.forName("okhttp3.Headers", false, loader);
            MethodHandles.Lookup lookup = Types.lookup(request);
            body = lookup.findVirtual(request, "body",
                    MethodType.methodType(Class.forName("okhttp3.RequestBody", false, loader))).asType(OBJECT);
            headers = lookup.findVirtual(request, "headers", MethodType.methodType(headersType)).asType(OBJECT);
            size = lookup.findVirtual(headersType, "size", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, Object.class));
            MethodType at = MethodType.methodType(String.class, int.class);
            name = lookup.findVirtual(headersType, "name", at).asType(at.insertParameterTypes(0, Object.class));
            value = lookup.findVirtual(headersType, "value", at).asType(at.insertParameterTypes(0, Object.class));
            query = lookup.findVirtual(Class.forName("okhttp3.HttpUrl", false, loader), "encodedQuery",
                    MethodType.methodType(String.class)).asType(TEXT);
        } catch (ReflectiveOperationException e) {
            throw Types.unexpected(e);
        }
    }

    static SignedTypes of(Object request) {
        return ALL.get(request.getClass());
    }

    /** Null if there is none. OkHttp makes no request that has a body which its method does not permit. */
    Object body(Object request) {
        try {
            return (Object) body.invokeExact(request);
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }

    /** Names at even places, their values behind them. */
    String[] fields(Object request) {
        try {
            Object all = (Object) headers.invokeExact(request);
            String[] fields = new String[2 * (int) size.invokeExact(all)];
            for (int i = 0; i < fields.length; i += 2) {
                fields[i] = (String) name.invokeExact(all, i / 2);
                fields[i + 1] = (String) value.invokeExact(all, i / 2);
            }
            return fields;
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }

    String query(Object httpUrl) {
        try {
            return (String) query.invokeExact(httpUrl);
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }
}
