package io.countersign.client.okhttp;

import io.countersign.request.Answer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/** {@code Response}, by method handles as in {@link Types}: looked up where a credential of the policy reads answers. */
final class ResponseTypes {
    private static final MethodType OBJECT = MethodType.methodType(Object.class, Object.class);

    private static final ClassValue<ResponseTypes> ALL = new ClassValue<ResponseTypes>() {
        @Override
        protected ResponseTypes computeValue(Class<?> response) {
            return new ResponseTypes(response);
        }
    };

    private final MethodHandle request;
    private final MethodHandle networkResponse;
    private final MethodHandle priorResponse;
    private final MethodHandle code;
    private final MethodHandle headers;

    private ResponseTypes(Class<?> response) {
        try {
            Class<?> requestType = Class.forName("okhttp3.Request", false, response.getClassLoader());
            MethodHandles.Lookup lookup = Types.lookup(response);
            request = lookup.findVirtual(response, "request", MethodType.methodType(requestType)).asType(OBJECT);
            networkResponse = lookup.findVirtual(response, "networkResponse", MethodType.methodType(response)).asType(OBJECT);
            priorResponse = lookup.findVirtual(response, "priorResponse", MethodType.methodType(response)).asType(OBJECT);
            code = lookup.findVirtual(response, "code", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, Object.class));
            headers = lookup.findVirtual(response, "headers", MethodType.methodType(List.class, String.class))
                    .asType(MethodType.methodType(List.class, Object.class, String.class));
        } catch (ReflectiveOperationException e) {
            throw Types.unexpected(e);
        }
    }

    static ResponseTypes of(Object response) {
        return ALL.get(response.getClass());
    }

    /** The request that the application, or a redirect, made; of a network response that which was sent, unsigned. */
    Object request(Object response) {
        return object(request, response);
    }

    /** Null if the response came from a cache alone. */
    Object networkResponse(Object response) {
        return object(networkResponse, response);
    }

    /**
     * Whether a request has been sent again since the last redirect. OkHttp then goes on with the same object, an
     * authenticator of the application with another.
     */
    boolean wasSentAgain(Object response) {
        Object later = request(response);
        for (Object prior = prior(response); prior != null && code(prior) / 100 != 3; prior = prior(prior)) {
            Object earlier = request(prior);
            if (earlier == later) {
                return true;
            }
            later = earlier;
        }
        return false;
    }

    private Object prior(Object response) {
        return object(priorResponse, response);
    }

    Answer answer(Object response) {
        return new Answer() {
            @Override
            public int status() {
                return code(response);
            }

            @Override
            public List<String> header(String name) {
                return values(response, name);
            }
        };
    }

    private int code(Object response) {
        try {
            return (int) code.invokeExact(response);
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }

    @SuppressWarnings("unchecked")
    private List<String> values(Object response, String name) {
        try {
            return (List<String>) (List<?>) (List) headers.invokeExact(response, name);
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }

    private static Object object(MethodHandle handle, Object response) {
        try {
            return (Object) handle.invokeExact(response);
        } catch (Throwable e) {
            throw Types.unexpected(e);
        }
    }
}
